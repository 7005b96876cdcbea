"""Our own cases are a log to fit a scenario to."""

from __future__ import annotations

from datetime import timedelta

from engine.simulation.scenario import Draw
from engine.simulation.scenario.fitting.fit import fit
from engine.simulation.scenario.fitting.stored import stored_rows
from tests.support.world import applicant, counter, deployed, library, monday, quick

__all__ = ["applicant", "counter", "deployed", "library", "monday", "quick"]


def test_the_steps_of_our_cases_become_rows_and_a_scenario(quick, monday, counter, models, calendar):
    for number in range(3):
        case = quick.start("intake", monday + timedelta(hours=number))
        taken = monday + timedelta(days=1, hours=number)
        quick.do(case, "claim", taken, "intake_review", by=counter)
        data = quick.filled(case)
        quick.do(
            case, "complete", taken + timedelta(hours=1), "intake_review", by=counter, decision="accept", data=data
        )
    waiting = quick.start("intake", monday)
    assert waiting
    with quick.database.read() as connection:
        rows = list(stored_rows(connection, "intake"))
        assert list(stored_rows(connection, "old_estate")) == []
    assert [(row.activity, row.resource, row.decision) for row in rows] == [("intake_review", "counter", "accept")] * 3
    assert all(row.started is not None and row.opened < row.started < row.finished for row in rows)
    found = fit(rows, "intake", models, calendar)
    assert found.steps["intake_review"].decisions == {"accept": 3.0}
    assert found.steps["intake_review"].duration == Draw("fixed", (1.0,), unit="working_hours")
    assert found.pools["counter"].count == 1
