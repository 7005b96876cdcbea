"""Process models put together from blocks, and limits to go with them, without any XML.

A block is a nested tuple: `("step", amount)` (None: under no limit), `("seq", …)`, `("xor", …)`, `("and", …)`,
`("group", limit, block)`, `("loop", body, rework)`. An amount is a number of working days, or (number, unit).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from workflows.catalogue import Catalogue, Document, Limit, Source
from workflows.model import Element, Flow, Kind, LimitBinding, ProcessModel

DAY = date(2026, 3, 2)
DOCUMENT = Document("doc", "试行办法", "试〔2026〕1号", "试点市", DAY, date(2020, 1, 1), "shanwei")


def limit(name: str, quantity: Any, unit: str = "working_day", **more: Any) -> Limit:
    """A promised limit of a step; everything else by keyword."""
    given = {"scope": "activity", "procedure": "事项", "step": name, "starts": "enabled", **more}
    return Limit(
        id=f"doc/{name}", document="doc", clause="一", sources=(Source("000.txt", 1),), place="shanwei",
        quantity=Decimal(str(quantity)), unit=unit, effective_from=date(2020, 1, 1), **given,
    )  # fmt: skip


def catalogue(*limits: Limit) -> Catalogue:
    return Catalogue({"doc": DOCUMENT}, {one.id: one for one in limits})


@dataclass
class Drawn:
    """A diagram in the making: elements and flows by id, and the limits of its steps."""

    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    back: set[str] = field(default_factory=set)  # the flows that lead back to the head of a loop

    def add(self, kind: Kind, parent: str | None = None, amount: Any = None, name: str = "", **more: Any) -> str:
        name = name or f"{kind.value}{len(self.elements)}"
        bound: tuple[LimitBinding, ...] = more.pop("limits", ())
        if amount is not None:
            quantity, unit = amount if isinstance(amount, tuple) else (amount, "working_day")
            self.limits.append(limit(name, quantity, unit))
            bound = (*bound, LimitBinding(f"doc/{name}"))
        self.elements[name] = Element(id=name, kind=kind, parent=parent, limits=bound, **more)
        return name

    def flow(self, source: str, target: str) -> str:
        name = f"f{len(self.flows)}"
        self.flows[name] = Flow(name, source, target)
        for at, key in ((source, "outgoing"), (target, "incoming")):
            element = self.elements[at]
            self.elements[at] = replace(element, **{key: (*getattr(element, key), name)})
        return name

    def block(self, block: Any, parent: str | None = None) -> tuple[str, str]:
        """Draws a block; its first and its last element."""
        kind, *rest = block
        if kind == "step":
            name = self.add(Kind.STEP, parent, *rest)
            return name, name
        if kind == "seq":
            ends = [self.block(one, parent) for one in rest]
            for (_, a), (b, _) in pairwise(ends):
                self.flow(a, b)
            return ends[0][0], ends[-1][1]
        if kind == "group":
            name = self.add(Kind.SUB_PROCESS, parent, rest[0])
            self.whole(rest[1], name)
            return name, name
        if kind == "loop":
            return self._loop(*rest, parent)
        gateway = Kind.EXCLUSIVE if kind == "xor" else Kind.PARALLEL
        fork, join = self.add(gateway, parent), self.add(gateway, parent)
        for one in rest:
            a, b = self.block(one, parent)
            self.flow(fork, a)
            self.flow(b, join)
        return fork, join

    def _loop(self, body: Any, rework: Any, parent: str | None) -> tuple[str, str]:
        into, out = self.add(Kind.EXCLUSIVE, parent), self.add(Kind.EXCLUSIVE, parent)
        a, b = self.block(body, parent)
        c, d = self.block(rework, parent)
        for source, target in ((into, a), (b, out), (out, c)):
            self.flow(source, target)
        self.back.add(self.flow(d, into))
        return into, out

    def whole(self, block: Any, parent: str | None = None) -> None:
        """A scope with a start, the block and an end."""
        start = self.add(Kind.START, parent)
        a, b = self.block(block, parent)
        end = self.add(Kind.END, parent)
        self.flow(start, a)
        self.flow(b, end)

    def model(self, name: str = "p", *limits: LimitBinding, **more: Any) -> ProcessModel:
        return ProcessModel(name, name, place="汕尾", limits=limits, elements=self.elements, flows=self.flows, **more)


def drawn(block: Any) -> Drawn:
    made = Drawn()
    made.whole(block)
    return made
