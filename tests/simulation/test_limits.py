"""Limits inside the loop are those of `engine.time`: the same deadline, the same verdict, gaps and all."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Limit, SimulationError, Task, compile_model, run
from engine.simulation import layout as lay
from engine.simulation.collect import buckets_of
from engine.simulation.kernel import limits as kernel
from engine.simulation.kernel import verdicts
from engine.simulation.kernel.days import month_later
from engine.simulation.memory import Memory, unit_of
from engine.time import SHANGHAI, Basis, Bound, Course, Gap, NonworkingStart, Rule, Scope, Unit, china, judge
from engine.time import deadline as deadline_of
from engine.time.count import amount_of
from tests.execution.building import Drawing
from workflows.model import TimeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

CHINA = china()
START = datetime(2024, 1, 1)
MICRO = timedelta(microseconds=1)
DAYS = 700

rules = st.one_of(
    st.builds(
        Rule,
        st.integers(1, 30).map(Decimal),
        st.just(Unit.WORKING_DAY),
        nonworking_start=st.sampled_from(list(NonworkingStart)),
    ),
    st.builds(Rule, st.sampled_from([Decimal("0.5"), Decimal("1.5"), Decimal("2.25")]), st.just(Unit.WORKING_DAY)),
    st.builds(Rule, st.integers(1, 60).map(Decimal), st.just(Unit.NATURAL_DAY), roll_natural=st.booleans()),
    st.builds(Rule, st.integers(1, 14).map(Decimal), st.just(Unit.MONTH), roll_natural=st.booleans()),
    st.builds(Rule, st.just(Decimal(0)), st.just(Unit.IMMEDIATE)),
    st.builds(Rule, st.integers(1, 90).map(Decimal), st.sampled_from([Unit.HOUR, Unit.MINUTE]), business=st.booleans()),
)
bounds = st.sampled_from(list(Bound))
moments = st.integers(0, DAYS * 86_400 * 4).map(lambda quarter: quarter * 250_000)


RULES: dict[int, Rule] = {}


@lru_cache(maxsize=1)
def memory() -> tuple[Memory, Calendar]:
    calendar = Calendar.of(CHINA)
    return Memory(START), calendar


def row_of(rule: Rule) -> tuple[list, int]:
    """The kernel's memory with that rule in it."""
    book, calendar = memory()
    at = book.rule(rule, calendar, "china")
    RULES[at] = rule
    calendar_row = book.m[at + lay.U_CALENDAR]
    if calendar_row:
        book.m[calendar_row + lay.C_AT], book.m[calendar_row + lay.C_SHIFT] = -1, 0
    return book.m, at


def micros_of(at: datetime) -> int:
    return (at - START) // MICRO


def real(micros: int) -> datetime:
    return (START + timedelta(microseconds=micros)).replace(tzinfo=SHANGHAI)


@settings(max_examples=300, deadline=None)
@given(rules, moments)
def test_a_deadline_is_that_of_the_clocks(rule: Rule, begun: int):
    m, row = row_of(rule)
    m[lay.G_NOW] = begun
    assert real(kernel.deadline(m, row, begun, 1)) == deadline_of(rule, CHINA, real(begun))


def told(m: list, row: int, verdict: int) -> tuple[str, Decimal, Decimal | None]:
    """What the kernel says of a count that ended, in the words of the clocks."""
    rule = RULES[row]
    word = ("met", "breached", "too_early")[verdict]
    over = None if verdict == lay.MET else amount_of(rule, CHINA, m[lay.G_OVER])
    return word, amount_of(rule, CHINA, m[lay.G_ELAPSED]), over


def said(rule: Rule, course: Course) -> tuple[str, Decimal, Decimal | None]:
    """What the clocks say of it."""
    found = judge(rule, CHINA, course)
    return found.verdict.value, found.elapsed, found.over


@settings(max_examples=500, deadline=None)
@given(rules, bounds, moments, st.integers(0, 60 * 86_400 * 4).map(lambda q: q * 250_000), st.integers(0, 15))
def test_a_count_without_gaps_ends_as_that_of_the_clocks(rule: Rule, bound: Bound, begun: int, span: int, extra: int):
    """Its verdict, what has passed, and by how much it is over, longer by an extension or not."""
    rule = Rule.from_json(rule.to_json() | {"bound": bound.value})
    m, row = row_of(rule)
    more = extra * (1 if rule.by_date else unit_of(rule, memory()[1]))
    verdict = kernel.judged(m, row, begun, begun + span, more)
    course = Course(real(begun), (), real(begun + span), Decimal(extra))
    assert told(m, row, verdict) == said(rule, course)


@settings(max_examples=700, deadline=None)
@given(
    rules,
    bounds,
    moments,
    st.lists(st.integers(0, 12 * 86_400 * 4).map(lambda q: q * 250_000), min_size=2, max_size=9),
    st.integers(0, 15),
)
def test_a_count_with_gaps_ends_as_that_of_the_clocks(
    rule: Rule, bound: Bound, begun: int, spans: Sequence[int], extra: int
):
    """Open and shut in turn: each second span is a gap."""
    rule = Rule.from_json(rule.to_json() | {"bound": bound.value})
    m, row = row_of(rule)
    at = len(m)
    m.extend([0] * lay.R_SIZE)
    more = extra * (1 if rule.by_date else unit_of(rule, memory()[1]))
    kernel.begin(m, row, at, begun, more)
    now, gaps = begun, []
    for number, span in enumerate(spans):
        now += span
        in_gap = number % 2 == 0
        kernel.follow(m, row, at, now, in_gap)
        if in_gap:
            gaps.append([now, None])
        else:
            gaps[-1][1] = now
    found = tuple(Gap(real(a), real(b if b is not None else now)) for a, b in gaps)
    verdict = kernel.stop(m, row, at, now)
    assert told(m, row, verdict) == said(rule, Course(real(begun), found, real(now), Decimal(extra)))
    del m[at:]


