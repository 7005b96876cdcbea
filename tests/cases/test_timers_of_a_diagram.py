"""Timers of a diagram: each unit, days of the month, and reminders that come again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import events as facts
from engine.cases.due import day_of_month
from engine.time import SHANGHAI
from tests.support.drawing import draw

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def waiting(words: str) -> tuple[str, bytes]:
    """A step that stays open, with a timer beside it that leads to an end of its own."""
    return draw(
        "waiting",
        f"""
        start s
        user work {{step department="housing"}}
        timer remind on work cancelActivity="false" {{timer {words}}}
        throw told
        end e
        end f
        s -> work
        work -> e
        remind -> told
        told -> f
        """,
    )


def fired(world, case, until=None) -> list[datetime]:
    view = world.view(case, at=until)
    return [event.at for event in view.events if isinstance(event.fact, facts.TimerFired)]


# From Monday, 2026-09-14, 9:00. 25 September is a holiday (Mid-Autumn), 20 September a working Sunday.
ONCE = [
    ('quantity="15" unit="minute"', ["2026-09-14T09:15"]),
    ('quantity="24" unit="hour"', ["2026-09-15T09:00"]),
    ('quantity="3" unit="natural_day"', ["2026-09-18T00:00"]),
    ('quantity="2" unit="working_day"', ["2026-09-17T00:00"]),
    ('quantity="1" unit="month"', ["2026-10-15T00:00"]),
    ('dayOfMonth="25"', ["2026-09-25T00:00"]),
    ('dayOfMonth="14" hour="9"', ["2026-10-14T09:00"]),
    ('dayOfMonth="14" hour="10"', ["2026-09-14T10:00"]),
    ('dayOfMonth="31" hour="17"', ["2026-09-30T17:00"]),
]
AGAIN = [
    ('quantity="15" unit="minute" repeat="3"', ["2026-09-14T09:15", "2026-09-14T09:30", "2026-09-14T09:45"]),
    (
        'quantity="1" unit="working_day" repeat="4"',
        ["2026-09-16T00:00", "2026-09-17T00:00", "2026-09-18T00:00", "2026-09-19T00:00"],
    ),
    ('quantity="1" unit="natural_day" repeat="2"', ["2026-09-16T00:00", "2026-09-17T00:00"]),
    ('quantity="1" unit="month" repeat="2"', ["2026-10-15T00:00", "2026-11-17T00:00"]),
    ('every="R2/P7D"', ["2026-09-21T09:00", "2026-09-28T09:00"]),
    ('dayOfMonth="25" hour="9" repeat="3"', ["2026-09-25T09:00", "2026-10-25T09:00", "2026-11-25T09:00"]),
]


@pytest.mark.parametrize(("words", "instants"), ONCE + AGAIN)
def test_a_timer_is_due_when_its_words_say(bare, monday, words, instants):
    bare.deploy(waiting(words))
    case = bare.start("waiting", monday)
    bare.banjie.tick(monday + 100 * DAY)
    assert fired(bare, case) == [at(text) for text in instants]
    assert bare.open(case) == ["work"]


def test_a_reminder_without_end_comes_until_the_step_is_done(bare, monday):
    bare.deploy(waiting('every="P1D"'))
    case = bare.start("waiting", monday)
    bare.do(case, "complete", monday + 3 * DAY + HOUR, "work")
    assert fired(bare, case) == [monday + n * DAY for n in (1, 2, 3)]
    assert bare.live(case).timers == {}
    assert bare.banjie.tick(monday + 30 * DAY) == 0


def test_a_reminder_goes_on_after_the_case_was_stored(bare, monday):
    bare.deploy(waiting('quantity="1" unit="working_day" repeat="3"'))
    case = bare.start("waiting", monday)
    for day in range(1, 10):
        bare.banjie.tick(monday + day * DAY)
        bare.banjie._desk.forget()
    assert fired(bare, case) == [at("2026-09-16T00:00"), at("2026-09-17T00:00"), at("2026-09-18T00:00")]


def test_a_look_ahead_shows_the_reminders_to_come(bare, monday):
    bare.deploy(waiting('dayOfMonth="25" repeat="always"'))
    case = bare.start("waiting", monday)
    seen = fired(bare, case, until=at("2027-01-01T00:00"))
    assert [(t.month, t.day) for t in seen] == [(9, 25), (10, 25), (11, 25), (12, 25)]
    assert fired(bare, case) == []


def test_the_reminder_of_a_second_round_begins_anew(bare, monday):
    data = draw(
        "rounds",
        """
        start s
        user work {step department="housing"}
        timer remind on work cancelActivity="false" {timer every="R2/P1D"}
        xor how default="f4"
        end e
        end f
        s -> work
        remind -> f
        work -> how
        how -> work : again
        how -> e
        """,
    )
    bare.deploy(data)
    case = bare.start("rounds", monday)
    bare.do(case, "complete", monday + DAY + HOUR, "work", again=True)
    bare.banjie.tick(monday + 20 * DAY)
    assert fired(bare, case) == [monday + DAY, monday + 2 * DAY + HOUR, monday + 3 * DAY + HOUR]


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - put into the zone below
    st.integers(1, 31),
    st.integers(0, 23),
    st.integers(1, 40),
)
def test_a_day_of_the_month_is_later_than_the_start_and_a_month_apart(start, day, hour, count):
    since = start.replace(tzinfo=SHANGHAI)
    found = [day_of_month(since, day, hour, n) for n in range(1, count + 1)]
    assert found[0] > since
    assert found[0] - since <= timedelta(days=31)
    assert all(t.hour == hour and (t.day == day or (t + DAY).day == 1) for t in found)
    months = [t.year * 12 + t.month for t in found]
    assert months == list(range(months[0], months[0] + count))
