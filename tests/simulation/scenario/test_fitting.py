"""A log simulated from a known scenario, fitted, gives back what it was made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

import pytest

from engine import events
from engine.events import Event
from engine.simulation import compile_model, run
from engine.simulation.scenario import (
    ArrivalPlan,
    Draw,
    PoolPlan,
    Scenario,
    ScenarioError,
    StepPlan,
    inputs,
    load,
    to_toml,
)
from engine.simulation.scenario.fitting.fit import fit
from engine.simulation.scenario.fitting.log import Row, rows_of
from engine.simulation.scenario.fitting.shapes import shape
from engine.simulation.scenario.making import mean
from tests.execution.building import Drawing
from workflows.catalogue import Catalogue
from workflows.model import Decision, TimeKind

START = date(2026, 1, 5)
NINE = datetime.fromisoformat("2026-01-05T09:00")
TRUE = Scenario(
    "p",
    start=START,
    cases=1500,
    seed=5,
    arrivals=ArrivalPlan(rate=4.0),
    pools={"desk": PoolPlan(2), "bureau": PoolPlan(4)},
    steps={
        "accept": StepPlan(Draw("gamma", (1.5, 0.75), unit="working_hours"), "desk"),
        "examine": StepPlan(
            Draw("lognormal", (4.0, 3.0), unit="working_hours"), "bureau", decisions={"ok": 0.8, "back": 0.2}
        ),
        "supply": StepPlan(Draw("exponential", (60.0,), unit="hours"), "nobody"),
        "issue": StepPlan(Draw("fixed", (0.5,), unit="working_hours"), "desk"),
    },
)


@pytest.fixture(scope="module")
def drawing():
    found = Drawing().flow("start accept examine xor_1 issue end", None)
    found.flow("xor_1 supply examine", 'verdict = "back"')
    to_issue = next(f.id for f in found.flows.values() if (f.source, f.target) == ("xor_1", "issue"))
    found.elements["xor_1"] = replace(found.elements["xor_1"], default=to_issue)
    decisions = (Decision("ok", "准予"), Decision("back", "补正"))
    for key, more in {
        "accept": {"department": "desk"},
        "examine": {"department": "bureau", "decides": "verdict", "decisions": decisions},
        "supply": {"department": "applicant", "time": TimeKind.APPLICANT},
        "issue": {"department": "desk"},
    }.items():
        found.elements[key] = replace(found.elements[key], **more)
    return {"p": found.model()}


@pytest.fixture(scope="module")
def rows(drawing, calendar):
    """What a foreign log tells: no decisions."""
    given = inputs(TRUE, drawing, Catalogue(), calendar)
    found = []

    def keep(block):
        for case, step, staff, opened, started, finished, _ in block.rows:
            name = block.steps[step].partition("/")[2]
            who = None if staff < 0 else block.staff[staff]
            found.append(
                Row(str(case), name, who, given.instant(opened), given.instant(started), given.instant(finished))
            )

    run(compile_model(drawing, "p"), given, mode="plain", log=keep)
    return [row for row in found if row.activity in TRUE.steps]


@pytest.fixture(scope="module")
def fitted(rows, drawing, calendar):
    return fit(rows, "p", drawing, calendar)


def span(scenario, step, calendar, drawing):
    return mean(inputs(scenario, drawing, Catalogue(), calendar).tasks[step].duration)


@pytest.mark.parametrize("step", ["accept", "examine", "supply", "issue"])
def test_the_work_of_a_step_comes_back(fitted, drawing, calendar, step):
    true, found = (span(s, step, calendar, drawing) for s in (TRUE, fitted))
    assert found == pytest.approx(true, rel=0.06)


@pytest.mark.parametrize(
    ("step", "kind"), [("accept", "gamma"), ("examine", "lognormal"), ("supply", "exponential"), ("issue", "fixed")]
)
def test_the_shape_of_its_distribution_comes_back(fitted, step, kind):
    assert fitted.steps[step].duration.kind == kind


def test_the_rate_of_arrivals_comes_back(fitted, drawing, calendar):
    assert fitted.arrivals.rate == pytest.approx(4.0, rel=0.08)
    given = replace(inputs(replace(fitted, cases=1500), drawing, Catalogue(), calendar), keep=True)
    found = run(compile_model(drawing, "p"), given, mode="plain").replications[0]
    days = {given.instant(int(start)).date() for start in found.start}
    assert len(found.start) / len(days) == pytest.approx(4.0, rel=0.08)


def test_the_share_of_rework_comes_back_without_decisions(fitted, drawing):
    flows = drawing["p"].flows
    back = next(f.id for f in flows.values() if f.target == "supply")
    assert fitted.branches[f"p/{back}"] == pytest.approx(0.2, abs=0.02)


def test_the_staff_that_worked_is_seen(fitted):
    assert {name: plan.count for name, plan in fitted.pools.items()} == {"desk": 2, "bureau": 4}


def test_the_fitted_scenario_answers_as_the_true_one(fitted, drawing, calendar):
    cycles = []
    for scenario in (TRUE, replace(fitted, seed=6, cases=1500)):
        given = inputs(scenario, drawing, Catalogue(), calendar)
        cycles.append(fmean(run(compile_model(drawing, "p"), given, mode="plain").replications[0].cycle))
    assert cycles[1] == pytest.approx(cycles[0], rel=0.15)


def test_a_fitted_scenario_can_be_written_and_read(fitted):
    assert load(to_toml(fitted).encode()) == fitted


def test_decisions_that_the_log_tells_are_counted(rows, drawing, calendar):
    """Whoever sent back has a `supply` after it."""
    backs = {(row.case, row.opened) for row in rows if row.activity == "supply"}
    told = [
        replace(row, decision="back" if (row.case, row.finished) in backs else "ok")
        if row.activity == "examine"
        else row
        for row in rows
    ]
    found = fit(told, "p", drawing, calendar)
    shares = found.steps["examine"].decisions
    assert shares["back"] / sum(shares.values()) == pytest.approx(0.2, abs=0.02)
    assert found.branches == {}


def test_work_is_told_from_waiting_by_what_its_person_did_before(drawing, calendar):
    """Two cases for one person: the second waited while the first was done."""
    made = [Row(str(n), "accept", "li", NINE, None, NINE + timedelta(hours=n)) for n in (1, 2)]
    found = fit(made, "p", drawing, calendar)
    assert found.steps["accept"].duration == Draw("fixed", (1.0,), unit="working_hours")


def test_nights_and_weekends_are_no_work(drawing, calendar):
    friday = datetime.fromisoformat("2026-01-09T17:00")
    made = [Row("1", "accept", None, None, friday, friday + timedelta(days=3, hours=-7))]
    assert fit(made, "p", drawing, calendar).steps["accept"].duration == Draw("fixed", (2.0,), unit="working_hours")


def test_aware_instants_are_read_in_local_time(drawing, calendar):
    start = datetime(2026, 1, 5, 1, tzinfo=UTC)  # 9:00 in China
    made = [Row("1", "accept", None, start, start, start + timedelta(hours=2))]
    found = fit(made, "p", drawing, calendar)
    assert found.steps["accept"].duration == Draw("fixed", (2.0,), unit="working_hours")
    assert found.start == START


def test_steps_may_go_by_their_names(models, calendar):
    made = [Row("1", "受理审查", "li", NINE, NINE, NINE + timedelta(hours=1))]
    assert set(fit(made, "intake", models, calendar).steps) == {"intake_review"}


def test_a_log_of_something_else_is_refused(drawing, calendar):
    with pytest.raises(ScenarioError, match="but none of its 1 rows is of one"):
        fit([Row("1", "dance", None, NINE, None, NINE)], "p", drawing, calendar)


def test_a_row_that_ends_before_it_begins_is_refused():
    with pytest.raises(ScenarioError, match="to open, start and finish in this order"):
        Row("1", "accept", None, NINE, None, NINE - timedelta(hours=1))


def event(seq, at, fact, actor="li"):
    return Event("case-1", seq, at, at, actor, f"c{seq}", fact)


def test_facts_of_our_own_cases_become_rows():
    at = [datetime(2026, 1, 5, hour, tzinfo=UTC) for hour in range(1, 8)]
    opened = events.StepOpened("examine", "t1", None, "审查", "bureau", None, "approval")
    facts = [
        event(1, at[0], opened),
        event(2, at[1], events.StepClaimed("t1", "li")),
        event(3, at[2], events.StepReleased("t1")),
        event(4, at[3], events.StepClaimed("t1", "wang")),
        event(5, at[5], events.StepCompleted("examine", "t1", "ok"), "wang"),
        event(6, at[5], replace(opened, token="t2")),
        event(7, at[6], events.StepCancelled("t2", "withdrawn")),
    ]
    assert list(rows_of(facts)) == [Row("case-1", "examine", "wang", at[0], at[3], at[5], "ok")]


def test_a_step_that_nobody_took_tells_no_beginning_of_work():
    at = datetime(2026, 1, 5, 1, tzinfo=UTC)
    opened = events.StepOpened("examine", "t1", None, "审查", "bureau", None, "approval")
    found = list(rows_of([event(1, at, opened), event(2, at, events.StepCompleted("examine", "t1"))]))
    assert found[0].started is None


@pytest.mark.parametrize(
    ("spans", "found"),
    [
        ([2.0, 2.0, 2.0], Draw("fixed", (2.0,), unit="hours")),
        ([0.0, 0.0], Draw("fixed", (0.0,), unit="hours")),
        ([1.0, 3.0], Draw("empirical", (1.0, 3.0), unit="hours")),
    ],
)
def test_few_spans_stand_for_themselves(spans, found):
    assert shape(spans, "hours") == found


def test_many_spans_with_some_of_nothing_keep_their_mean():
    spans = [0.0] * 500 + [float(n % 40) for n in range(1500)]
    found = shape(spans, "hours")
    assert len(found.values) == 200
    assert fmean(found.values) == pytest.approx(fmean(spans), rel=0.001)


def test_a_profile_is_found_in_many_arrivals(drawing, calendar):
    came = []
    day = START
    while len(came) < 600:
        if calendar.day(day).working:
            hours = (9, 9, 9, 10, 15) if day.weekday() == 0 else (9, 10, 15)
            came += [datetime.combine(day, datetime.min.time()) + timedelta(hours=h, minutes=30) for h in hours]
        day += timedelta(days=1)
    made = [Row(str(n), "accept", None, at, at, at) for n, at in enumerate(came)]
    found = fit(made, "p", drawing, calendar).arrivals
    assert found.weekdays[0] / found.weekdays[1] == pytest.approx(5 / 3, rel=0.05)
    assert found.hours[0][9] > found.hours[0][10] > found.hours[0][11] == 0


def coming(calendar, days, per_day):
    """Rows of cases that come at half past nine and later, as many a day as `per_day` says."""
    found = []
    for day in (START + timedelta(days=n) for n in range(days)):
        if calendar.day(day).working:
            found += [
                datetime.combine(day, datetime.min.time()) + timedelta(hours=9.5, minutes=n)
                for n in range(per_day(day))
            ]
    return [Row(str(n), "accept", None, at, at, at) for n, at in enumerate(found)]


def test_made_up_days_are_counted_apart(drawing, calendar):
    rows = coming(calendar, 730, lambda day: 3 if calendar.week[day.weekday()] else 6)
    found = fit(rows, "p", drawing, calendar).arrivals
    assert (found.made_up, found.weekdays[5:]) == (6.0, (0.0, 0.0))
    assert found.rate == pytest.approx(3.0)


def test_months_are_found_where_they_differ_and_nowhere_else(drawing, calendar):
    july, even = (
        fit(coming(calendar, 365, per_day), "p", drawing, calendar).arrivals
        for per_day in (lambda day: 9 if day.month == 7 else 3, lambda day: 3 + day.day % 2)
    )
    assert even.months == ()
    assert july.months == pytest.approx([12 / 14] * 6 + [36 / 14] + [12 / 14] * 5, rel=0.02)
    assert july.rate == pytest.approx(3.5, rel=0.02)


def test_what_is_fitted_brings_as_many_cases_as_were_seen(drawing, calendar):
    """The profile through the kernel: the log's count again, and its busiest month."""
    rows = coming(calendar, 365, lambda day: (9 if day.month == 7 else 3) + 2 * (day.weekday() == 0))
    found = replace(fit(rows, "p", drawing, calendar), cases=None, horizon=365.0, replications=20)
    given = replace(inputs(found, drawing, Catalogue(), calendar), keep=True)
    done = run(compile_model(drawing, "p"), given, mode="plain").replications
    assert sum(one.arrived for one in done) / 20 == pytest.approx(len(rows), rel=0.02)
    july = sum(given.instant(int(at)).month == 7 for one in done for at in one.start) / 20
    assert july == pytest.approx(sum(row.finished.month == 7 for row in rows), rel=0.05)


def test_cases_that_come_at_night_come_at_any_time(drawing, calendar):
    made = [Row(str(n), "accept", None, at, at, at) for n in range(50) for at in [NINE + timedelta(hours=5 * n)]]
    assert fit(made, "p", drawing, calendar).arrivals.calendar == "always"