@pytest.mark.parametrize(("end", "verdict"), [("12:00", "met"), ("12:00:00.000001", "breached"), ("13:59", "breached")])
def test_what_ends_in_the_lunch_break_after_its_last_hour_is_late_by_nothing(end: str, verdict: str):
    rule = Rule(Decimal(3), Unit.HOUR, business=True)
    m, row = row_of(rule)
    begun, now = (micros_of(datetime.fromisoformat(f"2026-01-05T{clock}")) for clock in ("09:00", end))
    course = Course(real(begun), (), real(now))
    assert told(m, row, kernel.judged(m, row, begun, now, 0)) == said(rule, course)
    assert judge(rule, CHINA, course).verdict == verdict


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=60), st.sampled_from([(1, 64), (1, 4096), (7, 256)]))
def test_buckets_hold_what_they_say(values: list[int], shape: tuple[int, int]):
    width, linear = shape
    m = [0] * lay.U_SIZE
    m[lay.U_WIDTH], m[lay.U_LINEAR] = shape
    for value in values:
        place = verdicts.bucket(m, 0, value)
        (low, wide, count) = next(buckets_of([0.0] * place + [1.0], width, linear, 1))
        assert count == 1
        if value < width * linear << lay.OCTAVES:
            assert low <= value < low + wide
            assert wide == width or wide <= low / (linear // 2)


@given(st.integers(0, 4_000), st.integers(0, 400))
def test_months_later_is_the_corresponding_day(day, months):
    start = date(2019, 12, 31) + timedelta(days=day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    length = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days
    expected = first.replace(day=min(start.day, length))
    epoch = start.toordinal() - day - 719_163
    assert month_later(epoch, day, months) == (expected - start).days + day


# ── in a run ────────────────────────────────────────────────────────────────────────────────────────────────────────

OFFICE = Calendar.of(CHINA)


def scenario(limits: tuple[Limit, ...], tasks: dict[str, Task], at: datetime, **more) -> Inputs:
    return Inputs(
        at,
        Arrivals(instants=(at,)),
        calendars={"office": OFFICE},
        limit_calendar="office",
        tasks=tasks,
        limits=limits,
        keep=True,
        **more,
    )


def only(outcome):
    return outcome.replications[0]


@pytest.mark.parametrize(("days", "late"), [(4, 1), (5, 0)])
def test_a_step_is_late_by_working_days_across_made_up_ones(days, late):
    """2026-09-18 to 09-24 are five days: Sunday the 20th is made up."""
    limit = Limit("l", Rule(Decimal(days), Unit.WORKING_DAY), element="work")
    tasks = {"work": Task(Distribution.fixed(24 * 6 + 5))}
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    found = only(run(compiled, scenario((limit,), tasks, datetime(2026, 9, 18, 10)))).limits["l"]
    assert (found.count, found.breached) == (1, late)
    assert (found.cases, found.cases_breached) == (1, late)


def approval_process() -> Drawing:
    drawing = Drawing("p").flow("start review wait decide end")
    drawing.elements["wait"] = drawing.elements["wait"].__class__(
        "wait", drawing.elements["wait"].kind, "wait", time=TimeKind.APPLICANT
    )
    return drawing


@pytest.mark.parametrize(
    ("scope", "basis", "late"), [(Scope.PROCESS, None, 1), (Scope.PROCESS, Basis.APPROVAL_TIME, 0)]
)
def test_the_applicants_days_are_not_in_approval_time(scope, basis, late):
    limit = Limit("l", Rule(Decimal(3), Unit.WORKING_DAY, scope=scope, basis=basis))
    tasks = {
        "review": Task(Distribution.fixed(24)),
        "wait": Task(Distribution.fixed(24 * 20)),
        "decide": Task(Distribution.fixed(24)),
    }
    compiled = compile_model({"p": approval_process().model()}, "p")
    replication = only(run(compiled, scenario((limit,), tasks, datetime(2026, 1, 5, 9))))
    assert (replication.limits["l"].count, replication.limits["l"].breached) == (1, late)
    assert list(replication.approval) == [2]


def test_a_limit_from_one_step_to_another_counts_only_between_them():
    limit = Limit("l", Rule(Decimal(1), Unit.HOUR), starts_at="b", ends_at="b")
    compiled = compile_model({"p": Drawing("p").flow("start a b c end").model()}, "p")
    tasks = {"*": Task(Distribution.fixed(2))}
    found = only(run(compiled, scenario((limit,), tasks, datetime(2026, 1, 5, 9)))).limits["l"]
    assert (found.count, found.breached, found.over) == (1, 1, 1.0)


def test_a_limit_that_reaches_beyond_the_calendar_stops_the_run_with_a_sentence():
    limit = Limit("l", Rule(Decimal(900_000), Unit.WORKING_DAY), element="work")
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    with pytest.raises(SimulationError, match="Expected a day that the calendar 'office' covers"):
        run(compiled, scenario((limit,), {"*": Task(Distribution.fixed(1))}, datetime(2026, 1, 5, 9)))
