"""From what a planner says to the kernel's inputs: hours, people, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from engine.simulation import Distribution, SimulationError, compile_model, run
from engine.simulation.scenario import (
    ArrivalPlan,
    Batch,
    CalendarPlan,
    Draw,
    Leave,
    PoolPlan,
    Scenario,
    ScenarioError,
    Shift,
    Span,
    StepPlan,
    Urgency,
    complete,
    default,
    inputs,
)
from engine.simulation.scenario.calendars import Calendars
from engine.simulation.scenario.staff import groups
from tests.execution.building import Drawing
from workflows.catalogue import Catalogue

START = date(2026, 1, 5)
HOUR = 3_600_000_000
NINE = ((9 * HOUR, 12 * HOUR), (14 * HOUR, 18 * HOUR))


def opens(calendar, day):
    return calendar.days.get(day, calendar.week[day.weekday()])


def built(calendar, **plan):
    hours = Calendars({"c": CalendarPlan(**plan)}, calendar, START)
    return hours.get("c")


@pytest.mark.parametrize(
    ("day", "slots"),
    [
        (date(2026, 1, 6), NINE),
        (date(2026, 1, 10), ()),  # Saturday
        (date(2026, 2, 17), ()),  # Spring Festival
        (date(2026, 2, 14), NINE),  # a Saturday made up for
    ],
)
def test_an_office_keeps_the_states_calendar(calendar, day, slots):
    assert opens(built(calendar), day) == slots


def test_an_office_day_is_only_that_weekday_and_no_holiday(calendar):
    panel = built(calendar, weekdays=("tue",), hours=(("09:00", "12:00"),))
    open_days = [START + timedelta(days=n) for n in range(60) if opens(panel, START + timedelta(days=n))]
    assert {day.weekday() for day in open_days} == {1}
    assert date(2026, 2, 17) not in open_days
    assert opens(panel, date(2026, 1, 6)) == ((9 * HOUR, 12 * HOUR),)


def test_a_batch_every_so_many_days_waits_for_the_next_open_day(calendar):
    batch = built(calendar, every=14, since=date(2026, 1, 6))
    found = [START + timedelta(days=n) for n in range(70) if opens(batch, START + timedelta(days=n))]
    # 17 February lies in the Spring Festival of 15 to 23 February
    assert found == [date(2026, 1, 6), date(2026, 1, 20), date(2026, 2, 3), date(2026, 2, 24), date(2026, 3, 3)]


def test_a_closure_closes_and_an_extra_day_opens(calendar):
    found = built(calendar, closures=(Span(date(2026, 1, 6), date(2026, 1, 7)),), extra=(date(2026, 1, 10),))
    assert [opens(found, date(2026, 1, day)) for day in (6, 7, 8, 10)] == [(), (), NINE, NINE]


def test_limits_count_by_the_states_calendar_whatever_closes_an_office(models, catalogue, calendar):
    closed = CalendarPlan(closures=(Span(date(2026, 1, 6), date(2026, 1, 30)),))
    scenario = replace(default("intake", models, catalogue, calendar, START), calendars={"office": closed})
    found = inputs(scenario, models, catalogue, calendar)
    assert opens(found.calendars["office"], date(2026, 1, 7)) == ()
    assert opens(found.calendars[found.limit_calendar], date(2026, 1, 7)) == NINE


def test_a_week_without_holidays_never_ends(calendar):
    found = built(calendar, holidays=False, weekdays=("sat", "sun"), hours=(("00:00", "24:00"),))
    assert found.until is None
    assert opens(found, date(2026, 2, 21)) == ((0, 24 * HOUR),)
    assert opens(found, date(2026, 1, 5)) == ()


def test_a_start_that_no_calendar_knows_is_refused(models, catalogue, calendar):
    with pytest.raises(ScenarioError, match="Expected a start from"):
        inputs(Scenario("intake", start=date(1999, 1, 1)), models, catalogue, calendar)


def staff_of(calendar, **pools):
    scenario = Scenario("p", pools=pools)
    hours = Calendars({"late": CalendarPlan(hours=(("18:00", "21:00"),))}, calendar, START)
    crew = groups(scenario, hours)
    staff, found = crew.staff, crew.pools
    return staff, found, hours.named()


def test_leave_takes_people_out_for_its_days(calendar):
    away = Leave(2, date(2026, 1, 6), date(2026, 1, 7))
    staff, pools, calendars = staff_of(calendar, desk=PoolPlan(5, leave=(away,)))
    assert sorted(group.count for group in staff.values()) == [2, 3]
    there = {day: sum(g.count for g in staff.values() if opens(calendars[g.calendar], day)) for day in dates(5, 9)}
    assert list(there.values()) == [5, 3, 3, 5, 5]
    assert pools["desk"].staff == tuple(staff)


def dates(first, last):
    return [date(2026, 1, day) for day in range(first, last + 1)]


def test_leaves_at_one_time_are_taken_by_different_people(calendar):
    leave = (Leave(1, date(2026, 1, 6), date(2026, 1, 8)), Leave(1, date(2026, 1, 7), date(2026, 1, 9)))
    staff, _, calendars = staff_of(calendar, desk=PoolPlan(3, leave=leave))
    there = [sum(g.count for g in staff.values() if opens(calendars[g.calendar], day)) for day in dates(5, 9)]
    assert there == [3, 2, 1, 1, 2]


def paced(calendar, **step):
    """A desk with beginners in a shift, and people of another desk who help."""
    drawing = Drawing("p").flow("start work end")
    pools = {
        "desk": PoolPlan(1, shifts=(Shift(2, "office", 1.5),), shared=("other",), paces={"other": 2.0}),
        "other": PoolPlan(1, shifts=(Shift(1, "office", 3.0),)),
    }
    span = Draw("gamma", (1.0, 0.5), unit="working_hours")
    scenario = Scenario("p", START, pools=pools, steps={"work": StepPlan(span, "desk", **step)})
    return inputs(scenario, {"p": drawing.model()}, Catalogue(), calendar).tasks["work"]


def test_a_step_takes_beginners_and_helpers_so_many_times_as_long(calendar):
    gamma = Distribution.gamma
    assert paced(calendar).paces == {
        "desk (shift 1)": gamma(1.5, 0.75),
        "other": gamma(2, 1),
        "other (shift 1)": gamma(6, 3),
    }


def test_a_pool_may_have_a_duration_of_its_own_for_a_step(calendar):
    task = paced(calendar, durations={"other": Draw("fixed", (1.0,), unit="working_days")})
    assert task.paces["other"] == Distribution.fixed(7)
    assert task.paces["other (shift 1)"] == Distribution.fixed(21)


@pytest.mark.parametrize(
    ("durations", "sentence"),
    [
        ({"ghost": Draw("fixed", (1.0,), unit="working_hours")}, r"\(desk, other\), but came ghost"),
        ({"other": Draw("fixed", (1.0,), unit="hours")}, "to be working time .* but came other"),
    ],
)
def test_durations_of_others_or_by_the_clock_are_refused(calendar, durations, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        paced(calendar, durations=durations)


def test_conditions_become_an_expression_over_facts_that_are_drawn_where_nobody_tells_them(calendar):
    drawing = Drawing("p").flow("start work end")
    rules = (Urgency("urgent and area > 500", 2.5), Urgency("area > 500", 1.0), Urgency("", -1.0))
    scenario = Scenario("p", START, pools={"desk": PoolPlan(1, discipline="priority")})
    span = Draw("fixed", (1.0,), unit="working_hours")
    scenario = replace(scenario, steps={"work": StepPlan(span, "desk", priority=rules)})
    made = inputs(scenario, {"p": drawing.model()}, Catalogue(), calendar)
    assert made.tasks["work"].priority == (
        "if urgent and area > 500 then 2.500000 else if area > 500 then 1.000000 else -1.000000"
    )
    assert made.attributes["area"] == Distribution.choice({250.0: 1, 500.0: 1, 750.0: 1})
    assert set(made.attributes) == {"area", "urgent"}
    run(compile_model({"p": drawing.model()}, "p"), replace(made, cases=50), mode="plain")


def panel(calendar, pool, **batch):
    """Plans are judged together, on Tuesdays."""
    days = {"tuesdays": CalendarPlan(weekdays=("tue",), hours=(("09:00", "12:00"),))}
    step = StepPlan(Draw("fixed", (2.0,), unit="working_hours"), pool, batch=Batch(**batch))
    scenario = Scenario("p", START, calendars=days, pools={"desk": PoolPlan(1)}, steps={"work": step})
    arrivals = ArrivalPlan(gap=Draw("fixed", (17.0,), unit="hours"), opening=True)
    return inputs(replace(scenario, arrivals=arrivals), {"p": PANEL}, Catalogue(), calendar)


PANEL = Drawing("p").flow("start work end").model()


def test_a_panel_judges_together_what_has_come(calendar):
    made = panel(calendar, "desk", opens="tuesdays", most=4, factors={1: 0.5, 3: 1.0})
    (replication,) = run(
        compile_model({"p": PANEL}, "p"), replace(made, cases=12, keep=True), mode="plain"
    ).replications
    ends = [made.instant(int(at)) for at in replication.end]
    assert {at.weekday() for at in ends} == {1}
    assert {at.hour for at in ends} <= {10, 11}
    came = [made.instant(int(at)) for at in replication.start]
    assert all(at.hour in range(9, 18) for at in came)  # the gaps go on at night, the cases come in the morning


@pytest.mark.parametrize(
    ("pool", "opens", "sentence"),
    [("nobody", "tuesdays", "a pool, as somebody does its batches"), ("desk", "always", "openings of a calendar")],
)
def test_batches_without_people_or_openings_are_refused(calendar, pool, opens, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        panel(calendar, pool, opens=opens)


def test_paces_of_a_pool_that_does_not_help_are_refused(calendar):
    with pytest.raises(ScenarioError, match=r"pools\.desk, paces to name pools that it shares \(none\), but 'other'"):
        staff_of(calendar, desk=PoolPlan(1, paces={"other": 2.0}), other=PoolPlan(1))


def test_more_people_on_leave_than_there_are_is_refused(calendar):
    leave = (Leave(2, date(2026, 1, 6), date(2026, 1, 8)), Leave(2, date(2026, 1, 8), date(2026, 1, 9)))
    with pytest.raises(ScenarioError, match=r"at most 3 people of pools\.desk .* on 2026-01-08 there are 1 more"):
        staff_of(calendar, desk=PoolPlan(3, leave=leave))


def test_shifts_and_help_from_others_serve_one_queue(calendar):
    staff, pools, _ = staff_of(
        calendar, desk=PoolPlan(1, shifts=(Shift(2, "late"),), shared=("back",)), back=PoolPlan(4)
    )
    assert pools["desk"].staff == ("desk", "desk (shift 1)", "back")
    assert (staff["desk (shift 1)"].count, staff["desk (shift 1)"].calendar) == (2, "late")
    assert pools["back"].staff == ("back",)


@pytest.mark.parametrize(
    ("plans", "sentence"),
    [
        ({"desk": PoolPlan(0)}, "nobody staffs it"),
        ({"desk": PoolPlan(1, shared=("nowhere",))}, "'nowhere' is none"),
        ({"desk": PoolPlan(1, calendar="moon")}, "the calendar 'moon'"),
    ],
)
def test_a_pool_that_cannot_be_is_refused(calendar, plans, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        staff_of(calendar, **plans)


def one_step(**more):
    return {"p": Drawing("p").flow("start work end").model()}, Scenario("p", start=START, **more)


def made(calendar, **more):
    models, scenario = one_step(**more)
    return inputs(scenario, models, Catalogue(), calendar)


@pytest.mark.parametrize(
    ("unit", "hours"),
    [("working_hours", 2), ("working_days", 14)],
)
def test_work_is_measured_in_hours_of_its_office(calendar, unit, hours):
    work = StepPlan(Draw("fixed", (2.0,), unit=unit))
    assert made(calendar, steps={"work": work}).tasks["work"].duration == Distribution.fixed(hours)


@pytest.mark.parametrize(("unit", "hours"), [("hours", 2), ("days", 48), ("weeks", 336)])
def test_a_span_of_clock_time_needs_nobody(calendar, unit, hours):
    task = made(calendar, steps={"work": StepPlan(Draw("fixed", (2.0,), unit=unit))}).tasks["work"]
    assert (task.pool, task.calendar, task.duration) == (None, None, Distribution.fixed(hours))


def test_a_working_day_is_as_long_as_the_office_is_open(calendar):
    late = CalendarPlan(hours=(("18:00", "21:00"),))
    work = StepPlan(Draw("fixed", (2.0,), unit="working_days"), pool="desk")
    found = made(calendar, calendars={"late": late}, pools={"desk": PoolPlan(1, "late")}, steps={"work": work})
    assert found.tasks["work"].duration == Distribution.fixed(6)


def test_people_cannot_work_by_the_clock(calendar):
    work = StepPlan(Draw("fixed", (2.0,), unit="days"), pool="staff")
    with pytest.raises(ScenarioError, match=r"steps\.work to take working_hours"):
        made(calendar, pools={"staff": PoolPlan(1)}, steps={"work": work})


def test_a_pool_that_is_not_staffed_is_sized(calendar):
    work = StepPlan(Draw("fixed", (7.0,), unit="working_hours"), pool="desk")
    found = made(calendar, arrivals=ArrivalPlan(rate=8.0), steps={"work": work})
    # eight days' work a day: eleven people are busy for less than 80 % of their time
    assert found.staff["desk"].count == 11


@pytest.mark.parametrize(
    ("plan", "hours"),
    [
        (ArrivalPlan(rate=2.0), 3.5),
        (ArrivalPlan(rate=2.0, per="week"), 17.5),
        (ArrivalPlan(rate=25.0, per="month"), 35 * 50 / 12 / 25),
        (ArrivalPlan(rate=250.0, per="year"), 7.0),
        (ArrivalPlan(rate=2.0, calendar="always"), 12.0),
    ],
)
def test_arrivals_are_poisson_in_the_time_in_which_they_come(calendar, plan, hours):
    gap = made(calendar, arrivals=plan).arrivals.gap
    assert gap.kind == "exponential"
    assert gap.values[0] == pytest.approx(hours)


def test_a_profile_gives_each_hour_and_weekday_its_share(calendar):
    by_hour = tuple(3.0 if hour == 9 else 1.0 for hour in range(24))
    plan = ArrivalPlan(rate=20.0, weekdays=(2, 1, 1, 1, 1, 0, 0), hours=(by_hour,))
    models, scenario = one_step(
        arrivals=plan, cases=8000, steps={"work": StepPlan(Draw("fixed", (0.0,), unit="hours"))}
    )
    given = replace(inputs(scenario, models, Catalogue(), calendar), keep=True)
    found = run(compile_model(models, "p"), given, mode="plain").replications[0]
    came = [given.instant(int(start)) for start in found.start]
    nine = sum(1 for at in came if at.hour == 9) / len(came)
    assert nine == pytest.approx(3 / 9, abs=0.02)
    ordinary = [at for at in came if at.date() < date(2026, 2, 1)] + [at for at in came if at.date().month in (3, 6, 7)]
    monday = sum(1 for at in ordinary if at.weekday() == 0) / len(ordinary)
    assert monday == pytest.approx(2 / 6, abs=0.06)
    days = len({at.date() for at in came})
    assert len(came) / days == pytest.approx(20, rel=0.08)
    assert all(calendar.day(at.date()).working for at in came)


def test_recorded_instants_are_the_arrivals(calendar):
    came = (datetime.fromisoformat("2026-01-05T09:30"), datetime.fromisoformat("2026-01-06T10:00"))
    assert made(calendar, arrivals=ArrivalPlan(instants=came)).arrivals.instants == came


def test_a_scenario_without_a_start_begins_with_its_first_recorded_arrival(calendar):
    came = (datetime.fromisoformat("2026-03-06T10:00"), datetime.fromisoformat("2026-03-05T09:30"))
    models, scenario = one_step(arrivals=ArrivalPlan(instants=came))
    given = inputs(replace(scenario, start=None), models, Catalogue(), calendar)
    assert given.start.date() == date(2026, 3, 5)
    assert run(compile_model(models, "p"), given).replications[0].ended == 2


def test_a_closure_of_ten_thousand_years_takes_no_longer_than_the_calendar(models, catalogue, calendar):
    closed = CalendarPlan(closures=(Span(date.min, date.max),))
    hours = Calendars({"c": closed, "rare": CalendarPlan(every=1, since=date.min)}, calendar, START)
    assert len(hours.get("c").days) < 20_000
    assert opens(hours.get("rare"), date(2026, 1, 6)) == NINE


def test_an_office_that_never_opens_is_refused_when_somebody_has_to_work_there(calendar):
    closed = CalendarPlan(closures=(Span(date.min, date.max),))
    given = made(calendar, calendars={"office": closed}, steps={"work": StepPlan(pool="desk")}, cases=10)
    compiled = compile_model(one_step()[0], "p")
    with pytest.raises(SimulationError, match="Expected a calendar with working hours, but 'office' has none"):
        run(compiled, given)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"steps": {"play": StepPlan()}}, "Expected steps to name what is drawn in p, but 'play' is not there"),
        ({"branches": {"f9": 1.0}}, "'f9' is not there"),
        ({"timers": {"t": Draw("fixed", (1.0,), unit="days")}}, "'t' is not there"),
        ({"steps": {"work": StepPlan(decisions={"yes": 1.0})}}, "the diagram draws none there"),
        ({"steps": {"work": StepPlan(pool="nobody", calendar="moon")}}, "the calendar 'moon'"),
    ],
)
def test_what_is_not_in_the_drawing_is_refused(calendar, more, sentence):
    with pytest.raises(ScenarioError, match=sentence):
        made(calendar, **more)


def test_decisions_may_be_called_by_their_labels(models, catalogue, calendar):
    said = {"intake_review": StepPlan(decisions={"受理": 0.7, "refuse": 0.3})}
    found = complete(Scenario("intake", steps=said), models, catalogue, calendar)
    assert found.steps["intake_review"].decisions == {"accept": 0.7, "refuse": 0.3}
    with pytest.raises(ScenarioError, match="decisions to name 受理"):
        complete(
            Scenario("intake", steps={"intake_review": StepPlan(decisions={"maybe": 1.0})}), models, catalogue, calendar
        )


def test_inputs_of_a_completed_scenario_are_those_of_what_was_said(models, catalogue, calendar):
    said = Scenario("joint_acceptance", start=START, seed=9)
    whole = complete(said, models, catalogue, calendar)
    assert inputs(whole, models, catalogue, calendar) == inputs(said, models, catalogue, calendar)
    assert complete(whole, models, catalogue, calendar) == whole


def test_weights_of_a_weekday_and_of_its_hours_are_multiplied(calendar):
    plan = ArrivalPlan(rate=1.0, weekdays=(2, 1, 1, 1, 1, 0, 0), hours=((1.0,) * 24, *[(3.0,) * 24] * 6), made_up=0.5)
    profile = made(calendar, arrivals=plan).arrivals.profile
    assert [row[9] for row in profile.week] == [2, 3, 3, 3, 3, 0, 0]
    assert profile.made_up == pytest.approx((0.5 * 19 / 7,) * 24)
    assert made(calendar, arrivals=ArrivalPlan(rate=1.0)).arrivals.profile is None


def test_a_made_up_sunday_has_the_mean_of_the_week_unless_a_weight_is_given(calendar):
    """2026-01-04 is a Sunday on which offices are open."""
    sunday = date(2026, 1, 4)
    assert calendar.day(sunday).working
    for made_up, expected in ((None, 12.0), (0.0, 0.0), (4.0, 40.0)):
        plan = ArrivalPlan(rate=12.0, weekdays=(2, 1, 1, 1, 1, 0, 0), made_up=made_up)
        models, scenario = one_step(
            arrivals=plan,
            cases=None,
            horizon=1.0,
            replications=150,
            steps={"work": StepPlan(Draw("fixed", (0.0,), unit="hours"))},
        )
        found = run(
            compile_model(models, "p"),
            inputs(replace(scenario, start=sunday), models, Catalogue(), calendar),
            mode="plain",
        )
        assert sum(one.arrived for one in found.replications) / 150 == pytest.approx(expected, rel=0.08)
