"""Which cases of a step go first, and which are done together, read strictly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.inputs import Batch
from engine.simulation.scenario import values as v
from engine.simulation.scenario.file.figures import MOST, free, number, optional, whole
from workflows.tables import Table

if TYPE_CHECKING:
    from engine.simulation.scenario.values import Urgency


def priority(table: Table) -> float | tuple[Urgency, ...] | None:
    if not isinstance(table.raw("priority", None), list):
        return optional(table, "priority", least=-MOST)
    found = tuple(_urgency(each) for each in table.tables("priority"))
    if not found or any(not each.when for each in found[:-1]):
        raise table.wrong(
            "priority", "conditions (when), of which only the last may be left out", table.raw("priority", [])
        )
    return found


def _urgency(table: Table) -> v.Urgency:
    from workflows.expression import ExpressionError, parse  # noqa: PLC0415 - few scenarios need expressions

    found = v.Urgency(table.text("when"), number(table, "priority", None, least=-MOST))
    table.done()
    if found.when:
        try:
            parse(found.when)
        except ExpressionError as error:
            raise table.wrong("when", f"a condition ({error.sentence})", found.when) from error
    return found


def batch(table: Table) -> Batch:
    factors = Table(f"{table.where}, factors", free(table, "factors"))
    found = Batch(
        size=_count(table, "size"),
        wait=optional(table, "wait"),
        opens=table.optional("opens"),
        most=_count(table, "most"),
        together=table.boolean("together", default=True),
        factors={_from(factors, key): number(factors, key, None) for key in free(table, "factors")},
        alone=number(table, "alone", 0.0, most=1.0),
    )
    for key in ("size", "most"):
        table.raw(key, None)
    table.done()
    if found.size is None and found.wait is None and found.opens is None:
        raise table.wrong("size", "a number of cases where neither wait nor opens is given", None)
    if found.most is not None and found.size is not None and found.most < found.size:
        raise table.wrong("most", f"{found.size} or more, as so many wait for each other", found.most)
    return found


def _count(table: Table, key: str) -> int | None:
    found = whole(table, key, None, 1) if table.has(key) else None
    if found is not None and found > v.MOST_TOGETHER:
        raise table.wrong(key, f"at most {v.MOST_TOGETHER}", found)
    return found


def _from(factors: Table, key: str) -> int:
    if not (key.isascii() and key.isdigit() and 1 <= int(key) <= v.MOST_TOGETHER):
        raise factors.wrong(key, f"the number of cases from which on a factor holds, 1 to {v.MOST_TOGETHER}", key)
    return int(key)
