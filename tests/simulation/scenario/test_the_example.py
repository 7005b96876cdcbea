"""The example of the documentation is a scenario that runs."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.simulation import compile_model, run
from engine.simulation.scenario import Scenario, inputs, load

DOCS = Path(__file__).parents[3] / "docs" / "scenario.md"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return load(found[1].encode(), "docs/scenario.md")


def test_it_says_what_the_text_around_it_says(scenario, models, catalogue, calendar):
    given = inputs(scenario, models, catalogue, calendar)
    rules = {limit.id: limit.rule for limit in given.limits}
    assert rules["shanwei-2023-2/5.2.6"].quantity == Decimal(3)
    assert rules["shanwei-2023-2/5.2.7"].quantity == Decimal(12)
    assert [given.staff[name].count for name in given.pools["natural_resources"].staff] == [3, 1]
    assert given.pools["civil_air_defence"].staff == ("civil_air_defence", "housing", "housing (shift 1)")
    panel = given.calendars["panel"]
    assert [bool(slots) for slots in panel.week] == [False, True, False, True, False, False, False]
    assert panel.days[date(2026, 8, 4)] == ()


def test_it_runs(scenario, models, catalogue, calendar):
    few = replace(scenario, cases=60, replications=1)
    found = run(compile_model(models, few.process), inputs(few, models, catalogue, calendar), mode="plain")
    assert found.replications[0].ended == 60
    assert found.replications[0].steps["land_to_start/pre_review"].count > 0
