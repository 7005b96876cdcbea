"""Forms that can be filled in: fields with ids of their own, types that exist, bounds that leave room."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workflows.bpmn.vocabulary import FIELD_TYPES
from workflows.forms import CHOICES, NUMBERS
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import Element, FormField

MAX_FIELDS = 200
MAX_OPTIONS = 500

# The words that a command reads for itself: a field of that name would never get its value.
OF_A_COMPLETION = frozenset({"decision", "opinion", "materials", "promised", "promised_due_at"})
OF_A_REVIEW = OF_A_COMPLETION | {"items", "due_at", "days", "reason"}
OF_A_CORRECTION = frozenset({"decision", "opinion", "materials", "items", "reason"})
OF_A_MESSAGE = frozenset({"message", "opinion"})


def form(subject: Subject, fields: tuple[FormField, ...], at: Element | None) -> Iterator[Finding]:
    """Everything about one form; `at` is its step, None for the application's."""
    if len(fields) > MAX_FIELDS:
        yield subject.say(f"expected at most {MAX_FIELDS} fields, but the form has {len(fields)}", at)
    for name, count in Counter(f.id for f in fields).items():
        if count > 1:
            yield subject.say(f"expected every field once, but {name} is there {count} times", at)
    reserved = _reserved(at)
    for field in fields:
        for text in _field(field):
            yield subject.say(f"field {field.id}: {text}", at)
        if field.id in reserved:
            words = ", ".join(sorted(reserved))
            yield subject.say(f"field {field.id}: expected an id that the command does not read itself ({words})", at)


def _reserved(at: Element | None) -> frozenset[str]:
    """The words of the commands that bring this form's values; an application's stand on their own."""
    if at is None:
        return frozenset()
    if at.kind is not Kind.STEP:
        return OF_A_MESSAGE
    if at.intake is None:
        return OF_A_COMPLETION
    return OF_A_REVIEW if at.intake is Intake.REVIEW else OF_A_CORRECTION


def _field(field: FormField) -> Iterator[str]:
    if not field.id.isidentifier():
        yield "expected an id of letters, digits and _, a letter first, but it has other characters"
    if field.type not in FIELD_TYPES:
        yield f"expected one of the types {', '.join(FIELD_TYPES)}, but got {field.type!r}"
        return
    if field.type in CHOICES and not field.options:
        yield f"expected options to choose from, but the {field.type} has none"
    if field.type not in CHOICES and field.options:
        yield f"expected options only on select and multiselect, but the type is {field.type}"
    if len(field.options) > MAX_OPTIONS:
        yield f"expected at most {MAX_OPTIONS} options, but it has {len(field.options)}"
    for value, count in Counter(value for value, _ in field.options).items():
        if count > 1:
            yield f"expected every option once, but {value!r} is there {count} times"
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        yield f"expected a minimum up to the maximum, but {field.minimum} is above {field.maximum}"
    if field.type not in NUMBERS and (field.minimum is not None or field.maximum is not None):
        yield f"expected minimum and maximum only on numbers, but the type is {field.type}"
