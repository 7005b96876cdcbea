"""The clocks of open cases run on in a simulation as the log has them: paused, extended, begun anew, by silence."""


# ruff: noqa: F811 - fixtures are named as they are

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.clocks import read_all
from engine.simulation import compile_model, run
from engine.simulation import layout as lay
from engine.simulation.kernel import limits as kernel
from engine.simulation.prepare import prepare
from engine.simulation.scenario import Scenario, inputs
from engine.simulation.scenario.library import catalogue_of, models_of
from engine.simulation.scenario.limits import limit_id
from engine.simulation.scenario.opened.open_cases import open_cases, probabilities, starting
from engine.time.china import china
from tests.support.hotline import Order, extension, hotline, on  # noqa: F401 - fixtures
from tests.support.world import bare, deployed, library, monday, quick  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from datetime import datetime

    from engine.simulation.scenario.opened.open_cases import Start
    from tests.support.world import World

CHINA = china()
FACTS = {"area": 800, "height": 12, "funding": "social", "use": "warehouse"}


def begun(world: World, process: str, at: datetime) -> tuple[Any, Start]:
    models = models_of(process)
    compiled = compile_model(models, process)
    with world.database.read() as connection:
        found = open_cases(connection, compiled, at)
    first = min(one.recorded.arrived for one in found)
    scenario = Scenario(process, start=first.date(), cases=0, replications=5)
    return compiled, starting(inputs(scenario, models, catalogue_of(models), CHINA), compiled, found, CHINA, at)


def deadlines(compiled: Any, start: Start) -> dict[str, tuple[datetime, str]]:
    """When each running count of the first case is late from, if what is paused went on now."""
    m = prepare(compiled, start.inputs).m
    at, size = m[m[lay.G_COUNTS]], m[m[lay.G_COUNTS] + 1]
    found = {}
    for row in range(at, at + size * lay.RUN_SIZE, lay.RUN_SIZE):
        limit = start.inputs.limits[m[row + lay.RUN_LIMIT]]
        rule = prepare(compiled, start.inputs).rules[limit.id]
        count = row + lay.RUN_REGISTERS
        if m[count + lay.R_GAP] >= 0:
            kernel.close_gap(m, rule, count, m[lay.G_TODAY])
        if limit.rule.by_date:
            found[limit_id(limit.id)] = start.inputs.instant(
                (kernel.rolled(m, rule, m[count + lay.R_LAST]) + 1) * lay.DAY
            )
    return found


def compare(world: World, case: str, process: str, at: datetime) -> None:
    """The deadlines of the simulation are those of the clocks."""
    compiled, start = begun(world, process, at)
    assert [one.case for one in start.played] == [case]
    rules = {limit_id(limit.id): limit.rule for limit in start.inputs.limits}
    events = [e for e in world.view(case, at).events if getattr(e.fact, "limit", None) in {None, *rules}]
    expected = {
        clock.run.limit: clock.reading.deadline_at.replace(tzinfo=None)
        for clock in read_all(events, rules, CHINA, at)
        if clock.run.stop is None and rules[clock.run.limit].by_date
    }
    assert deadlines(compiled, start) == expected


def play(world: World, case: str, at: datetime, steps: int) -> datetime:
    for _ in range(steps):
        token = next(iter(world.live(case).state.steps))
        at += timedelta(hours=29, minutes=1)
        world.do(case, "complete", at, token, data=world.filled(case, token))
    return at


@pytest.mark.parametrize("process", ["low_risk", "land_to_start", "old_estate"])
@pytest.mark.parametrize("steps", [1, 3, 5])
def test_pauses_of_the_case_move_deadlines_as_the_clocks_have_it(
    quick: World, monday: datetime, process: str, steps: int
):
    case = quick.start(process, monday, FACTS)
    at = play(quick, case, monday, steps)
    quick.do(case, "start-pause", at + timedelta(hours=2), kind="hearing")
    quick.do(case, "end-pause", at + timedelta(days=3))
    compare(quick, case, process, at + timedelta(days=4))
    quick.do(case, "start-pause", at + timedelta(days=5), kind="expert_review")
    compare(quick, case, process, at + timedelta(days=8))


def test_extensions_move_deadlines_as_the_clocks_have_it(hotline: World):
    order = Order(hotline, on("09-21")).dispatched(on("09-21"))
    hotline.do(order.case, "extend", on("09-22"), data=extension("guangzhou-2023-1/14.2", 10))
    compare(hotline, order.case, "guangzhou_hotline", on("09-23"))
    compiled, start = begun(hotline, "guangzhou_hotline", on("09-23"))
    assert deadlines(compiled, start)["guangzhou-2023-1/14.2"].date().isoformat() == "2026-10-27"


def test_a_pause_that_is_on_lasts_as_planned_or_ends_now_and_says_so(quick: World, monday: datetime):
    for number, planned in enumerate(({"planned_days": 10}, {})):
        case = quick.start("low_risk", monday + timedelta(minutes=number), FACTS)
        play(quick, case, monday, 2)
        quick.do(case, "start-pause", monday + timedelta(days=3), kind="hearing", **planned)
    compiled, start = begun(quick, "low_risk", monday + timedelta(days=4))
    assert len(start.played) == 2
    found = probabilities(start, run(compiled, start.inputs, mode="plain"))
    longer, shorter = (one["paused"][0] for one in found)
    assert (longer["kind"], longer["assumed"], shorter["assumed"]) == ("hearing", "planned", "now")
    assert longer["until"] == "2026-10-09T00:00:00+08:00"
    assert shorter["until"].startswith((monday + timedelta(days=4)).date().isoformat())
    held = [entry for entries in start.played[0].recorded.entries.values() for entry in entries if entry.until]
    assert {entry.until.isoformat() for entry in held} == {"2026-10-09T00:00:00"}


def test_what_the_log_has_judged_is_certain(hotline: World):
    """Dispatched a week late, which is so whatever is drawn; the other limits are still open."""
    order = Order(hotline, on("09-21"))
    for step in ("register_appeal", "make_order"):
        order.step(step, on("09-21"))
    order.step("dispatch", on("09-30"))
    compiled, start = begun(hotline, "guangzhou_hotline", on("09-30", "11:00"))
    assert start.played[0].recorded.verdicts == {"guangzhou-2023-1/13": 2}
    (found,) = probabilities(start, run(compiled, start.inputs, mode="plain"))
    assert [limit["limit"] for limit in found["limits"] if limit["broken"]] == ["guangzhou-2023-1/13"]
    told = {limit["limit"]: limit["breach_probability"] for limit in found["limits"]}
    assert told["guangzhou-2023-1/13"] == 1.0
    assert len(told) > 1
