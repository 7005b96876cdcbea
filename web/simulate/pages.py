"""The blueprint, and what its views share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from flask import Blueprint, abort, current_app

from engine.cases.commands import Refused
from web import names
from web.context import actor, banjie, site
from web.simulate import store, words
from web.simulate.background import jobs, kernel
from web.simulate.background.work import prepared
from web.simulate.form import labels
from web.simulate.form.asking import Subject
from web.simulate.result import risks

if TYPE_CHECKING:
    from flask import Flask
    from flask.blueprints import BlueprintSetupState

    from engine.simulation.inputs import Limit
    from engine.simulation.scenario import Scenario
    from web.simulate.store import Kept

USUAL, MEASURED = "banjie.simulations.usual", "banjie.simulations.limits"
MOST_USUAL = 200

pages = Blueprint("simulate", __name__, url_prefix="/simulate", template_folder="templates")


@pages.record_once
def _begin(state: BlueprintSetupState) -> None:
    app = cast("Flask", state.app)
    jobs.init_app(app, app.extensions["banjie"].now)


@pages.app_context_processor
def _words() -> dict[str, Any]:
    return {"sim": words, "sim_labels": labels, "sim_risks": risks}


def subject(process: str, version: int | None = None) -> Subject:
    """The process as it is simulated today; 404 where there is none."""
    try:
        definition = banjie().definition(process, version)
    except Refused:
        abort(404)
    names.about(definition.model.place)
    return Subject(definition, banjie().catalogue(), banjie().calendar())


def usual(about: Subject) -> Scenario:
    """The default scenario of a process: made once for each version and calendar, as it sizes staff by a trial run.

    Raises:
        SimulationError: The diagrams hold what the simulation does not know.
    """
    known: dict[object, Scenario] = current_app.extensions.setdefault(USUAL, {})
    key = _key(about)
    if key not in known:
        if len(known) >= MOST_USUAL:
            known.clear()
        known[key] = about.usual()
    return known[key]


def limits(about: Subject) -> tuple[Limit, ...]:
    """The limits that are measured where nothing is changed, as a run names them."""
    known: dict[object, tuple[Limit, ...]] = current_app.extensions.setdefault(MEASURED, {})
    key = _key(about)
    if key not in known:
        if len(known) >= MOST_USUAL:
            known.clear()
        known[key] = prepared(about, usual(about)).limits
    return known[key]


def _key(about: Subject) -> tuple[object, ...]:
    return about.process, about.definition.version, about.calendar.version, id(about.catalogue), kernel.is_ready()


def may_list(about: Subject) -> bool:
    """Whether the visitor sees the cases of the process."""
    return actor().sees(about.definition.model.place)


def kept(ident: str) -> Kept:
    """The simulation of that address; 404 where there is none."""
    found = store.find(site().banjie.database, ident)
    if found is None:
        abort(404)
    return found


def running(ident: str) -> jobs.Running:
    """The simulation under way of that id, if it is the visitor's own (an administrator sees all)."""
    found = jobs.runner().find(ident)
    if found is None or not (found.owner == actor().id or actor().is_admin):
        abort(404)
    return found
