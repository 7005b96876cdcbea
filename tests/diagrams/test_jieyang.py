"""揭阳: construction by type, external lines by voltage, and the connections, played with chosen facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Finished, Opened, Passed, ScopeEntered

if TYPE_CHECKING:
    from workflows.model import ProcessModel

    Models = dict[str, ProcessModel]

CONSTRUCTION = [
    "jieyang_construction_government",
    "jieyang_construction_linear",
    "jieyang_construction_social",
    "jieyang_construction_with_plan",
    "jieyang_construction_small",
    "jieyang_low_risk",
    "jieyang_decoration",
]


def play(models: Models, process: str, facts: dict[str, Any], said: dict[str, list[str]] | None = None) -> list[str]:
    """What is reached in the main process and the processes it calls, when everybody agrees; `said` are the decisions
    that a step takes in turn instead.
    """
    replies = {step: list(values) for step, values in (said or {}).items()}
    game, changes = Instance.start(compile_program(models, process), facts)
    reached: list[str] = []
    while True:
        for change in changes:
            if isinstance(change, Opened | ScopeEntered | Passed):
                reached.append(change.element)
            if isinstance(change, Finished):
                return reached
        node = next(n for n in game.open if n.kind in ("step", "service"))
        element = models[node.process].elements[node.element]
        values: dict[str, Any] = {}
        if element.decisions:
            queue = replies.get(node.element)
            values[element.decides] = queue.pop(0) if queue else element.decisions[0].value
        changes = game.complete(node.token, values)


def bound(models: Models, process: str) -> set[tuple[str, str | None, str | None]]:
    """The limits of a whole process, with the elements they run between."""
    return {(b.limit.partition("/")[2], b.starts_at, b.ends_at) for b in models[process].limits}


@pytest.mark.parametrize(
    ("process", "promises"),
    [
        ("jieyang_construction_government", {("t36-government", None, "acceptance_passed")}),
        ("jieyang_construction_linear", {("t36-linear", None, "acceptance_passed")}),
        ("jieyang_construction_social", {("t36-social", None, "acceptance_passed")}),
        (
            "jieyang_construction_with_plan",
            {
                ("t36-with-plan", "ordinary_started", "acceptance_passed"),
                ("t44-with-plan", "pilot_started", "acceptance_passed"),
            },
        ),
        (
            "jieyang_construction_small",
            {
                ("2.9-small", "small_started", "acceptance_passed"),
                ("t44-industrial", "industrial_started", "acceptance_passed"),
                ("t48-small", None, "permit_stage"),
            },
        ),
        ("jieyang_low_risk", {("t48-low-risk", None, "acceptance_passed")}),
        (
            "jieyang_decoration",
            {("t36-decoration", None, "acceptance_passed"), ("t48-decoration", None, "permit_stage")},
        ),
        ("jieyang_external_lines", {("2.15-lines", "ten_kv_started", "ten_kv_permitted")}),
        (
            "jieyang_water",
            {("t75-water", "plain_started", "connect_water"), ("t75-water-line", "line_started", "accept_water")},
        ),
        ("jieyang_power", set()),
        ("jieyang_gas", set()),
        ("jieyang_joint_acceptance", set()),
        ("jieyang_line_permits", set()),
    ],
)
def test_each_promise_runs_between_its_elements(
    process: str, promises: set[tuple[str, str | None, str | None]], models: Models
) -> None:
    assert bound(models, process) == promises


@pytest.mark.parametrize("process", CONSTRUCTION)
def test_a_joint_acceptance_that_fails_is_applied_for_again(process: str, models: Models) -> None:
    reached = play(models, process, {}, {"combined_opinion": ["fail"]})
    assert reached.count("combined_opinion") == 2
    assert "acceptance_rework" in reached
    assert reached.count("acceptance_passed") == 1


@pytest.mark.parametrize("process", CONSTRUCTION)
def test_a_denied_construction_permit_ends_the_project(process: str, models: Models) -> None:
    reached = play(models, process, {}, {"construction_permit": ["deny"]})
    assert "permit_stage_denied" in reached
    assert "construction" not in reached


@pytest.mark.parametrize(
    ("process", "facts", "started"),
    [
        ("jieyang_construction_with_plan", {}, "ordinary_started"),
        ("jieyang_construction_with_plan", {"commitment_pilot": False}, "ordinary_started"),
        ("jieyang_construction_with_plan", {"commitment_pilot": True}, "pilot_started"),
        ("jieyang_construction_small", {}, "small_started"),
        ("jieyang_construction_small", {"industrial": True}, "industrial_started"),
    ],
)
def test_one_of_two_promises_begins(process: str, facts: dict[str, Any], started: str, models: Models) -> None:
    both = {"ordinary_started", "pilot_started", "small_started", "industrial_started"}
    assert both & set(play(models, process, facts)) == {started}


@pytest.mark.parametrize("process", CONSTRUCTION)
def test_drawings_are_reviewed_or_promised(process: str, models: Models) -> None:
    promised = process in ("jieyang_construction_small", "jieyang_low_risk", "jieyang_decoration")
    assert ("drawing_review" in play(models, process, {})) is not promised


def test_drawings_with_faults_are_uploaded_again(models: Models) -> None:
    reached = play(models, "jieyang_construction_social", {}, {"drawing_review": ["fault", "fault"]})
    assert reached.count("apply_permit") == 3


def test_a_scheme_is_revised_until_it_passes(models: Models) -> None:
    reached = play(models, "jieyang_construction_with_plan", {}, {"scheme_preapproval": ["revise"]})
    assert reached.count("scheme_preapproval") == 2


def test_a_low_risk_project_goes_on_to_the_registration(models: Models) -> None:
    reached = play(models, "jieyang_low_risk", {})
    assert reached.index("acceptance_passed") < reached.index("first_registration")


def test_only_the_check_that_found_a_fault_is_done_again(models: Models) -> None:
    reached = play(models, "jieyang_joint_acceptance", {}, {"gas_check": ["fault"]})
    assert reached.count("gas_check") == 2
    assert reached.count("fire_check") == reached.count("planning_check") == 1
    assert "air_defence_check" not in reached


LINES = [
    ({"voltage": 0.22}, "exempt_done"),
    ({"voltage": 0.38}, "exempt_done"),
    ({"voltage": 0.39}, "other_done"),
    ({"voltage": 9.9}, "other_done"),
    ({"voltage": 10}, "ten_kv_done"),
    ({"voltage": 10.1}, "other_done"),
    ({"voltage": 110}, "other_done"),
    ({}, "other_done"),
    ({"voltage": 10, "low_risk": True}, "exempt_done"),
    ({"voltage": 10, "low_risk": False}, "ten_kv_done"),
]


@pytest.mark.parametrize(("facts", "end"), LINES)
def test_a_power_line_goes_by_its_voltage(facts: dict[str, Any], end: str, models: Models) -> None:
    ends = {"exempt_done", "other_done", "ten_kv_done"}
    assert ends & set(play(models, "jieyang_external_lines", facts)) == {end}


def test_the_two_stages_of_ten_kilovolts_are_each_under_five_days(models: Models) -> None:
    elements = models["jieyang_external_lines"].elements
    for stage in ("planning_stage", "works_stage"):
        assert [b.limit for b in elements[stage].limits] == ["jieyang-2020-7/t52-stage"]
    reached = play(models, "jieyang_external_lines", {"voltage": 10, "excavates_road": True})
    assert (
        reached.index("planning_permit") < reached.index("road_excavation_permit") < reached.index("ten_kv_permitted")
    )


def test_what_a_line_does_not_touch_is_not_asked_for(models: Models) -> None:
    plain = play(models, "jieyang_line_permits", {"needs_planning_permit": False})
    assert not {"planning_permit", "tree_permit", "flood_assessment"} & set(plain)
    assert "tree_permit" in play(models, "jieyang_line_permits", {"affects_trees": True})


SMALL = {"small_micro": True, "voltage": 10}
POWER = [
    (SMALL | {"district": "rongcheng", "capacity": 159}, True),
    (SMALL | {"district": "rongcheng", "capacity": 160}, True),
    (SMALL | {"district": "rongcheng", "capacity": 160.5}, False),
    (SMALL | {"district": "county", "capacity": 99}, True),
    (SMALL | {"district": "county", "capacity": 100}, True),
    (SMALL | {"district": "county", "capacity": 100.5}, False),
    (SMALL | {"small_micro": False, "district": "rongcheng", "capacity": 100}, False),
    ({"voltage": 0.38, "capacity": 500}, True),
    ({"voltage": 0.381, "capacity": 50}, False),
    ({}, False),
]


@pytest.mark.parametrize(("facts", "low"), POWER)
def test_power_is_connected_low_within_the_capacity(facts: dict[str, Any], *, low: bool, models: Models) -> None:
    reached = play(models, "jieyang_power", facts)
    assert ("low_connected" in reached) is low
    assert ("high_connected" in reached) is not low


@pytest.mark.parametrize("dedicated", [True, False])
def test_water_is_under_four_or_nine_days(models: Models, *, dedicated: bool) -> None:
    reached = play(models, "jieyang_water", {"dedicated_line": dedicated})
    assert ("line_started" in reached) is ("line_permits" in reached) is dedicated
    assert ("plain_started" in reached) is not dedicated


@pytest.mark.parametrize("process", ["jieyang_water", "jieyang_gas"])
def test_a_line_that_is_not_permitted_ends_the_connection(process: str, models: Models) -> None:
    facts = {"dedicated_line": True, "outside_line": True}
    reached = play(models, process, facts, {"planning_permit": ["deny"]})
    assert "line_works" not in reached
    assert {"water_ended", "gas_ended"} & set(reached)


def test_gas_flows_on_a_commitment_where_papers_are_pending(models: Models) -> None:
    assert "gas_commitment" in play(models, "jieyang_gas", {"materials_pending": True})
    assert "gas_commitment" not in play(models, "jieyang_gas", {})
