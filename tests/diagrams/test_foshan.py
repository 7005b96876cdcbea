"""The diagrams of 佛山 against its plan: what is waived, at the thresholds, and what the promises run between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.execution import Instance, compile_program
from engine.execution.changes import Opened, Passed
from workflows.decisions.guide import guide, guide_of
from workflows.model import Kind

if TYPE_CHECKING:
    from engine.execution.changes import Change
    from workflows.model import ProcessModel

DOCUMENT = "foshan-2023-approval/"
LIMITS = {
    "foshan_low_risk": ("1-low-risk",),
    "foshan_low_risk_with_plan": ("1-with-plan", "3.2.1", "3.2.2-acceptance", "3.2.2-registration"),
    "foshan_with_conditions": ("1-with-conditions", "3.3.1", "3.3.2", "3.3.3-acceptance", "3.3.3-registration"),
    "foshan_old_estate": ("1-old-estate", "3.4.1", "3.4.2", "3.4.3", "3.4.4"),
    "foshan_power_grid": ("1-power-grid", "3.7.1", "3.7.2", "3.7.3", "3.7.4"),
    "foshan_5g": ("1-5g", "3.8.1"),
}
CALLERS = {
    "foshan_low_risk",
    "foshan_low_risk_with_plan",
    "foshan_with_conditions",
    "foshan_old_estate",
    "foshan_power_grid",
}


def play(
    models: dict[str, ProcessModel], process: str, facts: dict[str, Any], *decisions: tuple[str, str]
) -> list[str]:
    """What is opened and passed, in order, when everyone does the first thing offered; `decisions` are pairs of a step
    and what is decided there the first time.
    """
    order: list[str] = []
    special = dict(decisions)

    def note(changes: tuple[Change, ...]) -> None:
        order.extend(c.element for c in changes if isinstance(c, Opened | Passed))

    game, changes = Instance.start(compile_program(models, process), facts)
    note(changes)
    while not game.finished:
        node = next(n for n in game.open if n.kind != "timer")
        element = models[node.process].elements[node.element]
        first = element.decisions[0].value if element.decisions else ""
        values = {element.decides: special.pop(node.element, first)} if first else {}
        note(game.complete(node.token, values))
    return order


LINE = {"utility": "water", "pipeline_length": 500, "diameter": 200, "green_area": 200}
POWER = {"utility": "power", "voltage": 10, "new_channel": True, "channel_length": 1000, "green_area": 300}
LINES = [
    LINE,
    {**LINE, "utility": "gas"},
    {**LINE, "utility": "drainage"},
    {**LINE, "utility": "telecom"},
    {**LINE, "pipeline_length": 500.1},
    {**LINE, "diameter": 201},
    {**LINE, "green_area": 200.1},
    POWER,
    {**POWER, "voltage": 20},
    {**POWER, "voltage": 35},
    {**POWER, "voltage": 0.38},
    {**POWER, "voltage": 0.39},
    {**POWER, "channel_length": 1000.1},
    {**POWER, "green_area": 300.1},
    {**POWER, "channel_length": 5000, "new_channel": False},
]


@pytest.mark.parametrize("facts", LINES)
def test_a_line_is_exempt_in_the_diagram_where_the_guide_says_so(
    facts: dict[str, Any], models: dict[str, ProcessModel]
) -> None:
    exempt = guide({"undertaking": "line", **facts}, "foshan").project_type == "external_lines_exempt"
    reached = play(models, "foshan_external_lines", {**facts, "in_excluded_zone": False})
    assert ("exempt_done" in reached) is exempt
    assert ("lines_done" in reached) is not exempt


def test_a_line_in_an_excluded_zone_is_never_exempt(models: dict[str, ProcessModel]) -> None:
    assert "lines_done" in play(models, "foshan_external_lines", {**LINE, "in_excluded_zone": True})
    assert "lines_done" in play(models, "foshan_external_lines", LINE)


OFFICE = {
    "decoration_area": 3000,
    "office": True,
    "changes_planning": False,
    "lowers_safety": False,
    "changes_fire_safety": False,
    "needs_title": False,
    "fire_rated_materials": True,
    "fire_accepted": True,
}
DECORATIONS = [
    OFFICE,
    {**OFFICE, "decoration_area": 3000.1},
    *({**OFFICE, name: not value} for name, value in OFFICE.items() if isinstance(value, bool)),
]


@pytest.mark.parametrize("facts", DECORATIONS)
def test_a_decoration_is_exempt_in_the_diagram_where_the_guide_says_so(
    facts: dict[str, Any], models: dict[str, ProcessModel]
) -> None:
    exempt = guide({"undertaking": "decoration", **facts}, "foshan").project_type == "decoration_exempt"
    reached = play(models, "foshan_decoration", {**facts, "in_excluded_zone": False})
    assert ("exempt_done" in reached) is exempt
    assert ("decorated" in reached) is not exempt


GRID = {
    "works": "substation",
    "approved_or_allocated": True,
    "keeps_land": False,
    "building_works": True,
    "investment": 5000,
    "building_area": 2000,
}


@pytest.mark.parametrize(
    ("facts", "permit"),
    [
        (GRID, True),
        ({**GRID, "investment": 100}, False),
        ({**GRID, "investment": 100.01}, True),
        ({**GRID, "building_area": 500}, False),
        ({**GRID, "building_area": 500.1}, True),
        ({**GRID, "building_works": False}, False),
        ({"works": "substation"}, True),
    ],
)
def test_the_grid_needs_its_construction_permit_above_the_thresholds(
    facts: dict[str, Any], *, permit: bool, models: dict[str, ProcessModel]
) -> None:
    assert ("construction_permit" in play(models, "foshan_power_grid", facts)) is permit


@pytest.mark.parametrize(
    ("process", "facts", "step"),
    [
        ("foshan_power_grid", {"approved_or_allocated": True}, "siting_opinion"),
        ("foshan_power_grid", {"keeps_land": False}, "land_preview"),
        ("foshan_power_grid", {"works": "substation"}, "plan_notice"),
        ("foshan_power_grid", {"works": "substation"}, "post_review"),
        ("foshan_old_estate", {"land_change": True}, "land_planning_permit"),
        ("foshan_old_estate", {"affects_environment": True}, "environment_approval"),
        ("foshan_old_estate", {"planning_change": True}, "planning_permit"),
        ("foshan_old_estate", {"planning_change": True}, "construction_permit"),
        ("foshan_old_estate", {"needs_construction_permit": True}, "construction_permit"),
        ("foshan_low_risk_with_plan", {"drawings_ready": True}, "fire_design_review"),
        ("foshan_low_risk_with_plan", {"needs_air_defence": True}, "air_defence_permit"),
        ("foshan_with_conditions", {"needs_air_defence": True}, "air_defence_permit"),
        ("foshan_joint_acceptance", {"needs_air_defence": True}, "civil_air_defence_acceptance"),
        ("foshan_5g", {"in_waterworks_range": True}, "waterworks_permit"),
        ("foshan_5g", {"needs_soil_plan": True}, "soil_conservation_permit"),
    ],
)
def test_what_is_not_needed_is_left_out(
    process: str, facts: dict[str, Any], step: str, models: dict[str, ProcessModel]
) -> None:
    assert step in play(models, process, facts)
    assert step not in play(models, process, {})


def test_drawings_reviewed_before_the_deal_save_the_later_application(models: dict[str, ProcessModel]) -> None:
    early = play(models, "foshan_low_risk_with_plan", {"drawings_ready": True})
    late = play(models, "foshan_low_risk_with_plan", {"drawings_ready": False})
    assert "construction_permit" in early
    assert "later_construction_permit" not in early
    assert "construction_permit" not in late
    assert late.index("later_construction_permit") < late.index("construction")


def test_plan_and_drawings_are_reviewed_again_together(models: dict[str, ProcessModel]) -> None:
    order = play(models, "foshan_with_conditions", {}, ("drawing_review", "fault"))
    assert order.count("plan_review") == order.count("drawing_review") == order.count("design_to_depth") == 2
    assert order.count("merged_application") == 1


def test_an_acceptance_to_be_rectified_is_rechecked_and_not_done_from_the_start(
    models: dict[str, ProcessModel],
) -> None:
    order = play(models, "foshan_joint_acceptance", {}, ("combined_opinion", "rectify"))
    assert order.count("recheck") == 1
    assert order.count("planning_verification") == 1
    assert order[-1] == "accepted_jointly"


@pytest.mark.parametrize("process", sorted(CALLERS))
def test_a_joint_acceptance_that_fails_is_applied_for_again(process: str, models: dict[str, ProcessModel]) -> None:
    order = play(models, process, {}, ("combined_opinion", "fail"))
    assert order.count("acceptance_rework") == 1
    assert order.count("combined_opinion") == 2


def test_its_own_acceptance_is_called_and_nobody_elses(models: dict[str, ProcessModel]) -> None:
    here = {name: model for name, model in models.items() if name.startswith("foshan_")}
    assert {name for name, model in here.items() if "foshan_joint_acceptance" in model.calls} == CALLERS
    assert {called for model in here.values() for called in model.calls} == {"intake", "foshan_joint_acceptance"}


def test_every_limit_of_the_plan_is_bound(models: dict[str, ProcessModel]) -> None:
    bound = [(name, limit) for name, model in models.items() for limit in model.limit_ids()]
    of_document = {(name, limit.removeprefix(DOCUMENT)) for name, limit in bound if limit.startswith(DOCUMENT)}
    assert of_document == {(name, limit) for name, limits in LIMITS.items() for limit in limits}


@pytest.mark.parametrize(
    ("process", "starts_at", "ends_at"),
    [
        ("foshan_low_risk", "land_and_filing", "first_registration"),
        ("foshan_low_risk_with_plan", "one_day_permits", "first_registration"),
        ("foshan_with_conditions", "land_planning_permit", "first_registration"),
        ("foshan_old_estate", "joint_review", "renovated"),
        ("foshan_power_grid", "land_and_siting", "grid_done"),
        ("foshan_5g", "permits", "permits"),
    ],
)
def test_the_promises_run_between_the_named_elements(
    process: str, starts_at: str, ends_at: str, models: dict[str, ProcessModel]
) -> None:
    assert [(bound.starts_at, bound.ends_at) for bound in models[process].limits] == [(starts_at, ends_at)]


def test_a_form_asks_for_the_fact_by_the_name_the_guide_has_for_it(models: dict[str, ProcessModel]) -> None:
    """What was told to the guide is filled in where the application asks for it."""

    sheet = guide_of("foshan").sheet.facts
    own = {
        "compulsory",
        "under_a_month",
        "urgent",
        "control_price",
        "project_name",
        "parcel",
        "estate",
        "stations",
        "construction_permit_number",
        "completed_on",
        "single_unit",
    }
    for name, model in models.items():
        if name.startswith("foshan_"):
            assert {fact.id for fact in model.facts} - own - {"in_excluded_zone"} <= set(sheet), name
            for fact in model.facts:
                if fact.options:
                    assert {value for value, _ in fact.options} <= {row[0] for row in sheet[fact.id].options}, fact.id


def test_the_supplier_builds_while_the_substation_is_reviewed(models: dict[str, ProcessModel]) -> None:
    order = play(models, "foshan_power_grid", {"works": "substation"})
    join = order.index("joint_acceptance") if "joint_acceptance" in order else order.index("apply_acceptance")
    assert order.index("post_review") < join
    assert order.index("construction") < join
    assert models["foshan_power_grid"].elements["works_join"].kind is Kind.PARALLEL


@pytest.mark.parametrize(
    ("facts", "decision", "published"),
    [
        ({"compulsory": True}, "skip", True),
        ({"compulsory": True, "under_a_month": True}, "skip", True),
        ({"compulsory": True, "under_a_month": True, "urgent": True}, "skip", False),
        ({"compulsory": True, "under_a_month": True, "urgent": True}, "publish", True),
        ({"compulsory": False}, "skip", False),
        ({}, "skip", True),
    ],
)
def test_only_an_urgent_or_free_tender_may_go_without_its_plan(
    facts: dict[str, Any], decision: str, *, published: bool, models: dict[str, ProcessModel]
) -> None:
    order = play(models, "foshan_tender", facts, ("collective_decision", decision))
    assert ("plan_period" in order) is published
    assert ("urgent_documents" in order) is not published
    assert order.count("document_filing") == 1
