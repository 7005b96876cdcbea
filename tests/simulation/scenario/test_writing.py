"""What is written is read again as the very same scenario."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.scenario import (
    ArrivalPlan,
    Assumptions,
    Batch,
    CalendarPlan,
    Draw,
    Leave,
    LimitPlan,
    ParallelPlan,
    PoolPlan,
    Scenario,
    Season,
    SequencePlan,
    Shift,
    Span,
    StepPlan,
    Urgency,
    default,
    load,
    to_toml,
)
from engine.simulation.scenario.values import DISCIPLINES, PERIODS, UNITS, WEEKDAYS

texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8).filter(lambda t: bool(t.strip()))
names = st.one_of(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), texts)
numbers = st.floats(0, 1e9).map(abs)
above = st.floats(1e-6, 1e6)
shares = st.floats(0.01, 0.99)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
counts = st.integers(1, 1000)
free = st.one_of(st.booleans(), st.floats(-1e6, 1e6), texts)


def lists(of, size=4):
    return st.lists(of, min_size=1, max_size=size).map(tuple)


def spread(draw, size):
    return tuple(sorted(draw(st.lists(numbers, min_size=size, max_size=size))))


@st.composite
def draws(draw, *, spans):
    kind = draw(st.sampled_from(["fixed", "uniform", "triangular", "gamma", "exponential", "empirical", "histogram"]))
    weights: tuple[float, ...] = ()
    if not spans and draw(st.booleans()):
        kind = "choice"
    if kind in ("fixed", "exponential"):
        values = (draw(free if kind == "fixed" and not spans else above),)
    elif kind in ("uniform", "triangular"):
        values = spread(draw, 2 if kind == "uniform" else 3)
    elif kind == "gamma":
        values = (draw(above), draw(numbers))
    elif kind == "choice":
        values = tuple({repr(value): value for value in draw(lists(free))}.values())
        weights = (1.0,) * len(values)
    else:
        values = spread(draw, draw(st.integers(2, 5)))
        weights = tuple(draw(above) for _ in values[1:]) if kind == "histogram" else ()
    low = draw(st.sampled_from([0.0, 0.5]))
    high = draw(st.sampled_from([math.inf, 7.25]))
    return Draw(kind, values, weights, draw(st.sampled_from(UNITS)) if spans else "", low, high)


def spans_of(days_):
    return st.tuples(days_, days_, st.one_of(st.just(""), texts)).map(
        lambda t: Span(min(t[0], t[1]), max(t[0], t[1]), t[2])
    )


calendars = st.builds(
    CalendarPlan,
    hours=st.sampled_from([(), (("09:00", "12:00"),), (("08:30", "12:00"), ("14:00", "24:00"))]),
    weekdays=st.one_of(st.none(), st.sets(st.sampled_from(WEEKDAYS)).map(lambda s: tuple(sorted(s)))),
    holidays=st.booleans(),
    closures=st.lists(spans_of(days), max_size=2).map(tuple),
    extra=st.lists(days, max_size=3).map(tuple),
)
rare = st.builds(CalendarPlan, every=counts, since=days)
leaves = st.tuples(counts, days, days).map(lambda t: Leave(t[0], min(t[1:]), max(t[1:])))
pools = st.builds(
    PoolPlan,
    count=st.integers(0, 50),
    calendar=names,
    discipline=st.sampled_from(DISCIPLINES),
    shifts=st.lists(st.builds(Shift, counts, names, above), max_size=2).map(tuple),
    leave=st.lists(leaves, max_size=2).map(tuple),
    shared=st.sets(names, max_size=2).map(lambda s: tuple(sorted(s))),
    paces=st.dictionaries(names, above, max_size=2),
    in_turn=st.booleans(),
)
conditions = st.sampled_from(["area > 500", 'use = "旧厂"', "not(urgent) and area in [1..3]"])
urgencies = st.tuples(
    st.lists(st.builds(Urgency, conditions, st.floats(-100, 100)), min_size=1, max_size=3),
    st.lists(st.builds(Urgency, st.just(""), st.floats(-100, 100)), max_size=1),
).map(lambda t: (*t[0], *t[1]))
sizes = st.one_of(st.none(), st.integers(1, 9))
batches = st.builds(
    Batch,
    size=sizes,
    wait=numbers,
    opens=st.one_of(st.none(), names),
    most=st.one_of(st.none(), st.integers(9, 1000)),
    together=st.booleans(),
    factors=st.dictionaries(st.integers(1, 1000), numbers, max_size=3),
    alone=st.sampled_from([0.0, 0.25, 1.0]),
)
steps = st.builds(
    StepPlan,
    duration=st.one_of(st.none(), draws(spans=True)),
    pool=st.one_of(st.none(), names),
    calendar=st.one_of(st.none(), names),
    priority=st.one_of(st.none(), st.floats(-100, 100), urgencies),
    decisions=st.dictionaries(names, numbers, max_size=3),
    fields=st.dictionaries(names, draws(spans=False), max_size=2),
    durations=st.dictionaries(names, draws(spans=True), max_size=2),
    batch=st.one_of(st.none(), batches),
)
weights = st.lists(above, min_size=24, max_size=24).map(tuple)
seasons = st.builds(lambda span, factor: Season(span.first, span.last, factor, span.name), spans_of(days), numbers)
arrivals = st.one_of(
    st.builds(
        ArrivalPlan,
        rate=above,
        per=st.sampled_from(PERIODS),
        calendar=names,
        weekdays=st.one_of(st.just(()), weights.map(lambda w: w[:7])),
        hours=st.one_of(st.just(()), st.tuples(weights), st.tuples(*[weights] * 7)),
        made_up=st.one_of(st.none(), numbers),
        months=st.one_of(st.just(()), weights.map(lambda w: w[:12])),
        seasons=st.lists(seasons, max_size=2).map(tuple),
    ),
    st.builds(ArrivalPlan, gap=draws(spans=True)),
    st.builds(ArrivalPlan, gap=draws(spans=True).filter(lambda d: d.by_clock), opening=st.booleans()),
    st.builds(
        ArrivalPlan,
        instants=lists(st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2030-01-01"))),
    ),
)
several = st.lists(names, min_size=2, max_size=3).map(tuple)
groups = st.lists(st.one_of(st.tuples(names), several), min_size=2, max_size=3).map(tuple)
scenarios = st.builds(
    Scenario,
    process=names,
    start=st.one_of(st.none(), days),
    cases=counts,
    horizon=st.one_of(st.none(), numbers),
    warm_up=numbers,
    seed=st.integers(0, 10**9),
    replications=counts,
    assumptions=st.builds(Assumptions, shares, shares, shares, shares, shares, above),
    arrivals=st.one_of(st.none(), arrivals),
    calendars=st.dictionaries(names, st.one_of(calendars, rare), max_size=2),
    pools=st.dictionaries(names, pools, max_size=3),
    steps=st.dictionaries(names, steps, max_size=3),
    branches=st.dictionaries(names, numbers, max_size=2),
    facts=st.dictionaries(names, draws(spans=False), max_size=2),
    timers=st.dictionaries(names, draws(spans=True), max_size=2),
    instances=st.dictionaries(names, draws(spans=False), max_size=1),
    limits=st.dictionaries(
        names,
        st.builds(
            LimitPlan,
            st.one_of(st.none(), above),
            st.sampled_from([None, "hour", "month"]),
            st.booleans(),
            st.floats(0, 1),
        ),
        max_size=2,
    ),
    limit_calendar=st.one_of(st.none(), names),
    parallel=st.lists(st.builds(ParallelPlan, groups), max_size=2).map(tuple),
    sequence=st.lists(st.builds(SequencePlan, several), max_size=2).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(scenarios)
def test_reading_what_was_written_gives_the_same(scenario):
    assert load(to_toml(scenario).encode()) == scenario


def test_a_default_comes_back_from_its_file_with_the_names_of_its_steps(models, catalogue, calendar):
    scenario = default("land_to_start", models, catalogue, calendar)
    text = to_toml(scenario, models)
    assert load(text.encode()) == scenario
    assert "# 方案批前公示" in text
    assert "拿地即开工" in text


def test_a_name_with_line_breaks_cannot_leave_its_comment(models, catalogue, calendar):

    model = models["intake"]
    element = replace(model.elements["intake_review"], name="one\ncases = 3\x1b")
    changed = replace(model, elements={**model.elements, element.id: element})
    scenario = default("intake", {"intake": changed}, catalogue, calendar)
    text = to_toml(scenario, {"intake": changed})
    assert load(text.encode()) == scenario
    assert tomllib.loads(text)["cases"] == 1000
