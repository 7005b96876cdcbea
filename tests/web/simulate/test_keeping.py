"""Runs under way, their turns and ends; results that are kept, and how many."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.web.conftest import MONDAY
from web.simulate import store, words
from web.simulate.background import jobs
from web.simulate.background.jobs import Asked, Runner, TooManyError, remaining
from web.simulate.result.heat import grade
from web.simulate.store import Kept

ASKED = Asked("a", "p", "t", "")


@pytest.fixture
def runner():
    return Runner(lambda: MONDAY)


@pytest.fixture
def gate():
    opened = threading.Event()
    yield opened
    opened.set()


def waiting(gate):
    def work(tell):
        while not gate.wait(0.01):
            tell(0.0)
        return "done"

    return work


def test_work_gives_the_address_of_what_it_left(runner):
    one = runner.start(ASKED, lambda _: "left")
    one.job.wait(5)
    assert (one.job.progress.state, one.job.progress.report) == ("done", "left")
    assert runner.find(one.id) is one
    assert not one.waits


def test_some_run_and_the_others_wait_their_turn(runner, gate):
    under_way = [runner.start(replace(ASKED, owner=str(n)), waiting(gate)) for n in range(jobs.AT_ONCE + 1)]
    assert all(one.began.wait(5) for one in under_way[: jobs.AT_ONCE])
    assert under_way[-1].waits
    gate.set()
    assert under_way[-1].began.wait(5)
    for one in under_way:
        one.job.wait(5)
        assert one.job.progress.state == "done"


def test_what_waits_can_be_stopped_too(runner, gate):
    for n in range(jobs.AT_ONCE):
        runner.start(replace(ASKED, owner=str(n)), waiting(gate)).began.wait(5)
    last = runner.start(ASKED, waiting(gate))
    last.job.stop()
    last.job.wait(5)
    assert last.job.progress.state == "stopped"
    assert last.waits


def test_nobody_runs_more_than_their_share(runner, gate):
    for _ in range(jobs.MOST_EACH):
        runner.start(ASKED, waiting(gate))
    with pytest.raises(TooManyError, match="已有 3 个"):
        runner.start(ASKED, waiting(gate))
    assert len(runner.of("a")) == jobs.MOST_EACH
    runner.start(replace(ASKED, owner="b"), waiting(gate))


def test_the_site_takes_only_so_many(runner, gate):
    for n in range(jobs.AT_ONCE + jobs.MOST_WAITING):
        runner.start(replace(ASKED, owner=str(n)), waiting(gate))
    with pytest.raises(TooManyError, match="过多"):
        runner.start(replace(ASKED, owner="late"), waiting(gate))


def test_what_is_long_over_is_forgotten(runner, monkeypatch):
    monkeypatch.setattr(jobs, "REMEMBERED", 3)
    made = []
    for n in range(6):
        made.append(runner.start(replace(ASKED, owner=str(n)), lambda _: "x"))
        made[-1].job.wait(5)
    assert runner.find(made[0].id) is None
    assert runner.find(made[-1].id) is made[-1]


@pytest.mark.parametrize(
    ("share", "elapsed", "left"), [(0.5, 10, 10), (0.25, 5, 15), (0.0, 9, None), (0.9, 0.2, None), (1.0, 4, 0)]
)
def test_what_is_left_follows_from_what_is_done(share, elapsed, left):
    assert remaining(share, elapsed) == left


def kept(town, number=0, by="planner"):
    at = MONDAY + timedelta(minutes=number)
    person = town.people[by].id
    return Kept(f"{by}{number}", "run", "low_risk", 1, f"t{number}", "", {"n": number}, "china", person, at)


def test_a_simulation_is_kept_as_it_was(town):
    one = kept(town)
    store.keep(town.banjie.database, one)
    assert store.find(town.banjie.database, one.id) == one
    assert store.find(town.banjie.database, "other") is None


def test_everybody_keeps_the_newest_so_many(town, monkeypatch):
    monkeypatch.setattr(store, "MOST_EACH", 3)
    database = town.banjie.database
    store.keep(database, kept(town, 0, "auditor"))
    for number in range(5):
        store.keep(database, kept(town, number))
    assert [row.id for row in store.recent(database)] == ["planner4", "planner3", "planner2", "auditor0"]
    assert store.recent(database, "other") == []


def test_whose_it_is_and_administrators_may_throw_it_away(town):
    one = kept(town)
    assert [one.is_of(town.people[name]) for name in ("planner", "auditor", "admin")] == [True, False, True]
    store.keep(town.banjie.database, one)
    store.forget(town.banjie.database, one.id)
    assert store.find(town.banjie.database, one.id) is None


def test_addresses_are_new_each_time():
    assert len({store.fresh() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    ("hours", "said"),
    [(None, "–"), (0, "0 天"), (2.04, "2 小时"), (23.94, "23.9 小时"), (24, "1 天"), (3000, "125 天")],
)
def test_spans_are_said_in_days_or_hours(hours, said):
    assert words.span(hours) == said


@pytest.mark.parametrize(
    ("share", "said"), [(None, "–"), (0, "0%"), (0.00001, "<0.1%"), (0.0424, "4.2%"), (0.5, "50%"), (1, "100%")]
)
def test_shares_are_said_in_percent(share, said):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("value", "ends", "verdict"),
    [
        (None, None, "none"),
        (0.01, [0.0, 0.05], "good"),
        (0.04, [0.03, 0.06], "warn"),
        (0.06, [0.051, 0.07], "bad"),
        (0.06, [0.04, 0.08], "warn"),
        (0.3, None, "warn"),
        (0.3, [0.2, None], "bad"),
    ],
)
def test_a_verdict_needs_the_whole_interval(value, ends, verdict):
    assert words.verdict({"breach_probability": value, "ci": ends}) == verdict


def test_heat_rises_with_each_bound():
    assert [grade(value, (1, 2)) for value in (None, 0, 1, 1.5, 2, 9)] == [None, 0, 1, 1, 2, 2]
