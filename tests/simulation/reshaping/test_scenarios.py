"""Another order as a scenario says it, on the diagrams of the library."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from engine.simulation import compile_model, run
from engine.simulation.scenario import (
    Draw,
    ParallelPlan,
    Scenario,
    ScenarioError,
    SequencePlan,
    StepPlan,
    inputs,
    load,
    reshaped,
    to_toml,
)
from engine.simulation.scenario.library import catalogue_of, models_of
from engine.simulation.scenario.reshaping.offers import offers, turns
from engine.simulation.statistics import summarise
from engine.simulation.statistics.compare import Run, compare
from engine.time.china import china

DRAWINGS = ParallelPlan((("drawing_pre_review",), ("plan_notice",)))
PERMITS = ParallelPlan((("planning_stage",), ("apply_permit", "permit_stage")))


@cache
def library(process):
    models = models_of(process)
    return models, catalogue_of(models)


def planned(process, *parallel, sequence=(), **more):
    scenario = Scenario(process, cases=60, parallel=parallel, sequence=sequence, **more)
    models, catalogue = library(process)
    given = inputs(scenario, models, catalogue, china())
    return compile_model(reshaped(models, scenario), process), given


def rows(compiled, given):
    found = []
    run(compiled, given, mode="plain", log=lambda block: found.extend((block.steps, row) for row in block.rows))
    return sorted((int(row[0]), steps[row[1]], int(row[3]), int(row[5])) for steps, row in found)


@pytest.mark.parametrize(
    ("process", "plan"),
    [
        ("land_to_start", DRAWINGS),
        ("land_to_start", ParallelPlan((("pre_review",), ("drawing_pre_review",), ("plan_notice",)))),
        ("land_to_start", ParallelPlan((("joint_application",), ("eight_matters",)))),
        ("low_risk", ParallelPlan((("land_contract",), ("land_planning_permit",)))),
        ("low_risk", ParallelPlan((("plan_notice",), ("permit_application", "parallel_permits"), ("door_number",)))),
        ("old_estate", ParallelPlan((("joint_review",), ("drawing_review",), ("approvals",)))),
        ("jieyang_construction_government", PERMITS),
        ("jieyang_property_general", ParallelPlan((("examine",), ("enter_register",)))),
        ("jieyang_property_mortgage", ParallelPlan((("examine_mortgage",), ("enter_mortgage",)))),
    ],
)
def test_real_chains_run_in_parallel_and_every_case_ends(process, plan):
    compiled, given = planned(process, plan)
    found = run(compiled, given, mode="plain").replications[0]
    assert (found.arrived, found.ended) == (60, 60)
    before = run(*planned(process), mode="plain").replications[0]
    assert set(before.limits) == set(found.limits)
    assert set(before.steps) <= set(found.steps)


@pytest.mark.parametrize(
    ("process", "plan", "sentence"),
    [
        (
            "land_to_start",
            ParallelPlan((("pre_review",), ("plan_notice",))),
            "'drawings_route' .* to lead on to 'plan_notice' .*but several ways go on there",
        ),
        (
            "jieyang_construction_government",
            ParallelPlan((("planning_stage",), ("permit_stage",))),
            "but there is 'apply_permit' .*: name it too",
        ),
        (
            "land_to_start",
            ParallelPlan((("planning_permit",), ("construction_permit",))),
            "done at the same time already",
        ),
        (
            "land_to_start",
            ParallelPlan((("joint_acceptance",), ("first_registration",))),
            "'acceptance_check' .* to be asked again",
        ),
        ("land_to_start", ParallelPlan((("planning_permit",), ("joint_application",))), "in different ones"),
        ("land_to_start", ParallelPlan((("plan_notice",), ("nowhere",))), "came 'nowhere': it is not there"),
        ("land_to_start", ParallelPlan((("plan_notice",), ("drawings_route",))), "is of the kind 'exclusive'"),
        ("land_to_start", ParallelPlan((("plan_notice",), ("plan_notice",))), "two different steps or more"),
        (
            "land_to_start",
            ParallelPlan((("intake_outcome",), ("plan_notice",))),
            "it is drawn in .* and .*: say process/id",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_table_and_the_element(process, plan, sentence):
    with pytest.raises(ScenarioError, match=f"{sentence}.*\\(parallel 1\\)"):
        planned(process, plan)


def test_what_a_scenario_has_a_step_set_is_known_too():
    told = {"drawing_pre_review": StepPlan(fields={"plan_notice_result": Draw("fixed", ("objection",))})}
    with pytest.raises(ScenarioError, match="both set 'plan_notice_result'"):
        planned("land_to_start", DRAWINGS, steps=told)


def test_both_orders_have_the_same_luck_and_the_same_defaults():
    """Common random numbers: a step takes the same time at a case's visit, whatever the order; staff are as many."""
    (compiled, given), (other, changed) = planned("land_to_start"), planned("land_to_start", DRAWINGS)
    assert (given.tasks, given.staff, given.limits) == (changed.tasks, changed.staff, changed.limits)
    plain = [replace(one, staff={}, pools={}, tasks=without_pools(one.tasks)) for one in (given, changed)]
    first = {(c, name): done - opened for c, name, opened, done in reversed(rows(compiled, plain[0])) if at_work(name)}
    second = {(c, name): done - opened for c, name, opened, done in reversed(rows(other, plain[1])) if at_work(name)}
    assert set(first) & set(second)
    assert all(first[key] == second[key] for key in set(first) & set(second))


