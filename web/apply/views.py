"""The pages of an application."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, redirect, render_template, request, url_for

from engine.cases.commands import Rejection, RejectionKind
from engine.cases.given import plain
from web import definitions, formdata
from web.apply import guide
from web.context import actor, banjie, now, site
from web.language import gettext
from web.permissions import only_applicant, part
from workflows.decisions import DecisionError
from workflows.decisions.guide import guided
from workflows.expression import is_true, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask.typing import ResponseReturnValue

    from engine.cases.definitions import DeployedProcess
    from workflows.model import FormField, Material, ProcessModel
    from workflows.places import Place

pages = Blueprint("apply", __name__, url_prefix="/apply", template_folder="templates")

PLACE = "shanwei"
NATIONAL = "national"  # the place of laws: what a place promises itself comes first
LONGEST_NAME = 200


@pages.get("")
@part("apply")
def index() -> ResponseReturnValue:
    """The guide: facts on one side, what follows from them on the other. Every change asks anew."""
    guides = guided(site().places)
    place = request.args.get("place") or _own(guides)
    try:
        asked = guide.ask(place, request.args)
    except (DecisionError, ValueError):
        abort(404)
    offered = {p.id: p for p in banjie().processes()}
    found = asked.guidance.process if asked.guidance else None
    template = "apply/guide_form.html" if request.headers.get("HX-Request") else "apply/guide.html"
    return render_template(
        template,
        asked=asked,
        process=offered.get(found) if found else None,
        guides=guides,
        processes=_by_place(offered.values(), asked.place),
        limits=_limits(asked.guidance.limits) if asked.guidance else [],
        query=request.args.to_dict(flat=False),
    )


@pages.get("/<process>")
@part("apply")
def form(process: str) -> ResponseReturnValue:
    """The form of one process; what the guide was told is filled in already."""
    model = _model(process)
    typed = {f.id: _prefilled(f) for f in model.facts}
    return _form(model, {**typed, "applicant": actor().name if only_applicant(actor()) else ""}, {})


@pages.post("/<process>")
@part("apply")
def send(process: str) -> ResponseReturnValue:
    """Hand in the application. Whatever is wrong comes back with the form as it was typed."""
    model = _model(process)
    read = formdata.read(model.facts, request.form, "field-")
    applicant, title = (request.form.get(name, "").strip() for name in ("applicant", "title"))
    chosen = {m.id: request.form.get(f"material-{m.id}", "") for m in model.materials}
    typed = {**read.typed, "applicant": applicant, "title": title, **{f"material-{m}": c for m, c in chosen.items()}}
    wrong = dict(read.wrong)
    for name, value in (("applicant", applicant), ("title", title)):
        if not value:
            wrong[name] = gettext("请填写此项。")
        elif len(value) > LONGEST_NAME:
            wrong[name] = gettext("最多填写 %(most)s 字，现为 %(now)s 字。", most=LONGEST_NAME, now=len(value))
    if wrong:
        return _form(model, typed, wrong), 422
    supplied = tuple(m.id for m in _needed(model, read.values) if chosen[m.id] == "supplied")
    done = banjie().start(
        process,
        plain(read.values),
        actor(),
        now(),
        request.form.get("command_id") or uuid.uuid4().hex,
        title=title,
        applicant=applicant,
        materials=supplied,
    )
    if isinstance(done, Rejection):
        status = 503 if done.kind is RejectionKind.UNAVAILABLE else 422
        return _form(model, typed, {}, done.sentence), status
    return redirect(url_for("apply.receipt", case=done.case))


@pages.get("/receipt/<case>")
@part("apply")
def receipt(case: str) -> ResponseReturnValue:
    """The receipt, on screen and on paper."""
    view = definitions.case_for(case)
    return render_template(
        "apply/receipt.html",
        view=view,
        facts=definitions.shown_facts(view),
        guidance=guide.again(_place(view.place), view.facts),
        promised=_limits(definitions.model(view).limit_ids()),
    )


def _own(guides: tuple[Place, ...]) -> str:
    """The guide that opens first: of the place that the person belongs to, else the first."""
    return next((place.id for place in guides if place.name == actor().place), PLACE)


def _by_place(processes: Iterable[DeployedProcess], first: str) -> list[tuple[str, list[DeployedProcess]]]:
    """What the person may apply for directly, the place asked about in front."""
    found: dict[str, list[DeployedProcess]] = {}
    for process in processes:
        if process.model.facts and actor().sees(process.place) and _place(process.place) != NATIONAL:
            found.setdefault(process.place, []).append(process)
    return sorted(found.items(), key=lambda item: (_place(item[0]) != first, item[0]))


def _model(process: str) -> ProcessModel:
    known = {p.id for p in banjie().processes()}
    if process not in known:
        abort(404)
    return banjie().process(process)


def _form(model: ProcessModel, typed: Mapping[str, Any], wrong: Mapping[str, str], refusal: str = "") -> str:
    return render_template(
        "apply/form.html",
        model=model,
        typed=typed,
        wrong=wrong,
        refusal=refusal,
        materials=_needed(model, {f.id: typed.get(f.id) for f in model.facts}),
        command_id=uuid.uuid4().hex,
        fixed_applicant=only_applicant(actor()),
    )


def _needed(model: ProcessModel, values: Mapping[str, Any]) -> list[Material]:
    """The materials this project brings; a condition that cannot be told yet asks for its material too."""
    return [m for m in model.materials if m.when is None or is_true(parse(m.when).evaluate(dict(values)))]


def _prefilled(field: FormField) -> Any:
    given = request.args.getlist(field.id)
    if not given:
        return None
    if field.type == "boolean":
        return given[0] == "true"
    return given if field.type == "multiselect" else given[0]


def _limits(ids: tuple[str, ...]) -> list[Any]:
    catalogue = banjie().catalogue()
    found = [catalogue.limit(limit) for limit in ids if limit in catalogue]
    return sorted(found, key=lambda limit: (limit.place == NATIONAL, limit.scope != "process"))


def _place(word: str) -> str:
    found = site().places.find(word)
    return found.id if found else word
