"""Comparing simulations that are kept, and searching from one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for

from engine.simulation import SimulationError
from engine.simulation.scenario import load
from web.language import gettext
from web.permissions import part
from web.simulate.background import starts
from web.simulate.background.jobs import TooManyError
from web.simulate.background.work import compared
from web.simulate.form.asks import MOST_TITLE
from web.simulate.form.typed import WrongFieldError
from web.simulate.pages import kept, pages, subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

FEWEST_COMPARED, MOST_COMPARED = 2, 4


@pages.post("/compare")
@part("simulate")
def compare() -> ResponseReturnValue:
    """Run two or more anew with one seed, and keep how they differ."""
    chosen = [kept(ident) for ident in dict.fromkeys(request.form.getlist("of"))]
    back = request.form.get("back", "")
    if not FEWEST_COMPARED <= len(chosen) <= MOST_COMPARED or any(one.kind != "run" for one in chosen):
        flash(gettext("请选择 2 至 %(n)s 个模拟结果进行比较。", n=MOST_COMPARED), "bad")
        return _back(back)
    if len({one.process for one in chosen}) > 1:
        flash(gettext("只能比较同一流程的模拟结果。"), "bad")
        return _back(back)
    about = subject(chosen[0].process)
    title = gettext("、").join(one.title for one in chosen)[: 3 * MOST_TITLE]
    try:
        named = [(one.title, about.completed(load(one.scenario.encode(), one.title))) for one in chosen]

        def work(tell: Callable[[float], None]) -> dict[str, Any]:
            record = compared(about, named, tell)
            both = zip(record["scenarios"], chosen, strict=True)
            return {**record, "scenarios": [{**column, "scenario": one.scenario} for column, one in both]}

        return starts.lead(starts.begin(about, "comparison", title, chosen[0].scenario, work))
    except (SimulationError, TooManyError) as error:
        flash(str(error), "bad")
        return _back(back)


@pages.post("/results/<ident>/search")
@part("simulate")
def search(ident: str) -> ResponseReturnValue:
    """Search the smallest staffing that keeps a limit, or the shortest limit that can be promised."""
    one = kept(ident)
    what, limit = request.form.get("what", ""), request.form.get("limit", "")
    if what not in ("staffing", "limit") or one.kind != "run":
        abort(400)
    about = subject(one.process)
    try:
        scenario = about.completed(load(one.scenario.encode(), one.title))
        return starts.search(about, scenario, what, limit, request.form.get("share", "95"), of=ident)
    except (SimulationError, TooManyError, WrongFieldError) as error:
        flash(str(error), "bad")
        return redirect(url_for("simulate.result", ident=ident, _anchor="searches"))


def _back(ident: str) -> ResponseReturnValue:
    if ident:
        return redirect(url_for("simulate.result", ident=kept(ident).id, _anchor="compare"))
    return redirect(url_for("simulate.index"))
