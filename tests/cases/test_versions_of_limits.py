"""A limit that another replaces from a day on: both are bound to the step, one of them counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.cases.rules import Rules
from engine.time import SHANGHAI, china
from tests.support.drawing import draw
from tests.support.world import World

FORMER, LATTER = "haikou-2023-procurement/15-2023", "haikou-2023-procurement/15-2025"
PAYMENT = draw(
    "paying",
    """
    {limit ref="FORMER" startsAt="invoiced" endsAt="paid"}
    {limit ref="LATTER" startsAt="invoiced" endsAt="paid"}
    start s
    throw invoiced
    user pay {step department="finance"} {limit ref="FORMER"} {limit ref="LATTER"}
    throw paid
    end e
    s -> invoiced
    invoiced -> pay
    pay -> paid
    paid -> e
    """.replace("FORMER", FORMER).replace("LATTER", LATTER),
)


@pytest.fixture
def treasury(sqlite_database, library) -> World:
    world = World(sqlite_database, library)
    world.deploy(PAYMENT)
    return world


@pytest.mark.parametrize(
    ("invoiced", "limit", "due"),
    [
        ("2024-12-30T09:00", FORMER, "2025-01-07"),
        ("2024-12-31T23:59:59", FORMER, "2025-01-08"),
        ("2025-01-01T00:00", LATTER, "2025-01-06"),
        ("2026-09-14T09:00", LATTER, "2026-09-17"),
    ],
)
def test_the_version_in_force_when_the_count_begins_counts_alone(treasury, invoiced, limit, due):
    case = treasury.start("paying", datetime.fromisoformat(invoiced).replace(tzinfo=SHANGHAI))
    clocks = treasury.view(case).clocks
    assert {clock.limit for clock in clocks} == {limit}
    assert len(clocks) == 2  # of the step and of the process
    deadlines = {clock.reading.deadline_at - timedelta(seconds=1) for clock in clocks}
    assert {str(instant.astimezone(SHANGHAI).date()) for instant in deadlines} == {due}


def test_a_count_goes_on_under_the_version_that_it_began_under(treasury):
    began = datetime(2024, 12, 31, 9, tzinfo=SHANGHAI)
    case = treasury.start("paying", began)
    treasury.do(case, "complete", began + timedelta(days=7), "pay")
    verdicts = [event.fact for event in treasury.view(case).events if type(event.fact).__name__ == "ClockStopped"]
    assert {verdict.run.split("@")[0] for verdict in verdicts} == {FORMER}
    assert len(verdicts) == 2


def test_a_limit_without_versions_counts_also_when_its_document_has_lapsed(library):
    rules = Rules(library.catalogue, china(()))
    assert rules.counts_from("haikou-2023-procurement/11-contract", datetime(2040, 1, 4, tzinfo=SHANGHAI))
    assert not rules.counts_from(LATTER, datetime(2040, 1, 4, tzinfo=SHANGHAI))
