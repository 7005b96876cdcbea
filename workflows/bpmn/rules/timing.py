"""Timers that can come due, and counts that come to a number."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from workflows.bpmn.durations import clock_time, instant
from workflows.bpmn.rules.conditions import readable
from workflows.bpmn.vocabulary import UNITS
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import Element, MultiInstance, TimerRule

MAX_INSTANCES = 1_000
MAX_QUANTITY = 10_000
_DAY = {"hour": 24, "minute": 24 * 60}  # how many of a unit make a day

# What the execution says about a multi-instance activity while it asks whether it is complete.
PROGRESS = frozenset({"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances"})
_FOREIGN_PROGRESS = {
    "nrOfInstances": "numberOfInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
}


def timing(subject: Subject) -> Iterator[Finding]:
    """Every timer and every multi-instance activity."""
    for element in subject.model.elements.values():
        if element.kind in (Kind.TIMER, Kind.BOUNDARY) and element.message is None:
            texts = _timer(element.timer) if element.timer else ["expected it to say when it is due, but it does not"]
            if element.timer and element.timer.repeat is not None:
                texts = [*texts, *_repeat(element, element.timer)]
        elif element.multi:
            texts = _multi(element.multi)
        else:
            continue
        for text in texts:
            yield subject.say(text, element)


def _timer(rule: TimerRule) -> Iterator[str]:
    try:
        if rule.duration is not None:
            clock_time(rule.duration)
        if rule.date is not None:
            instant(rule.date)
    except ValueError as error:
        yield str(error)
    if rule.quantity is not None and not 0 < rule.quantity <= MAX_QUANTITY:
        yield f"expected a quantity of more than 0 and at most {MAX_QUANTITY:,}, but got {rule.quantity}"
    if rule.quantity is not None and rule.unit not in UNITS:
        yield f"expected one of the units {', '.join(UNITS)}, but got {rule.unit!r}"
    if rule.variable is not None:
        yield from _name("the timer's variable", rule.variable)


def _repeat(element: Element, rule: TimerRule) -> Iterator[str]:
    """A timer without an end is looked at for as long as a case rests, so there is a day at least in between."""
    if element.kind is not Kind.BOUNDARY or element.interrupting:
        yield "expected a timer that repeats on the border of an activity, not interrupting it, but it is another"
    if rule.duration is None and rule.quantity is None and rule.day_of_month is None:
        yield "expected a timer that repeats to say a span or a day of the month, but it says neither"
    if rule.repeat == 0 and _shorter_than_a_day(rule):
        yield "expected a timer that repeats without end to leave a day in between at least, but its span is shorter"


def _shorter_than_a_day(rule: TimerRule) -> bool:
    if rule.quantity is not None:
        return rule.quantity < _DAY.get(rule.unit or "", 1)
    try:
        return rule.duration is not None and clock_time(rule.duration) < timedelta(days=1)
    except ValueError:
        return False


def _multi(multi: MultiInstance) -> Iterator[str]:
    for word, text in (
        ("the count", multi.cardinality),
        ("the list", multi.collection),
        ("the completion condition", multi.completion),
    ):
        if text is not None:
            yield from _expression(word, text)
    if multi.cardinality is not None:
        yield from _count(multi.cardinality)
    if multi.item is not None:
        yield from _name("the item's variable", multi.item)


def _expression(word: str, text: str) -> Iterator[str]:
    expression, why = readable(text)
    if expression is None:
        yield f"expected {word} to be an expression, but {why}"
        return
    for name in sorted(expression.names() & _FOREIGN_PROGRESS.keys()):
        yield f"expected names of BPMN in {word}, but {name} is another tool's word for {_FOREIGN_PROGRESS[name]}"


def _count(text: str) -> Iterator[str]:
    expression, _ = readable(text)
    if expression is None or expression.names():
        return
    found = expression.evaluate({})
    whole = isinstance(found, Decimal) and found == found.to_integral_value()
    if not whole or not 1 <= found <= MAX_INSTANCES:  # type: ignore[operator]
        yield f"expected a whole number of instances from 1 to {MAX_INSTANCES:,}, but got {text}"


def _name(word: str, text: str) -> Iterator[str]:
    expression, _ = readable(text)
    if expression is None or expression.names() != {text}:
        yield f"expected {word} to be a name, but got {text!r}"
