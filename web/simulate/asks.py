"""Asking: the form of a scenario, its file, and the start of a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Response, abort, redirect, render_template, request, url_for

from engine.simulation import SimulationError, compile_model
from engine.simulation.scenario import load, to_toml
from engine.simulation.scenario.from_open import FORECAST
from web.context import actor, banjie, now, site
from web.language import gettext
from web.permissions import part
from web.simulate import asking, fields, jobs, kernel, opened, store
from web.simulate.jobs import TooManyError
from web.simulate.pages import kept, may_list, pages, running, subject, usual
from web.simulate.store import LARGEST_SCENARIO, Kept
from web.simulate.work import prepared, simulate
from web.text import term

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from engine.simulation.scenario import Scenario
    from web.simulate.asking import Subject

MOST_TITLE, MOST_ID = 60, 64
ASIDE = ("base", "csrf_token", "do", "title", "open", "case")  # of the form, and no part of a scenario
AT_ONCE = 0.9  # seconds that a small run is waited for before its progress is shown


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
    shown = {"title": title, "typed": typed, "opened": "open" in request.form, "case": request.form.get("case", "")}
    if read.wrong:
        return _form(about, base, wrong=read.wrong, **shown), 422
    if wanted == "toml":
        return _file(about, read.scenario)
    try:
        if "open" in request.form:
            return start_from_open(about, read.scenario, title, request.form.get("case", ""))
        return start(about, read.scenario, title)
    except (SimulationError, TooManyError) as error:
        return _form(about, base, trouble=str(error), **shown), 422


def start(about: Subject, scenario: Scenario, title: str) -> ResponseReturnValue:
    """Begin a run and lead to where it shows: at once where it is over soon.

    Raises:
        SimulationError: It cannot be run.
        TooManyError: Too many are under way.
    """
    prepared(about, scenario)
    text = to_toml(scenario, about.definition.models)
    title = title or gettext("默认方案")

    def result(tell: Callable[[float], None]) -> dict[str, Any]:
        return simulate(about, scenario, tell)

    return lead(begin(about, "run", title, text, result))


def start_from_open(about: Subject, scenario: Scenario, title: str, case: str) -> ResponseReturnValue:
    """The same from the cases that are open now; `case` is the one that the question is about, if any.

    Raises:
        SimulationError: It cannot be run.
        TooManyError: Too many are under way.
    """
    if not may_list(about):
        abort(403)
    often = replace(scenario, replications=opened.repeated(scenario, usual(about).replications))
    opened.check(about, often)
    engine, at = banjie(), now()

    def result(tell: Callable[[float], None]) -> dict[str, Any]:
        return opened.forecast(about, engine, often, at, tell) | {"asked": case}

    text = to_toml(often, about.definition.models)
    return lead(begin(about, "forecast", title or gettext("从在办件开始"), text, result))


def lead(job: jobs.Running) -> ResponseReturnValue:
    """To the result where it is there soon, else to the progress."""
    job.job.wait(AT_ONCE)
    if job.job.progress.state == "done":
        return redirect(url_for("simulate.result", ident=job.job.progress.report))
    return redirect(url_for("simulate.watch", ident=job.id))


def begin(
    about: Subject, kind: str, title: str, text: str, work: Callable[[Callable[[float], None]], dict[str, Any]]
) -> jobs.Running:
    """Begin work in the background that leaves a simulation to be kept.

    Raises:
        TooManyError: Too many are under way.
    """
    database, clock, owner = banjie().database, site().now, actor().id

    def kept_result(tell: Callable[[float], None]) -> str:
        found = work(tell)
        one = Kept(
            id=store.fresh(),
            kind=kind,
            process=about.process,
            version=about.definition.version,
            title=title,
            scenario=text,
            result=found,
            calendar=about.calendar.version,
            user_id=owner,
            created_at=clock(),
        )
        store.keep(database, one)
        return one.id

    return jobs.runner().start(jobs.Asked(owner, about.process, title, text), kept_result)


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
        return _form(about, usual(about), title=title, trouble=str(error), pasted=pasted), 422
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


def _form(about: Subject, scenario: Scenario, **shown: Any) -> str:
    values: dict[str, Any] = {"title": "", "typed": {}, "wrong": {}, "trouble": "", "pasted": "", "loaded": False}
    values |= {"opened": False, "case": "", "forecast": FORECAST} | shown
    number = banjie().open_cases().get(about.process, 0) if may_list(about) else 0
    values |= {"may_open": number > 0 or values["opened"], "open_cases": number}
    found = asking.form(about, scenario, usual(about), values.pop("typed"), values.pop("wrong"))
    return render_template(
        "simulate/form.html",
        form=found,
        about=about,
        base=to_toml(scenario),
        name=term(about.definition.model.name),
        **values,
    )
