"""Limits of the diagrams as the kernel counts them: rules, overrides, versions, facts, acceptance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.simulation.scenario import Draw, LimitPlan, Scenario, ScenarioError, inputs, limit_id
from engine.time.rule import Unit
from workflows.catalogue import Catalogue

START = date(2026, 1, 5)


def land(models, catalogue, calendar, **changes):
    scenario = Scenario("land_to_start", start=START, **changes)
    return inputs(scenario, models, catalogue, calendar)


def test_every_limit_of_the_diagrams_is_counted_with_its_rule(models, catalogue, calendar):
    found = {limit_id(limit.id): limit for limit in land(models, catalogue, calendar).limits}
    assert found["shanwei-2023-2/5.2.6"].rule.quantity == Decimal(2)
    assert found["shanwei-2023-2/5.2.6"].element == "land_to_start/eight_matters"
    whole = found["shanwei-2023-2/2.2"]
    assert (whole.starts_at, whole.ends_at) == ("land_to_start/deal_confirmed", "land_to_start/first_registration")
    assert whole.rule.counts_approval_only


def test_a_policy_may_set_another_figure_or_none(models, catalogue, calendar):
    plans = {"shanwei-2023-2/5.2.6": LimitPlan(3.0), "shanwei-2023-2/2.2": LimitPlan(removed=True)}
    found = {limit.id: limit.rule for limit in land(models, catalogue, calendar, limits=plans).limits}
    assert found["shanwei-2023-2/5.2.6"].quantity == Decimal(3)
    assert "shanwei-2023-2/2.2" not in found


def test_a_policy_may_set_another_unit(models, catalogue, calendar):
    plans = {"shanwei-2023-2/5.2.6": LimitPlan(3.0, "natural_day")}
    found = {limit.id: limit.rule for limit in land(models, catalogue, calendar, limits=plans).limits}
    assert found["shanwei-2023-2/5.2.6"].unit is Unit.NATURAL_DAY


def test_a_figure_that_its_unit_cannot_have_is_refused(models, catalogue, calendar):
    with pytest.raises(ScenarioError, match=r"limits\.shanwei-2023-2/5\.2\.6"):
        land(models, catalogue, calendar, limits={"shanwei-2023-2/5.2.6": LimitPlan(2.5, "natural_day")})


def test_a_limit_of_another_process_cannot_be_overridden(models, catalogue, calendar):
    with pytest.raises(ScenarioError, match="'guangzhou-2023-1/38' is none of them"):
        land(models, catalogue, calendar, limits={"guangzhou-2023-1/38": LimitPlan(3.0)})


def test_the_engines_own_version_of_a_limit_counts(models, catalogue, calendar):
    superseding = [limit for limit in catalogue if limit.supersedes and limit.id in bound(models)]
    assert superseding
    for limit in superseding:
        process = next(m.id for m in models.values() if limit.id in m.limit_ids())
        former = str(limit.supersedes)
        if former not in models[process].limit_ids():
            continue
        for start, there, gone in (
            (limit.effective_from + timedelta(days=1), limit.id, former),
            (limit.effective_from - timedelta(days=1), former, limit.id),
        ):
            found = {limit_id(x.id) for x in inputs(Scenario(process, start=start), models, catalogue, calendar).limits}
            assert there in found
            assert gone not in found


def bound(models):
    return {limit for model in models.values() for limit in model.limit_ids()}


def conditional(catalogue, applies):
    limits = dict(catalogue.limits)
    limits["shanwei-2023-2/5.2.6"] = replace(limits["shanwei-2023-2/5.2.6"], applies=applies)
    return Catalogue(catalogue.documents, limits)


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        ({"area": Draw("fixed", (500.0,))}, True),
        ({"area": Draw("fixed", (5000.0,))}, False),
        ({"area": Draw("uniform", (0.0, 9000.0))}, True),
        ({}, True),
    ],
)
def test_a_limit_is_left_out_where_the_facts_say_for_certain_that_it_does_not_apply(
    models, catalogue, calendar, facts, counted
):
    found = land(models, conditional(catalogue, "area <= 1000"), calendar, facts=facts).limits
    assert ("shanwei-2023-2/5.2.6" in {limit.id for limit in found}) is counted


def test_a_limit_that_begins_with_acceptance_begins_behind_the_intake(models, catalogue, calendar):
    found = {limit.id: limit for limit in inputs(Scenario("jieyang_low_risk"), models, catalogue, calendar).limits}
    whole = found["jieyang-2020-7/t48-low-risk"]
    assert (whole.starts_at, whole.starts_when) == ("jieyang_low_risk/intake", "left")
    assert (whole.accepted, whole.silent) == (("intake_decision", "accept"), ("intake/intake_deadline",))
    assert whole.ends_at == "jieyang_low_risk/acceptance_passed"
