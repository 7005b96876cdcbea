"""Clocks that the diagram itself begins anew, and scripts that count: in whole cases, with their log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from engine import events as facts
from tests.support.drawing import draw
from tests.support.world import World
from workflows.bpmn import Refused
from workflows.catalogue import Catalogue

DAY = timedelta(days=1)
LIMIT = "prc-licensing-law/42.1"
WHOLE = "prc-licensing-law/42.2"

HANDLING = draw(
    "handling",
    """
    {limit ref="WHOLE" startsAt="sent" endsAt="done"}
    start s
    throw sent
    user handle {step department="housing" decides="answer"} {limit ref="LIMIT"} CHOICES
    xor how default="f5"
    script back {assign variable="returns" value="coalesce(returns, 0) + 1"}
    xor often default="f8"
    throw done
    user settle {step department="housing"}
    end e
    s -> sent
    sent -> handle
    handle -> how
    how -> back : answer = "back"
    how -> again : answer = "again"
    how -> done
    back -> often
    often -> settle : returns >= 3
    often -> sent
    again -> sent
    settle -> done
    done -> e
    throw again {restart ref="WHOLE"}
    """.replace("WHOLE", WHOLE)
    .replace("LIMIT", LIMIT)
    .replace("CHOICES", '{decision value="done"} {decision value="back"} {decision value="again"}'),
)


def allowing(library, *limits: str):
    """The library with limits that an event may begin anew."""
    catalogue = library.catalogue
    changed = {name: replace(catalogue.limits[name], restarts=("new_facts",)) for name in limits}
    limits_then = MappingProxyType({**catalogue.limits, **changed})
    return replace(library, catalogue=Catalogue(catalogue.documents, limits_then, catalogue.not_limits))


@pytest.fixture
def office(sqlite_database, library) -> World:
    world = World(sqlite_database, allowing(library, WHOLE))
    world.deploy(HANDLING)
    return world


def recorded(world: World, case: str, kind: type) -> list:
    return [event for event in world.view(case).events if isinstance(event.fact, kind)]


def test_the_third_return_leads_to_the_hard_cases(office, monday):
    case = office.start("handling", monday)
    for n in range(3):
        assert office.open(case) == ["handle"]
        office.do(case, "complete", monday + n * DAY, "handle", decision="back")
    assert office.open(case) == ["settle"]
    assert office.live(case).instance.variables["returns"] == 3
    told = [e.fact.token for e in recorded(office, case, facts.MilestoneReached) if e.fact.step == "back"]
    assert told == ["back#1", "back#2", "back#3"]


def test_nobody_brings_a_count_along(office, monday):
    case = office.start("handling", monday, {"returns": 7})
    office.do(case, "complete", monday, "handle", decision="back", returns=9)
    assert office.live(case).instance.variables["returns"] == 1
    assert office.open(case) == ["handle"]


def test_a_milestone_begins_the_count_anew(office, monday):
    case = office.start("handling", monday)
    before = office.view(case).clocks[0].reading
    office.do(case, "complete", monday + 3 * DAY, "handle", decision="again")
    (first, *_) = recorded(office, case, facts.ClockRestarted)
    assert first.fact == facts.ClockRestarted(f"{WHOLE}@sent#1", "again")
    clock = next(c for c in office.view(case).clocks if c.limit == WHOLE)
    assert clock.reading.deadline_at > before.deadline_at
    assert clock.reading.started_at == monday + 3 * DAY


def test_the_start_of_a_limit_passed_again_begins_it_anew_where_its_document_says_so(office, monday):
    case = office.start("handling", monday)
    office.do(case, "complete", monday + 2 * DAY, "handle", decision="back")
    (restarted,) = recorded(office, case, facts.ClockRestarted)
    assert restarted.fact == facts.ClockRestarted(f"{WHOLE}@sent#1", "sent")
    assert restarted.at == monday + 2 * DAY


def test_the_start_of_any_other_limit_passed_again_changes_nothing(bare, monday):
    name, data = HANDLING
    bare.deploy((name, data.replace(f'<banjie:restart ref="{WHOLE}"/>'.encode(), b"")))
    case = bare.start("handling", monday)
    bare.do(case, "complete", monday + 2 * DAY, "handle", decision="back")
    assert recorded(bare, case, facts.ClockRestarted) == []
    (clock,) = [c for c in bare.view(case).clocks if c.limit == WHOLE]
    assert clock.reading.started_at == monday


def test_a_limit_that_nothing_may_begin_anew_is_refused_at_deployment(bare):
    with pytest.raises(Refused, match=f"but {WHOLE} names none"):
        bare.deploy(HANDLING)


BESIDE = draw(
    "beside",
    """
    start s
    and split
    user work {step department="housing"} {limit ref="LIMIT"}
    user listen {step department="housing"}
    throw news {restart ref="LIMIT"}
    and both
    end e
    s -> split
    split -> work
    split -> listen
    listen -> news
    news -> both
    work -> both
    both -> e
    """.replace("LIMIT", LIMIT),
)


def test_a_milestone_begins_the_count_of_a_step_beside_it_anew(sqlite_database, library, monday):
    world = World(sqlite_database, allowing(library, LIMIT))
    world.deploy(BESIDE)
    case = world.start("beside", monday)
    world.do(case, "complete", monday + 2 * DAY, "listen")
    (restarted,) = recorded(world, case, facts.ClockRestarted)
    assert restarted.fact.run == f"{LIMIT}@work#1"
    world.do(case, "complete", monday + 4 * DAY, "work")
    (clock,) = [c for c in world.view(case).clocks if c.limit == LIMIT]
    assert (clock.reading.verdict, clock.reading.started_at) == ("met", monday + 2 * DAY)


def test_a_restart_where_nothing_counts_is_no_more_than_a_milestone(sqlite_database, library, monday):
    world = World(sqlite_database, allowing(library, LIMIT))
    world.deploy(BESIDE)
    case = world.start("beside", monday)
    world.do(case, "complete", monday + DAY, "work")
    world.do(case, "complete", monday + 2 * DAY, "listen")
    assert recorded(world, case, facts.ClockRestarted) == []
    assert world.view(case).outcome == "completed"


def called_twice() -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    """A process that calls another twice at once; in each a step under a limit, with a way to begin its count anew."""
    part = draw(
        "part",
        """
        start ps
        user do {step department="housing" decides="answer"} {limit ref="LIMIT"} {decision value="done"} {decision value="news"}
        and split
        user look {step department="housing"}
        throw news {restart ref="LIMIT"}
        and both
        end pe
        ps -> split
        split -> do
        split -> look
        look -> news
        news -> both
        do -> both
        both -> pe
        """.replace("LIMIT", LIMIT),  # noqa: E501 - a line for each element
    )
    whole = draw(
        "whole",
        """
        start s
        and split
        call one calledElement="part"
        call two calledElement="part"
        and both
        end e
        s -> split
        split -> one
        split -> two
        one -> both
        two -> both
        both -> e
        """,
    )
    return part, whole


def test_a_restart_in_one_of_two_calls_leaves_the_count_in_the_other_alone(sqlite_database, library, monday):
    world = World(sqlite_database, allowing(library, LIMIT))
    world.deploy(*called_twice())
    case = world.start("whole", monday)
    world.do(case, "complete", monday + DAY, "two#1/look#1")
    assert [e.fact.run for e in recorded(world, case, facts.ClockRestarted)] == [f"{LIMIT}@two#1/do#1"]
    started = {c.run: c.reading.started_at for c in world.view(case).clocks}
    assert started == {f"{LIMIT}@one#1/do#1": monday, f"{LIMIT}@two#1/do#1": monday + DAY}


def test_what_extended_or_paused_the_old_count_stays_with_it(sqlite_database, library, monday):
    world = World(sqlite_database, allowing(library, LIMIT))
    world.deploy(*called_twice())
    case = world.start("whole", monday)
    data = {"run": f"{LIMIT}@one#1/do#1", "amount": 3, "approver": "局长", "reason": "复杂"}
    world.do(case, "extend", monday + DAY, data=data)
    world.do(case, "complete", monday + 2 * DAY, "one#1/look#1")
    clock = next(c for c in world.view(case).clocks if c.run == data["run"])
    assert clock.reading.limit == 20
    assert clock.reading.started_at == monday + 2 * DAY
