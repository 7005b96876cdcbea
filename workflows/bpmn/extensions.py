"""Reads what Banjie adds to a diagram: the elements of its own namespace, checked against their table."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING

from lxml import etree

from workflows.bpmn.vocabulary import ALLOWED, ALWAYS, BANJIE, EXTENSIONS, REPEATABLE, tag
from workflows.model import Assign, Decision, FormField, LimitBinding, Material, TimerRule

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    # Told what is wrong with the element being read.
    Complaint = Callable[[str], None]

MAX_LENGTH = 100_000  # characters of a form value
MAX_REPEAT = 1_000  # times a timer is due
MAX_DIGITS = 30  # of a number in the diagram
_CYCLE = re.compile(r"(?:R(?P<times>\d{0,4})/)?(?P<span>P[^/]{1,59})", re.ASCII)
_OURS = f"{{{BANJIE}}}"


class Extras:
    """Banjie's additions on one BPMN element. Everything wrong with them is told to `complain` while reading."""

    def __init__(self, owner: etree._Element, allowed: frozenset[str], complain: Complaint) -> None:
        self._complain = complain
        found = [x for holder in owner.iterchildren(tag("extensionElements")) for x in holder]
        self._elements = [x for x in found if self._known(x, allowed)]
        for name in allowed - REPEATABLE:
            if len(self.all(name)) > 1:
                complain(f"expected one banjie:{name}, but found {len(self.all(name))}")

    def first(self, name: str) -> etree._Element | None:
        """The one element of that name."""
        found = self.all(name)
        return found[0] if found else None

    def all(self, name: str) -> list[etree._Element]:
        """Every element of that name, in the order of the file."""
        return [x for x in self._elements if x.tag == _OURS + name]

    def text(self, name: str, attribute: str) -> str | None:
        """An attribute of the one element of that name; None where it is absent or blank."""
        found = self.first(name)
        return _text(found, attribute) if found is not None else None

    def choice(self, name: str, attribute: str, values: Collection[str]) -> str | None:
        """As `text`, one of `values`."""
        found = self.text(name, attribute)
        if found is None or found in values:
            return found
        self._complain(f"expected {attribute} of banjie:{name} to be one of {', '.join(values)}, but got {found!r}")
        return None

    def limits(self) -> tuple[LimitBinding, ...]:
        """The limits bound here."""
        found = []
        for x in self.all("limit"):
            ref = self._required(x, "ref")
            if ref:
                found.append(LimitBinding(ref, _text(x, "startsAt"), _text(x, "endsAt")))
        return tuple(found)

    def decisions(self) -> tuple[Decision, ...]:
        """The buttons of a step."""
        found = []
        for x in self.all("decision"):
            value = self._required(x, "value")
            if value:
                found.append(Decision(value, _text(x, "label") or value, self._flag(x, "returns")))
        return tuple(found)

    def assigns(self) -> tuple[Assign, ...]:
        """What a script assigns, in order."""
        found = []
        for x in self.all("assign"):
            variable, value = self._required(x, "variable"), self._required(x, "value")
            if variable and value:
                found.append(Assign(variable, value))
        return tuple(found)

    def restarts(self) -> tuple[str, ...]:
        """The limits that begin to count anew here."""
        return tuple(filter(None, [self._required(x, "ref") for x in self.all("restart")]))

    def restarts_since(self) -> str | None:
        """The step whose opening they count from."""
        return next(filter(None, [_text(x, "since") for x in self.all("restart")]), None)

    def needs(self) -> tuple[str, ...]:
        """The ids of the materials a step needs."""
        return tuple(filter(None, [self._required(x, "material") for x in self.all("needs")]))

    def materials(self) -> tuple[Material, ...]:
        """The materials of a process."""
        found = []
        for x in self.all("material"):
            name = self._required(x, "id")
            if name:
                label = _text(x, "name") or name
                found.append(Material(name, label, self._flag(x, "tolerable"), _text(x, "when")))
        return tuple(found)

    def fields(self) -> tuple[FormField, ...]:
        """The form of a step."""
        return self._fields(self.all("field"))

    def facts(self) -> tuple[FormField, ...]:
        """The form of the application."""
        holder = self.first("facts")
        if holder is None:
            return ()
        return self._fields([x for x in holder if self._known(x, ALLOWED["facts"])])

    def timer(self) -> TimerRule | None:
        """The rule of a timer in Banjie's own words: exactly one of its ways to say when, and how often."""
        found = self.first("timer")
        if found is None:
            return None
        limit, variable, unit, every = (_text(found, name) for name in ("limit", "variable", "unit", "every"))
        quantity, day = self._number(found, "quantity"), self._whole(found, "dayOfMonth", 1, 31)
        hour, repeat = self._whole(found, "hour", 0, 23), self._repeat(found)
        if (quantity is None) != (unit is None):
            self._complain("expected quantity and unit of banjie:timer together, but one of them is missing")
            return None
        if sum(x is not None for x in (limit, variable, quantity, every, day)) != 1:
            self._complain(
                "expected banjie:timer to say one of limit, quantity with unit, variable, every, or dayOfMonth"
            )
            return None
        if hour is not None and day is None:
            self._complain("expected hour of banjie:timer beside dayOfMonth only, but that is missing")
        if every is not None:
            return self.cycle(every)
        return TimerRule(
            limit=limit,
            quantity=quantity,
            unit=unit,
            variable=variable,
            day_of_month=day,
            hour=hour or 0,
            repeat=repeat,
        )

    def cycle(self, text: str) -> TimerRule | None:
        """The rule of `R3/PT1H` (three times), of `R/PT1H` or `PT1H` (as long as the activity goes on)."""
        found = _CYCLE.fullmatch(text)
        if found is None or found["times"] == "0":
            self._complain(
                f"expected a timer that repeats to say R<times>/<duration>, such as R3/PT1H, but got {text[:60]!r}"
            )
            return None
        return TimerRule(duration=found["span"], repeat=int(found["times"] or 0))

    def _repeat(self, timer: etree._Element) -> int | None:
        return 0 if _text(timer, "repeat") == ALWAYS else self._whole(timer, "repeat", 1, MAX_REPEAT)

    def _whole(self, element: etree._Element, attribute: str, least: int, most: int) -> int | None:
        text = _text(element, attribute)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS and least <= int(text) <= most):
            self._complain(
                f"expected {attribute} of {_word(element)} to be a whole number from {least} to {most:,}, but got"
                f" {text[:40]!r}"
            )
            return None
        return int(text)

    def _fields(self, elements: list[etree._Element]) -> tuple[FormField, ...]:
        found = []
        for x in elements:
            name = self._required(x, "id")
            if name:
                found.append(
                    FormField(
                        id=name,
                        label=_text(x, "label") or name,
                        type=_text(x, "type") or "text",
                        required=self._flag(x, "required"),
                        options=tuple(self._options(x)),
                        maximum_length=self._length(x),
                        minimum=self._number(x, "minimum"),
                        maximum=self._number(x, "maximum"),
                        help=_text(x, "help") or "",
                    )
                )
        return tuple(found)

    def _options(self, field: etree._Element) -> Iterator[tuple[str, str]]:
        for x in field:
            if self._known(x, ALLOWED["field"]):
                value = self._required(x, "value")
                if value:
                    yield value, _text(x, "label") or value

    def _length(self, field: etree._Element) -> int:
        found = self._number(field, "maximumLength")
        if found is None:
            return 2000
        if found != found.to_integral_value() or not 1 <= found <= MAX_LENGTH:
            self._complain(f"expected maximumLength from 1 to {MAX_LENGTH:,}, but got {_text(field, 'maximumLength')}")
            return 2000
        return int(found)

    def _number(self, element: etree._Element, attribute: str) -> Decimal | None:
        text = _text(element, attribute)
        if text is None:
            return None
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        if len(text) > MAX_DIGITS or not found.is_finite() or abs(found.adjusted()) > MAX_DIGITS:
            self._complain(f"expected {attribute} of {_word(element)} to be a number, but got {text[:40]!r}")
            return None
        return found

    def _flag(self, element: etree._Element, attribute: str) -> bool:
        text = _text(element, attribute)
        if text not in (None, "true", "false"):
            self._complain(f"expected {attribute} of {_word(element)} to be true or false, but got {text!r}")
        return text == "true"

    def _required(self, element: etree._Element, attribute: str) -> str | None:
        found = _text(element, attribute)
        if found is None:
            self._complain(f"expected {_word(element)} to say its {attribute}, but it does not")
        return found

    def _known(self, element: etree._Element, allowed: Collection[str]) -> bool:
        """Whether it is ours and may stand here; what is ours and may not is complained about."""
        if not str(element.tag).startswith(_OURS):
            return False
        name = etree.QName(element).localname
        if name not in allowed:
            known = ", ".join(f"banjie:{x}" for x in sorted(allowed)) or "nothing of banjie's"
            self._complain(f"expected {known} here, but found {_word(element)}")
            return False
        for attribute in element.attrib:
            self._check_attribute(element, str(attribute), EXTENSIONS[name])
        return True

    def _check_attribute(self, element: etree._Element, attribute: str, known: frozenset[str]) -> None:
        if attribute in known or attribute.startswith("{"):
            return
        near = get_close_matches(attribute, known, 1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        self._complain(f"expected an attribute of {_word(element)}, but {attribute!r} is none{hint}")


def _text(element: etree._Element, attribute: str) -> str | None:
    return (element.get(attribute) or "").strip() or None


def _word(element: etree._Element) -> str:
    return f"banjie:{etree.QName(element).localname}"
