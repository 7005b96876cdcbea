"""Where the bars of a case's timeline lie."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from engine.events import Event, ScopeClosed, ScopeOpened
from engine.time import Course, Rule, Unit, china, read
from engine.views import CaseView, ClockView, PauseView, StepView
from web.case.timeline import MOST_DAYS, timeline

CHINA = china()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def step(token: str, opened: str, closed: str | None = None, **more) -> StepView:
    given = {
        "step": token.rpartition("/")[2].partition("#")[0],
        "token": token,
        "name": token,
        "state": "done" if closed else "open",
        "department": "housing",
        "role": None,
        "time": "approval",
        "scope": None,
        "opened_at": at(opened),
        "closed_at": at(closed) if closed else None,
    }
    return StepView(**{**given, **more})


def clock(run: str, start: str, now: str, element: str | None = "review", end: str | None = None) -> ClockView:
    rule = Rule(quantity=Decimal(2), unit=Unit.WORKING_DAY)
    reading = read(rule, CHINA, Course(at(start), ended_at=at(end) if end else None), at(now))
    return ClockView(run, run.partition("@")[0], "d", "一", element, "审查", reading, "c", "v")


def event(seq: int, when: str, fact) -> Event:
    return Event("c", seq, at(when), at(when), "u", f"k{seq}", fact)


VIEW = CaseView(
    case="c",
    number="汕尾1",
    title="仓库",
    process="p",
    process_name="流程",
    version=1,
    place="汕尾",
    state="accepted",
    outcome=None,
    lamp="none",
    paused=False,
    applicant="",
    facts={},
    received_at=at("2026-09-18T12:00"),
    accepted_at=None,
    closed_at=None,
    at=at("2026-09-22T12:00"),
    steps=(),
    clocks=(),
    pauses=(),
    materials=(),
    events=(),
    incidents=(),
    commands=(),
    stored_version=1,
)


def drawn(**changes):
    return timeline(replace(VIEW, **changes), CHINA)


def test_the_band_goes_from_the_day_before_to_two_days_behind_the_present():
    found = drawn()
    assert (found.days[0].date, found.days[-1].date) == (date(2026, 9, 17), date(2026, 9, 24))
    assert found.now == 5.5


def test_the_band_of_a_finished_case_ends_behind_its_end():
    assert drawn(closed_at=at("2026-09-20T10:00")).days[-1].date == date(2026, 9, 22)


def test_the_band_reaches_to_a_deadline_that_lies_ahead():
    found = drawn(clocks=(clock("l@review#1", "2026-09-22T09:00", "2026-09-22T12:00"),))
    assert found.days[-1].date == date(2026, 9, 27)


@pytest.mark.parametrize(
    ("day", "kind", "rests"),
    [(18, "works", False), (19, "weekend", True), (20, "made-up", False), (25, "holiday", True)],
)
def test_each_day_knows_whether_it_works(day, kind, rests):
    found = drawn(at=at("2026-09-28T12:00"))
    known = next(d for d in found.days if d.date == date(2026, 9, day))
    assert (known.kind, known.rests) == (kind, rests)


def test_months_cover_the_band_without_gap_or_overlap():
    found = drawn(at=at("2026-11-03T12:00"))
    ends = [m.place + m.length for m in found.months]
    assert [m.place for m in found.months] == [0, *ends[:-1]]
    assert ends[-1] == found.length
    assert [m.first.month for m in found.months] == [9, 10, 11]


def test_a_case_of_many_years_is_cut_not_drawn_forever():
    assert drawn(received_at=at("2016-01-04T12:00")).length <= MOST_DAYS + 1


def test_entries_into_the_same_step_share_a_row():
    steps = (
        step("review#1", "2026-09-18T12:00", "2026-09-19T00:00"),
        step("fix#1", "2026-09-19T00:00", "2026-09-20T00:00"),
        step("review#2", "2026-09-20T00:00"),
    )
    rows = drawn(steps=steps).rows
    assert [row.tokens for row in rows] == [("review#1", "review#2"), ("fix#1",)]
    assert [(b.place, b.length, b.kind) for b in rows[0].bars] == [(1.5, 0.5, "done"), (3, 2.5, "open")]


def test_steps_of_a_scope_stand_under_it():
    events = (
        event(1, "2026-09-18T12:00", ScopeOpened("intake", "intake#1", None, "受理")),
        event(2, "2026-09-19T12:00", ScopeClosed("intake#1")),
    )
    steps = (
        step("intake#1/review#1", "2026-09-18T13:00", "2026-09-19T12:00", scope="intake#1"),
        step("permit#1", "2026-09-19T12:00"),
    )
    rows = drawn(steps=steps, events=events).rows
    assert [(row.kind, row.depth) for row in rows] == [("scope", 0), ("step", 1), ("step", 0)]
    assert rows[0].bars[0].kind == "done"
    assert rows[1].around == ("intake#1",)


def test_a_step_of_a_scope_that_no_event_opened_is_still_shown():
    assert [row.depth for row in drawn(steps=(step("a#1", "2026-09-18T12:00", scope="gone#1"),)).rows] == [0]


def test_a_limit_lies_over_the_step_that_it_binds_with_its_flag_at_the_deadline():
    clocks = (clock("l@review#1", "2026-09-18T12:00", "2026-09-20T12:00"),)
    (row,) = drawn(steps=(step("review#1", "2026-09-18T12:00"),), clocks=clocks).rows
    (span,) = row.spans
    assert (span.place, span.place + span.length) == (1.5, 5)  # 24:00 of Monday the 21st
    assert span.late is None


def test_what_lies_behind_the_deadline_is_late():
    clocks = (clock("l@review#1", "2026-09-18T12:00", "2026-09-22T12:00"),)
    (row,) = drawn(steps=(step("review#1", "2026-09-18T12:00"),), clocks=clocks).rows
    late = row.spans[0].late
    assert (late.place, late.length) == (5, 0.5)


def test_a_limit_that_was_kept_is_over_and_not_late():
    clocks = (clock("l@review#1", "2026-09-18T12:00", "2026-09-23T12:00", end="2026-09-20T12:00"),)
    (row,) = drawn(steps=(step("review#1", "2026-09-18T12:00", "2026-09-20T12:00"),), clocks=clocks).rows
    assert (row.spans[0].is_over, row.spans[0].late) == (True, None)


def test_the_promise_of_the_whole_process_has_the_first_row():
    clocks = (clock("p@start#1", "2026-09-18T12:00", "2026-09-20T12:00", element=None),)
    rows = drawn(steps=(step("review#1", "2026-09-18T12:00"),), clocks=clocks).rows
    assert [row.kind for row in rows] == ["promise", "step"]


@pytest.mark.parametrize(
    ("scope", "paused"),
    [
        (None, ["intake#1", "intake#1/review#1", "permit#1"]),
        ("intake#1", ["intake#1", "intake#1/review#1"]),
        ("intake#1/review#1", ["intake#1/review#1"]),
        ("elsewhere#1", []),
    ],
)
def test_a_pause_lies_over_what_it_pauses(scope, paused):
    events = (event(1, "2026-09-18T12:00", ScopeOpened("intake", "intake#1", None, "受理")),)
    steps = (
        step("intake#1/review#1", "2026-09-18T13:00", scope="intake#1"),
        step("permit#1", "2026-09-19T12:00"),
    )
    pauses = (PauseView("pause#1", "hearing", scope, at("2026-09-20T00:00"), None, None, ""),)
    rows = drawn(steps=steps, events=events, pauses=pauses).rows
    assert [row.tokens[0] for row in rows if row.pauses] == paused
    assert all((bar.place, bar.length) == (3, 2.5) for row in rows for bar in row.pauses)
