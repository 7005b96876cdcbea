"""Cases as pages need them: found or 404, with what their diagrams say about steps and facts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import abort

from engine.cases import tokens
from engine.cases.commands import Refused
from web import names, privacy
from web.context import actor, banjie, now, site
from web.language import gettext
from web.text import amount, left, plain, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from flask import Flask

    from engine.time import Reading
    from engine.views import CaseView, StepView
    from workflows.model import Element, FormField, ProcessModel

__all__ = ["case_for", "element", "model", "shown_facts", "term", "value_text"]


def case_for(case: str, at: datetime | None = None) -> CaseView:
    """The case as the person who asks may see it, now or as it stands at another instant; 404 where it is not theirs
    to see or does not exist.
    """
    try:
        view: CaseView = banjie().case(case, at or now(), actor())
    except Refused:
        abort(404)
    if not privacy.may_see(view, actor()):
        abort(404)
    names.about(view.place)
    return privacy.for_eyes_of(view, actor())


def model(view: CaseView) -> ProcessModel:
    """What the diagram of the case says, in the version the case runs on."""
    return banjie().process(view.process, view.version)


def element(view: CaseView, token: str) -> Element:
    """What the diagram says about the step a token is an entry into, also in a called process."""
    models = banjie().definition(view.process, view.version).models
    try:
        return tokens.element_of(token, models, view.process)
    except KeyError:
        abort(404)


def shown_facts(view: CaseView) -> list[tuple[str, str]]:
    """Label and text of every fact of the application, in the order of its form."""
    fields = model(view).facts
    return [(f.label, value_text(f, view.facts[f.id])) for f in fields if view.facts.get(f.id) not in (None, "", [])]


def shown_form(element: Element, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and text of every value that a form holds; what no field names stands under its own key."""
    labels = {f.id: f.label for f in element.form}
    by_id = {f.id: f for f in element.form}
    return [
        (labels.get(key, key), value_text(by_id[key], value) if key in by_id else str(value))
        for key, value in data.items()
        if value not in (None, "", [])
    ]


def value_text(field: FormField, value: Any) -> str:
    """A value as a reader sees it: labels for codes, yes and no for booleans."""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    labels = dict(field.options)
    if isinstance(value, list | tuple):
        return gettext("、").join(term(labels.get(str(v), str(v))) for v in value)
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value)))
    return term(labels[value]) if value in labels else str(value)


def decision_label(step: StepView, view: CaseView) -> str:
    """The label of the decision a step was finished with."""
    models = banjie().definition(view.process, view.version).models
    try:
        known: Iterable[Any] = tokens.element_of(step.token, models, view.process).decisions
    except KeyError:
        known = ()
    return next((term(d.label) for d in known if d.value == step.decision), step.decision or "")


def clause(limit: str) -> str:
    """Where a limit stands: number of the document and clause."""
    catalogue = site().banjie.catalogue()
    if limit not in catalogue:
        return limit
    found = catalogue.limit(limit)
    document = catalogue.document(found.document)
    return f"{document.number or document.title} {found.clause}"


def clock_left(reading: Reading) -> str:
    """What is left of a running count, or how it ended."""
    if reading.state == "stopped":
        over = reading.over
        return gettext("超期 %(span)s", span=amount(over, reading.unit)) if over else gettext("按时完成")
    return left(reading.remaining, reading.unit, late=reading.lamp == "red")


def init_app(app: Flask) -> None:
    """Make them filters of every template."""
    for function in (decision_label, clause, clock_left):
        app.add_template_filter(function, function.__name__)
