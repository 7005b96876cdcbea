"""The pages of a case."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from engine.cases import awaited
from engine.cases.commands import Command, Rejection, RejectionKind
from web import definitions, drawings, formdata
from web.case import chain, commands, ledger, words
from web.case.page import Page, asked_at, fingerprint, log, page_of
from web.context import actor, banjie, now
from web.language import gettext
from web.permissions import part

if TYPE_CHECKING:
    from flask import Flask
    from flask.blueprints import BlueprintSetupState
    from flask.typing import ResponseReturnValue

    from engine.views import ClockView
    from workflows.model import FormField

pages = Blueprint("case", __name__, url_prefix="/cases/<case>", template_folder="templates")

TEXT_LIMIT = 100
STATUS = {
    RejectionKind.NOT_FOUND: 404,
    RejectionKind.FORBIDDEN: 403,
    RejectionKind.INVALID_ARGUMENT: 422,
    RejectionKind.UNAVAILABLE: 503,
}


@pages.record
def _set_up(state: BlueprintSetupState) -> None:
    words.init_app(cast("Flask", state.app))


@pages.get("")
@part("cases")
def show(case: str) -> ResponseReturnValue:
    """The case, now or as it stands on another day."""
    page, trouble = _asked(case)
    live = _live(page)
    return render_template(
        "case/show.html", page=page, view=page.view, live=live, seen=fingerprint(live), trouble=trouble, **_log(page)
    )


@pages.get("/live")
@part("cases")
def live(case: str) -> ResponseReturnValue:
    """The parts that change, where something did since the reader's last look."""
    page = page_of(case)
    html = _live(page)
    if fingerprint(html) == request.args.get("seen"):
        return "", 204
    body = render_template("case/renewed.html", page=page, view=page.view, live=html, seen=fingerprint(html))
    return body, 200, {"HX-Trigger": "case-changed"}


@pages.get("/log")
@part("cases")
def events(case: str) -> ResponseReturnValue:
    """The log, filtered, a page at a time."""
    page, _ = _asked(case)
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("case.show", _anchor="log", case=case, **dict[str, Any](request.args)))
    return render_template("case/log.html", page=page, view=page.view, **_log(page))


@pages.get("/log/<int:seq>")
@part("cases")
def event(case: str, seq: int) -> ResponseReturnValue:
    """An event's place in the chain."""
    view = page_of(case).view
    link = chain.link_of(banjie().database, view.case, seq)
    if link is None:
        abort(404)
    return render_template("case/link.html", view=view, link=link)


@pages.get("/clocks/<path:run>")
@part("cases")
def clock(case: str, run: str) -> ResponseReturnValue:
    """The proof of one count: every date, every cause, the clause."""
    page, trouble = _asked(case)
    found = next((c for c in page.view.clocks if c.run == run), None)
    if found is None:
        abort(404)
    return render_template("case/clock.html", page=page, view=page.view, trouble=trouble, **_proof(page, found))


@pages.get("/sheet")
@part("cases")
def sheet(case: str) -> ResponseReturnValue:
    """The approval sheet (审批单), for printing."""
    page, _ = _asked(case)
    return render_template("case/sheet.html", page=page, view=page.view)


@pages.get("/diagrams/<process>.bpmn")
@part("cases")
def diagram(case: str, process: str) -> ResponseReturnValue:
    """A diagram of the case in the version it runs on, its names in the reader's language."""
    versions = page_of(case).definition.versions
    if process not in versions:
        abort(404)
    return drawings.answer(process, versions[process])


@pages.get("/do/<word>")
@part("cases")
def ask(case: str, word: str) -> ResponseReturnValue:
    """The form of a command on the case."""
    page = page_of(case)
    if word not in commands.offered(page.view):
        flash(gettext("此办件目前的状态不允许这项操作。"), "bad")
        return redirect(url_for("case.show", case=page.view.case))
    return _form(page, word)


@pages.post("/do/<word>")
@part("cases")
def do(case: str, word: str) -> ResponseReturnValue:
    """Give a command. Whatever stands in the way, the form comes back as it was typed."""
    page = page_of(case)
    if word not in commands.WORDS:
        abort(404)
    filled = formdata.read(commands.fields(word, page.view, banjie().catalogue()), request.form)
    if filled.wrong and word in page.view.commands:
        return _form(page, word, filled), 422
    name = request.form.get("command_id") or uuid.uuid4().hex
    version = request.form.get("version", type=int)
    values = commands.data(filled.values)
    done = banjie().do(Command(page.view.case, word, actor(), now(), name, None, values, version))
    if isinstance(done, Rejection):
        return _form(page_of(case), word, filled, done), STATUS.get(done.kind, 409)
    flash(str(commands.WORDS[word].done), "good")
    return redirect(url_for("case.show", case=page.view.case))


