"""The guide as a page shows it: which facts it asks for, in which language, and what it found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from web import formdata
from web.language import gettext, language
from workflows.decisions import DecisionError
from workflows.decisions.guide import Guidance, guide_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from workflows.decisions.facts import Fact
    from workflows.model import FormField


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of the guide's page. `fields` are the facts that matter to what was said so far."""

    place: str
    fields: tuple[FormField, ...]
    typed: Mapping[str, Any]
    wrong: Mapping[str, str]
    values: Mapping[str, Any]
    guidance: Guidance | None
    missing: tuple[str, ...]


def ask(place: str, source: MultiDict[str, str]) -> Asked:
    """The guide's page for what was typed so far.

    Raises:
        workflows.tables.CatalogueError: There is no such place.
        workflows.decisions.DecisionError: It has no guide.
    """
    found = guide_of(place)
    facts = tuple(found.sheet.facts.values())
    read = formdata.read([_field(fact) for fact in facts], source)
    given = {name: value for name, value in (_plain(fact, read) for fact in facts) if value is not None}
    described = found.sheet.describe(given)
    relevant = found.sheet.relevant(described.values)
    ids = {fact.id for fact in relevant}
    given = {name: value for name, value in given.items() if name in ids}
    guidance = found.guide(given) if given else None
    missing = tuple(_label(found.sheet.facts[name]) for name in guidance.missing) if guidance else ()
    return Asked(
        place=found.place,
        fields=tuple(_field(fact) for fact in relevant),
        typed=read.typed,
        wrong={name: said for name, said in read.wrong.items() if name in ids},
        values=given,
        guidance=guidance,
        missing=missing,
    )


def again(place: str, facts: Mapping[str, Any]) -> Guidance | None:
    """What the guide says about the facts of an application; None where its place has no guide or they do not fit."""
    try:
        found = guide_of(place)
        known = {name: value for name, value in facts.items() if name in found.sheet.facts}
        return found.guide(known) if known else None
    except DecisionError:
        return None


def _field(fact: Fact) -> FormField:
    """A fact as a field in the page's language. Yes or no is a choice of three: unsaid is not no."""
    field = fact.form_field()
    if language() == "en":
        unit = f" ({gettext(fact.unit)})" if fact.unit else ""
        options = tuple((value, english) for value, _, english in fact.options)
        field = replace(field, label=fact.english + unit, options=options)
    if fact.type == "boolean":
        return replace(field, type="select", options=(("true", gettext("是")), ("false", gettext("否"))))
    return field


def _label(fact: Fact) -> str:
    return fact.english if language() == "en" else fact.label


def _plain(fact: Fact, read: formdata.Reading) -> tuple[str, Any]:
    value = read.values.get(fact.id)
    if fact.type == "boolean" and value is not None:
        value = value == "true"
    return fact.id, value
