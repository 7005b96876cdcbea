"""Asking: the form of a scenario, its file, and the start of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, redirect, render_template, request, url_for

from engine.simulation import SimulationError, compile_model
from engine.simulation.scenario import load, to_toml
from engine.simulation.scenario.opened.from_open import FORECAST
from web.context import actor, banjie, now
from web.language import gettext
from web.permissions import part
from web.simulate import store
from web.simulate.background import jobs, kernel, starts
from web.simulate.background.jobs import TooManyError
from web.simulate.background.work import prepared
from web.simulate.form import asking, clashes, fields
from web.simulate.form.typed import WrongFieldError
from web.simulate.pages import kept, limits, may_list, pages, running, subject, usual
from web.simulate.result import shown
from web.simulate.store import LARGEST_SCENARIO
from web.text import term

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from engine.simulation.scenario import Scenario
    from web.simulate.form.asking import Subject

MOST_TITLE, MOST_ID = 60, 64
ASIDE = ("base", "csrf_token", "do", "title", "open", "case", "search.limit", "search.share")  # no part of a scenario
SEARCHES = {"staffing": "staffing", "shortest": "limit"}


@pages.get("")
@part("simulate")
def index() -> ResponseReturnValue:
    """What was simulated lately, what is under way, and of which process one can ask."""
    processes = sorted(banjie().processes(), key=lambda one: (one.place, not one.model.limits, one.id))
    return render_template(
        "simulate/index.html",
        processes=processes,
        names={one.id: one.name for one in processes},
        recent=store.recent(banjie().database),
        mine=jobs.runner().of(actor().id),
    )


@pages.get("/new")
@part("simulate")
def pick() -> ResponseReturnValue:
    """To the form of the process that was picked."""
    wanted = request.args.get("process", "")
    return redirect(url_for("simulate.form", process=wanted) if wanted else url_for("simulate.index"))


@pages.get("/new/<process>")
@part("simulate")
def form(process: str) -> ResponseReturnValue:
    """The form: with the defaults, or with the scenario of a simulation that is kept or under way."""
    kernel.begin()
    about = subject(process)
    try:
        scenario = _asked_before(about) or usual(about)
    except SimulationError as error:
        return render_template("simulate/refused.html", about=about, trouble=str(error)), 422
    wants = {"opened": "open" in request.args, "case": request.args.get("case", "")[:MOST_ID]}
    return _form(about, scenario, title=request.args.get("title", "")[:MOST_TITLE], **wants)


@pages.post("/new/<process>")
@part("simulate")
def ask(process: str) -> ResponseReturnValue:
    """Run what the form says; or show it for a file, or give the file."""
    about = subject(process)
    title = request.form.get("title", "").strip()[:MOST_TITLE]
    wanted = request.form.get("do", "run")
    if wanted == "load":
        return _loaded(about, title)
    try:
        base = _read(about, request.form.get("base", ""))
    except SimulationError as error:
        return _form(about, usual(about), title=title, trouble=str(error)), 422
    choices = asking.deciding(compile_model(about.definition.models, process), base)
    read = fields.read(base, request.form, choices)
    typed = {name: value for name, value in request.form.items() if name not in ASIDE}
    given = {
        "title": title,
        "typed": typed,
        "opened": "open" in request.form,
        "case": request.form.get("case", ""),
        "sought": {name: request.form.get(f"search.{name}", "") for name in ("limit", "share")}
        if wanted in SEARCHES
        else {},
    }
    wrong = read.wrong or _beyond(about, read.scenario)
    if wrong:
        return _form(about, base, wrong=wrong, **given), 422
    if wanted == "toml":
        return _file(about, read.scenario)
    try:
        if wanted in SEARCHES:
            limit, share = request.form.get("search.limit", ""), request.form.get("search.share", "")
            return starts.search(about, read.scenario, SEARCHES[wanted], limit, share)
        if "open" in request.form:
            return starts.run_from_open(about, read.scenario, title, request.form.get("case", ""))
        return starts.run(about, read.scenario, title)
    except (SimulationError, TooManyError, WrongFieldError) as error:
        return _form(about, base, trouble=str(error), reason=clashes.clash(about, read.scenario), **given), 422


def _beyond(about: Subject, scenario: Scenario) -> dict[str, str]:
    """A sentence where the cases would arrive when no calendar says any more which days work."""
    last, known = asking.last_arrival(scenario), about.calendar.last
    if last is None or last <= known:
        return {}
    number, year = f"{scenario.cases:,}", known.year
    return {
        "cases": gettext(
            "按此来件量，%(n)s 件来不完：日历只排到 %(year)s 年。请减少件数，或提高来件量。", n=number, year=year
        )
    }


def _asked_before(about: Subject) -> Scenario | None:
    if "like" in request.args:
        text = kept(request.args["like"]).scenario
    elif "job" in request.args:
        text = running(request.args["job"]).asked.scenario
    else:
        return None
    return _read(about, text)


def _read(about: Subject, text: str) -> Scenario:
    """The scenario of a file, with everything said.

    Raises:
        SimulationError: It is none, or of another process.
    """
    if not text.strip():
        return usual(about)
    data = text.encode()
    if len(data) > LARGEST_SCENARIO:
        raise SimulationError(gettext("方案文件不得超过 %(n)s KB。", n=LARGEST_SCENARIO // 1024))
    found = load(data, gettext("方案文件"))
    if found.process != about.process:
        raise SimulationError(
            gettext("该方案属于流程“%(other)s”，不是“%(this)s”。", other=found.process, this=about.process)
        )
    return about.completed(found)


def _loaded(about: Subject, title: str) -> ResponseReturnValue:
    """The form with what a file, or a pasted text, says."""
    file = request.files.get("file")
    data = file.read(LARGEST_SCENARIO + 1) if file else b""
    pasted = request.form.get("pasted", "")
    if not data.strip() and not pasted.strip():
        trouble = gettext("请选择方案文件，或粘贴方案内容。")
        return _form(about, usual(about), title=title, trouble=trouble), 422
    try:
        text = data.decode("utf-8-sig") if data.strip() else pasted
        scenario = _read(about, text)
        prepared(about, scenario)
    except UnicodeDecodeError:
        return _form(about, usual(about), title=title, trouble=gettext("方案文件应为 UTF-8 编码的 TOML 文本。")), 422
    except SimulationError as error:
        said = {"trouble": str(error), "reason": clashes.of_text(about, text)}
        return _form(about, usual(about), title=title, pasted=pasted, **said), 422
    return _form(about, scenario, title=title, loaded=True)


def _file(about: Subject, scenario: Scenario) -> ResponseReturnValue:
    name = f"attachment; filename={_ascii(about.process)}-{now():%Y%m%d}.toml"
    return Response(
        to_toml(scenario, about.definition.models),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in text) or "scenario"


def _form(about: Subject, scenario: Scenario, **given: Any) -> str:
    values: dict[str, Any] = {"title": "", "typed": {}, "wrong": {}, "trouble": "", "pasted": "", "loaded": False}
    values |= {"reason": "", "opened": False, "case": "", "forecast": FORECAST, "sought": {}} | given
    number = banjie().open_cases().get(about.process, 0) if may_list(about) else 0
    values |= {"may_open": number > 0 or values["opened"], "open_cases": number}
    found = asking.form(about, scenario, usual(about), values.pop("typed"), values.pop("wrong"))
    return render_template(
        "simulate/form.html",
        form=found,
        about=about,
        base=to_toml(scenario),
        name=term(about.definition.model.name),
        promises=shown.promises(limits(about), shown.namer(about)),
        **values,
    )