@pages.get("/messages/<path:token>")
@part("cases")
def message(case: str, token: str) -> ResponseReturnValue:
    """The form in which somebody records that a message came."""
    page = page_of(case)
    if commands.awaited(page.view, token) is None:
        flash(gettext("此办件现在不等待这项内容。"), "bad")
        return redirect(url_for("case.show", case=page.view.case))
    return _message_form(page, token)


@pages.post("/messages/<path:token>")
@part("cases")
def send(case: str, token: str) -> ResponseReturnValue:
    """Record a message. Whatever stands in the way, the form comes back as it was typed."""
    page = page_of(case)
    found = commands.awaited(page.view, token)
    if found is None:
        flash(gettext("此办件现在不等待这项内容。"), "bad")
        return redirect(url_for("case.show", case=page.view.case))
    filled = formdata.read(commands.message_fields(definitions.element(page.view, token)), request.form)
    if filled.wrong:
        return _message_form(page, token, filled), 422
    name = request.form.get("command_id") or uuid.uuid4().hex
    values = {"message": found.message, **commands.data(filled.values)}
    done = banjie().do(Command(page.view.case, awaited.WORD, actor(), now(), name, token, values))
    if isinstance(done, Rejection):
        return _message_form(page_of(case), token, filled, done), STATUS.get(done.kind, 409)
    flash(str(commands.message_words(found).done), "good")
    return redirect(url_for("case.show", case=page.view.case))


def _asked(case: str) -> tuple[Page, str]:
    """The case at the instant of the address; what is wrong with that instant, if something is."""
    try:
        at = asked_at(request.args.get("at", "").strip())
    except ValueError:
        return page_of(case), gettext("请填写日期，如 2026-11-20。")
    if at is None:
        return page_of(case), ""
    present = page_of(case)
    if at < present.view.received_at:
        return present, gettext("该日办件尚未接件。")
    try:
        return page_of(case, at), ""
    except ValueError:
        return present, gettext("该日超出工作日历的范围。")


def _live(page: Page) -> str:
    return render_template("case/live.html", page=page, view=page.view)


def _log(page: Page) -> dict[str, object]:
    kind = request.args.get("kind", "")
    text = request.args.get("text", "").strip()[:TEXT_LIMIT]
    before = request.args.get("before", type=int)
    found = log(page, kind if kind in words.GROUPS else "", text, before)
    return {"log": found, "groups": words.GROUPS}


def _proof(page: Page, found: ClockView) -> dict[str, object]:
    limit = page.limit(found)
    catalogue = banjie().catalogue()
    reading = found.reading
    return {
        "clock": found,
        "limit": limit,
        "document": catalogue.document(limit.document) if limit else None,
        "clause_text": catalogue.clause_text(limit) if limit else None,
        "months": page.months(found),
        "totals": ledger.running_totals(reading.days),
        "policy": words.policy(reading.policy, reading.unit),
        "events": [e for e in page.view.events if e.seq in _bearing(page, found)],
    }


def _message_form(
    page: Page, token: str, filled: formdata.Reading | None = None, refused: Rejection | None = None
) -> str:
    found = next((m for m in page.view.messages if m.token == token), None)
    if found is None:
        abort(404)
    fields = commands.message_fields(definitions.element(page.view, token))
    action = url_for("case.send", case=page.view.case, token=token)
    return _shown(page, commands.message_words(found), fields, action, filled, refused)


def _form(page: Page, word: str, filled: formdata.Reading | None = None, refused: Rejection | None = None) -> str:
    fields = commands.fields(word, page.view, banjie().catalogue())
    action = url_for("case.do", case=page.view.case, word=word)
    return _shown(page, commands.WORDS[word], fields, action, filled, refused)


def _shown(  # noqa: PLR0913 - what a form is made of
    page: Page,
    words: commands.Words,
    fields: tuple[FormField, ...],
    action: str,
    filled: formdata.Reading | None,
    refused: Rejection | None,
) -> str:
    seen = request.form.get("seen", 0, type=int)
    since = [e for e in page.view.events if seen and e.seq > seen]
    return render_template(
        "case/command.html",
        page=page,
        view=page.view,
        action=action,
        words=words,
        fields=fields,
        typed=filled.typed if filled else {},
        wrong=filled.wrong if filled else {},
        refusal=commands.refusal(refused) if refused else "",
        detail=refused.sentence if refused else "",
        since=since[-8:] if refused else [],
        command_id=uuid.uuid4().hex,
    )


def _bearing(page: Page, found: ClockView) -> set[int]:
    """The events that bear on a count: its causes, and what was recorded of the count itself."""
    own = {e.seq for e in page.view.events if getattr(e.fact, "run", None) == found.run}
    return own | set(found.reading.causes) | {day.cause for day in found.reading.days if day.cause}
