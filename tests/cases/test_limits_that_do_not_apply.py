"""A limit whose record says to whom it applies: it counts unless the case is known to be another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases import fold
from engine.cases.log import read_log
from engine.cases.rules import Rules
from engine.time import china
from tests.support.drawing import draw
from tests.support.world import World

DAY = timedelta(days=1)
REFUND = "haikou-2023-procurement/13-losers"  # deposit_amount > 0
SMALL, OTHER = "huizhou-2023-procurement/8-payment-sme", "huizhou-2023-procurement/8-payment-other"
CONSULTING, HANDLING = "guangzhou-2023-1/14.1", "guangzhou-2023-1/14.2"  # order_type = and != "consultation"
INDUSTRIAL = "qingcheng-2021-plan/2.7.2"  # industrial and granted_land

ONE_STEP = """
    start s
    user work {step department="finance"} LIMITS
    end e
    s -> work
    work -> e
"""
ASKED_FIRST = """
    start s
    user ask {step department="finance"}
    user work {step department="finance"} LIMITS
    end e
    s -> ask
    ask -> work
    work -> e
"""
ASKED_LATE = """
    start s
    user work {step department="finance"} LIMITS
    user after {step department="finance"}
    end e
    s -> work
    work -> after
    after -> e
"""


@pytest.fixture
def office(sqlite_database, library) -> World:
    return World(sqlite_database, library)


def deploy(world: World, *limits: str, text: str = ONE_STEP) -> None:
    world.deploy(draw("paying", text.replace("LIMITS", " ".join(f'{{limit ref="{limit}"}}' for limit in limits))))


def counted(world: World, case: str) -> set[str]:
    return {clock.limit for clock in world.view(case).clocks}


@pytest.mark.parametrize(
    ("limits", "facts", "counting"),
    [
        ((REFUND,), {"deposit_amount": 0}, set()),
        ((REFUND,), {"deposit_amount": 20000}, {REFUND}),
        ((REFUND,), {"deposit_amount": None}, {REFUND}),
        ((REFUND,), {}, {REFUND}),
        ((SMALL, OTHER), {"small_supplier": True}, {SMALL}),
        ((SMALL, OTHER), {"small_supplier": False}, {OTHER}),
        ((SMALL, OTHER), {}, {SMALL, OTHER}),
        ((CONSULTING, HANDLING), {"order_type": "consultation"}, {CONSULTING}),
        ((CONSULTING, HANDLING), {"order_type": "complaint"}, {HANDLING}),
        ((CONSULTING, HANDLING), {}, {CONSULTING, HANDLING}),
        ((INDUSTRIAL,), {"industrial": False}, set()),
        ((INDUSTRIAL,), {"industrial": True}, {INDUSTRIAL}),
        ((INDUSTRIAL,), {"industrial": True, "granted_land": False}, set()),
        ((INDUSTRIAL,), {"industrial": True, "granted_land": True}, {INDUSTRIAL}),
    ],
)
def test_a_clock_starts_unless_the_facts_say_that_the_limit_does_not_apply(office, monday, limits, facts, counting):
    deploy(office, *limits)
    assert counted(office, office.start("paying", monday, facts)) == counting


def test_what_a_step_before_it_told_counts_too(office, monday):
    deploy(office, SMALL, OTHER, text=ASKED_FIRST)
    case = office.start("paying", monday)
    office.do(case, "complete", monday + DAY, "ask", small_supplier=False)
    assert counted(office, case) == {OTHER}


def test_a_fact_that_changes_later_neither_starts_nor_ends_a_clock(office, monday):
    deploy(office, SMALL, OTHER, text=ASKED_LATE)
    case = office.start("paying", monday, {"small_supplier": True})
    office.do(case, "complete", monday + DAY, "work", small_supplier=False)
    verdicts = [e.fact for e in office.view(case).events if type(e.fact).__name__ == "ClockStopped"]
    assert [verdict.run.split("@")[0] for verdict in verdicts] == [SMALL]


def test_a_replay_follows_the_log_and_asks_no_facts(office, monday):
    deploy(office, SMALL, OTHER)
    case = office.start("paying", monday, {"small_supplier": False})
    with office.database.read() as connection:
        log = read_log(connection, case)
    assert [run.limit for run in fold.fold(log).runs.values()] == [OTHER]
    assert fold.fold(log) == office.live(case).state


def test_a_timer_at_the_deadline_of_a_limit_that_does_not_apply_waits_for_ever(office, monday):
    text = ONE_STEP + f'    timer late on work {{timer limit="{SMALL}"}}\n    end never\n    late -> never\n'
    deploy(office, text=text.replace("LIMITS", ""))
    case = office.start("paying", monday, {"small_supplier": False})
    assert counted(office, case) == set()
    assert [armed.due_at for armed in office.live(case).timers.values()] == [None]
    other = office.start("paying", monday, {"small_supplier": True})
    assert counted(office, other) == {SMALL}
    assert all(armed.due_at for armed in office.live(other).timers.values())


def test_a_fact_that_no_condition_can_read_leaves_the_clock_to_start(library):
    rules = Rules(library.catalogue, china(()))
    assert rules.applies(REFUND, {"deposit_amount": {"sum": 0}})
    assert rules.applies(REFUND, {"deposit_amount": "none"})
    assert not rules.applies(REFUND, {"deposit_amount": 0})
    assert rules.applies("prc-licensing-law/42.1", {})
