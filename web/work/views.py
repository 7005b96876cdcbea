"""The list of open steps, claiming, and doing a step."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from engine.cases.commands import Command, Rejection, RejectionKind
from web import definitions
from web.context import actor, banjie, now
from web.errors import STATUS
from web.language import gettext
from web.permissions import part
from web.work import act, explain, news

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from engine.cases.commands import Outcome
    from engine.views import StepView

pages = Blueprint("work", __name__, url_prefix="/work", template_folder="templates")

PAGE = 50
TRIES = 3


@pages.get("")
@part("work")
def index() -> ResponseReturnValue:
    """Open steps, late first: mine, or all that my department may do."""
    mine = request.args.get("whose") == "mine"
    after = request.args.get("after") or None
    try:
        found = banjie().work(actor(), now(), mine=mine, after=after, limit=PAGE + 1)
    except ValueError:  # a cursor that no page gave
        return redirect(url_for("work.index", whose="mine" if mine else None))
    items = found[:PAGE]
    following = items[-1].cursor if len(found) > PAGE else None
    template = "work/list.html" if request.headers.get("HX-Request") else "work/index.html"
    return render_template(template, items=items, mine=mine, after=after, following=following)


@pages.get("/<case>/<path:token>")
@part("work")
def step(case: str, token: str) -> ResponseReturnValue:
    """A step: what it is about, and its form for whoever may do it."""
    return _page(_doing(case, token))


@pages.post("/<case>/<path:token>/claim")
@part("work")
def claim(case: str, token: str) -> ResponseReturnValue:
    """Take a step, and go on to do it."""
    done = _send(case, token, "claim", {})
    if isinstance(done, Rejection):
        flash(explain.refusal(done, _doing(case, token).step, actor()), "bad")
        return redirect(url_for("work.index"))
    return redirect(url_for("work.step", case=case, token=token))


@pages.post("/<case>/<path:token>/release")
@part("work")
def release(case: str, token: str) -> ResponseReturnValue:
    """Give a step back to the department."""
    done = _send(case, token, "release", {})
    if isinstance(done, Rejection):
        flash(explain.refusal(done, _doing(case, token).step, actor()), "bad")
        return redirect(url_for("work.step", case=case, token=token))
    flash(gettext("已放回部门待办。"), "good")
    return redirect(url_for("work.index"))


@pages.post("/<case>/<path:token>/do")
@part("work")
def do(case: str, token: str) -> ResponseReturnValue:
    """Finish a step. Whatever stands in the way, the form comes back as it was typed."""
    doing = _doing(case, token)
    filled = act.read(doing, request.form)
    if filled.wrong and doing.is_open:
        return _page(doing, filled), 422
    seen = request.form.get("seen", 0, type=int)
    version = request.form.get("version", type=int)
    done: Outcome | Rejection = _send(case, token, filled.word, filled.data, version)
    for _ in range(TRIES):
        if not (isinstance(done, Rejection) and done.kind is RejectionKind.CONFLICT):
            break
        doing = _doing(case, token)
        if not doing.is_open or news.concerns(doing, seen):
            break
        # Something happened elsewhere in the case, say in a parallel branch: nothing this person must know first.
        done = _send(case, token, filled.word, filled.data, doing.view.stored_version)
    if isinstance(done, Rejection):
        return _page(_doing(case, token), filled, done, seen), STATUS[done.kind]
    flash(gettext("已办结：%(step)s。", step=definitions.term(doing.step.name)), "good")
    return redirect(url_for("work.index"))


def _doing(case: str, token: str) -> act.Doing:
    view = definitions.case_for(case)
    found: StepView | None = next((s for s in view.steps if s.token == token), None)
    if found is None:
        abort(404)
    return act.Doing(view, found, definitions.element(view, token), actor())


def _send(
    case: str, token: str, word: str, data: dict[str, Any], expected_version: int | None = None
) -> Outcome | Rejection:
    name = request.form.get("command_id") or uuid.uuid4().hex
    return banjie().do(Command(case, word, actor(), now(), name, token, data, expected_version))


def _page(doing: act.Doing, filled: act.Filled | None = None, refused: Rejection | None = None, seen: int = 0) -> str:
    model = definitions.model(doing.view)
    given = filled or act.Filled("")
    return render_template(
        "work/step.html",
        doing=doing,
        typed=given.typed,
        wrong=given.wrong,
        refusal=explain.refusal(refused, doing.step, actor()) if refused else "",
        detail=refused.sentence if refused else "",
        news=news.lines(doing, seen) if refused and seen else [],
        command_id=uuid.uuid4().hex,
        tolerable={m.id for m in model.materials if m.tolerable} if model else set(),
        facts=definitions.shown_facts(doing.view),
        asked_items=news.asked_for(doing) if doing.is_correction else (),
    )