def without_pools(tasks):
    return {name: replace(task, pool=None, calendar=None) for name, task in tasks.items()}


def at_work(name):
    return name.startswith("land_to_start/") and "acceptance" not in name


def test_a_comparison_says_what_is_gained():
    plain, parallel = planned("land_to_start", replications=10), planned("land_to_start", DRAWINGS, replications=10)
    runs = [Run(name, given, run(c, given, mode="plain")) for name, (c, given) in (("a", plain), ("b", parallel))]
    found = {one.figure: one.difference for one in compare(*runs).differences}
    mean = next(one for figure, one in found.items() if "mean" in figure)
    assert mean.high < 0
    assert summarise(runs[1].outcome, parallel[0], parallel[1]).as_record()["limits"]


def test_eight_matters_one_after_the_other_take_longer():
    matters = ("investment_filing", "environment_approval", "land_planning_permit", "planning_permit")
    found = run(*planned("land_to_start", sequence=(SequencePlan(matters),)), mode="plain").replications[0]
    before = run(*planned("land_to_start"), mode="plain").replications[0]
    limit = "shanwei-2023-2/5.2.6"
    assert found.ended == 60
    assert found.limits[limit].breached > before.limits[limit].breached


def test_what_is_done_as_needed_can_be_done_in_turn():
    turn = SequencePlan(("planning_permit", "land_planning_permit", "construction_permit"))
    assert run(*planned("old_estate", sequence=(turn,)), mode="plain").replications[0].ended == 60


def test_the_steps_of_a_called_process_can_be_named():
    checks = ("joint_acceptance/fire_filing", "joint_acceptance/archive_acceptance")
    compiled, given = planned("low_risk", sequence=(SequencePlan(checks),))
    assert run(compiled, given, mode="plain").replications[0].ended == 60


def test_both_modes_are_equal_where_the_order_is_another():
    compiled, given = planned("land_to_start", DRAWINGS)
    one, other = (run(compiled, given, mode=mode).replications[0] for mode in ("plain", "compiled"))
    assert [float(h).hex() for h in one.cycle] == [float(h).hex() for h in other.cycle]


def test_a_file_says_it():
    text = 'process = "low_risk"\n[[parallel]]\nsteps = ["a", ["b", "c"]]\n[[sequence]]\nsteps = ["d", "e"]\n'
    found = load(text.encode())
    assert found.parallel == (ParallelPlan((("a",), ("b", "c"))),)
    assert found.sequence == (SequencePlan(("d", "e")),)


def test_without_another_order_the_models_are_those_that_came():
    models, _ = library("low_risk")
    assert reshaped(models, Scenario("low_risk")) is models


def test_what_is_offered_can_be_done():
    for process in ("land_to_start", "old_estate", "jieyang_construction_government", "low_risk"):
        models, _ = library(process)
        found = offers(models, process)
        assert found
        for plan in found:
            changed = reshaped(models, Scenario(process, parallel=(plan,)))
            compile_model(changed, process)
    assert DRAWINGS in offers(library("land_to_start")[0], "land_to_start")
    assert ParallelPlan((("planning_stage",), ("drawing_review",))) in offers(
        library("jieyang_construction_government")[0], "jieyang_construction_government"
    )


def test_every_block_that_is_offered_in_sequence_runs_so():
    for process in ("land_to_start", "external_lines", "jieyang_property_mortgage", "old_estate"):
        found = turns(library(process)[0], process)
        assert found
        assert run(*planned(process, sequence=found[:1]), mode="plain").replications[0].ended == 60
    assert SequencePlan(("examine_transfer", "examine_charge")) in turns(
        library("jieyang_property_mortgage")[0], "jieyang_property_mortgage"
    )


def test_the_intake_and_the_works_are_not_offered():
    named = {key for plan in offers(library("low_risk")[0], "low_risk") for group in plan.steps for key in (group[0],)}
    assert not named & {"intake", "construction", "intake_review"}


def test_a_complete_file_tells_what_could_be_in_parallel():
    models, _ = library("land_to_start")
    text = to_toml(Scenario("land_to_start", parallel=(DRAWINGS,)), models, offers(models, "land_to_start"))
    assert load(text.encode()).parallel == (DRAWINGS,)
    assert '# [[parallel]]\n# steps = ["land_preapplication", "land_indicators"]' in text
    assert text.count('steps = ["drawing_pre_review", "plan_notice"]') == 1
    assert "# [[sequence]] steps" in text
