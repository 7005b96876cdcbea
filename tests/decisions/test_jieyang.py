"""The tables of 揭阳 against 揭改委发〔2020〕7号: each threshold at, just below and just above."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.support import jieyang as matters
from workflows.bpmn import read_processes
from workflows.catalogue import Catalogue
from workflows.decisions.guide import TABLES, guide, guide_of
from workflows.library import FOLDER
from workflows.places import Places

LINE = {"undertaking": "line", "utility": "power", "low_risk": False}
POWER = {"undertaking": "power", "small_micro": True}
TOWN = {**POWER, "district": "rongcheng"}
COUNTY = {**POWER, "district": "county"}
HIGH = {**POWER, "small_micro": False, "capacity": 800, "voltage": 10, "needs_line": True}
PRIVATE = {"undertaking": "building", "funding": "social", "low_risk": False, "small_project": False}
CROSSINGS = [
    "excavates_road", "occupies_traffic", "crosses_highway", "crosses_river", "occupies_green", "affects_trees",
]  # fmt: skip
PERMITS = [
    "road_excavation_permit", "traffic_plan_approval", "highway_works_permit", "flood_assessment", "green_space_permit",
    "tree_permit",
]  # fmt: skip


def said(facts, **more):
    return guide({**facts, **more}, "jieyang")


def ids(items):
    return {item.id for item in items}


TYPES = [
    ({**LINE, "voltage": 0.22}, "external_lines_exempt"),
    ({**LINE, "voltage": 0.379}, "external_lines_exempt"),
    ({**LINE, "voltage": 0.38}, "external_lines_exempt"),
    ({**LINE, "voltage": 0.381}, "external_lines_other"),
    ({**LINE, "voltage": 9.99}, "external_lines_other"),
    ({**LINE, "voltage": 10}, "external_lines"),
    ({**LINE, "voltage": 10.01}, "external_lines_other"),
    ({**LINE, "voltage": 35}, "external_lines_other"),
    ({**LINE, "voltage": 10, "low_risk": True}, "external_lines_exempt"),
    ({**LINE, "voltage": 35, "low_risk": True}, "external_lines_exempt"),
    ({**LINE, "utility": "water"}, "line_permits"),
    ({**LINE, "utility": "gas"}, "line_permits"),
    ({"undertaking": "temporary_line"}, "temporary_line"),
    ({**TOWN, "capacity": 159.9}, "power_small"),
    ({**TOWN, "capacity": 160}, "power_small"),
    ({**TOWN, "capacity": 160.1, "voltage": 10}, "power_high"),
    ({**TOWN, "capacity": 160.1, "voltage": 0.38}, "power"),
    ({**COUNTY, "capacity": 99.9}, "power_small"),
    ({**COUNTY, "capacity": 100}, "power_small"),
    ({**COUNTY, "capacity": 100.1, "voltage": 10}, "power_high"),
    ({**COUNTY, "capacity": 160, "voltage": 10}, "power_high"),
    ({**POWER, "small_micro": False, "capacity": 50, "voltage": 0.38}, "power"),
    ({**POWER, "small_micro": False, "capacity": 50, "voltage": 0.39}, "power_high"),
    ({"undertaking": "water", "dedicated_line": False}, "water"),
    ({"undertaking": "water", "dedicated_line": True}, "water_line"),
    ({"undertaking": "gas"}, "gas"),
    ({"undertaking": "decoration"}, "decoration"),
    ({"undertaking": "building", "completed": True}, "joint_acceptance"),
    ({"undertaking": "building", "funding": "government"}, "construction_government"),
    ({"undertaking": "linear", "funding": "government"}, "construction_linear"),
    (PRIVATE, "construction_social"),
    ({**PRIVATE, "undertaking": "linear"}, "construction_social"),
    ({**PRIVATE, "land_with_plan": True}, "construction_with_plan"),
    ({**PRIVATE, "small_project": True}, "construction_small"),
    ({**PRIVATE, "small_project": True, "land_with_plan": True}, "construction_small"),
    ({**PRIVATE, "low_risk": True, "small_project": True}, "low_risk"),
    *matters.TYPES,
]


@pytest.mark.parametrize(("facts", "project_type"), TYPES)
def test_the_project_type_follows_the_plan(facts, project_type):
    assert said(facts).project_type == project_type


LIMITS = [
    ({"undertaking": "building", "funding": "government"}, {"t36-government"}),
    ({"undertaking": "linear", "funding": "government"}, {"t36-linear"}),
    (PRIVATE, {"t36-social"}),
    ({**PRIVATE, "land_with_plan": True}, {"t36-with-plan"}),
    ({**PRIVATE, "land_with_plan": True, "commitment_pilot": True}, {"t44-with-plan"}),
    ({**PRIVATE, "small_project": True}, {"2.9-small", "t48-small"}),
    ({**PRIVATE, "small_project": True, "industrial": True}, {"t44-industrial", "t48-small"}),
    ({**PRIVATE, "low_risk": True}, {"t48-low-risk"}),
    ({"undertaking": "decoration"}, {"t36-decoration", "t48-decoration"}),
    ({**LINE, "voltage": 0.38}, set()),
    ({**LINE, "voltage": 10}, {"2.15-lines", "t52-stage"}),
    ({**LINE, "voltage": 20}, {"t65-lines"}),
    (HIGH, {"2.15-lines", "t52-stage"}),
    ({**HIGH, "voltage": 20}, {"t65-lines"}),
    ({**HIGH, "low_risk": True}, set()),
    ({**HIGH, "needs_line": False}, set()),
    ({**TOWN, "capacity": 160}, set()),
    ({"undertaking": "water", "dedicated_line": False}, {"t75-water"}),
    ({"undertaking": "water", "dedicated_line": True}, {"t75-water-line"}),
    ({"undertaking": "gas", "outside_line": True}, set()),
    *matters.LIMITS,
]


@pytest.mark.parametrize(("facts", "limits"), LIMITS)
def test_each_type_is_under_the_limits_of_its_row(facts, limits):
    assert {n.removeprefix("jieyang-2020-7/") for n in said(facts).limits if n.startswith("jieyang")} == limits


def diagram(process):
    """The limits and the materials of a diagram, and the processes it calls."""
    path = FOLDER.joinpath("jieyang", f"{process}.bpmn")
    model = next(iter(read_processes(path.read_bytes(), path.name)))
    return model.limit_ids(), {m.id: m.name for m in model.materials}, model.calls


def reached(process):
    """The limits of a diagram and of those of the place that it calls."""
    limits, _, calls = diagram(process)
    return set(limits).union(*(reached(called) for called in calls if called.startswith("jieyang_")))


@pytest.mark.parametrize("facts", [facts for facts, _ in LIMITS])
def test_the_guide_promises_only_what_the_diagram_counts(facts):
    guidance = said(facts)
    ours = {limit for limit in guidance.limits if limit.startswith("jieyang")}
    assert ours <= reached(guidance.process)


@pytest.mark.parametrize("facts", [facts for facts, _ in TYPES])
def test_the_materials_of_a_type_are_those_of_its_diagram_and_belong_to_its_matters(facts):
    guidance = said({**dict.fromkeys(CROSSINGS, True), **facts})
    _, own, calls = diagram(guidance.process)
    known = own | {
        key: name for called in calls if called.startswith("jieyang_") for key, name in diagram(called)[1].items()
    }
    for material in guidance.materials:
        assert known[material.id] == material.name
        assert material.details["matter"] in ids(guidance.matters), material.id


@pytest.mark.parametrize(("fact", "permit"), list(zip(CROSSINGS, PERMITS, strict=True)))
@pytest.mark.parametrize(
    "line",
    [
        {**LINE, "voltage": 10},
        {**LINE, "utility": "gas"},
        {"undertaking": "water", "dedicated_line": True},
        {"undertaking": "gas", "outside_line": True},
        {"undertaking": "temporary_line"},
        HIGH,
    ],
)
def test_a_line_needs_the_permits_of_what_it_crosses(line, fact, permit):
    guidance = said({**line, **dict.fromkeys(CROSSINGS, False), fact: True})
    assert guidance.missing == ()
    assert ids(guidance.matters) & set(PERMITS) == {permit}


@pytest.mark.parametrize("facts", [{**LINE, "voltage": 0.38}, {**LINE, "voltage": 10, "low_risk": True}])
def test_an_exempt_line_is_reported_and_needs_no_permit(facts):
    guidance = said(facts)
    assert ids(guidance.matters) == {"lines_report"}
    assert "line_permits" in ids(guidance.exempt)
    assert guidance.missing == ()


def test_the_road_is_by_commitment_for_low_voltage_only():
    assert "road_occupation" in ids(said(LINE, voltage=0.38).exempt)
    assert "road_occupation" not in ids(said(LINE, voltage=10, low_risk=True).exempt)


def test_a_temporary_move_needs_no_planning_permit_and_any_other_line_does():
    assert "planning_permit" in ids(said({"undertaking": "temporary_line"}).exempt)
    assert "planning_permit" not in ids(said({"undertaking": "temporary_line"}).matters)
    assert "planning_permit" in ids(said(LINE, voltage=10).matters)


def test_small_enterprises_get_three_zeros_within_the_capacity_only():
    zeros = {"power_investment", "power_approval", "power_visit"}
    assert ids(said(TOWN, capacity=160).exempt) == zeros
    assert not ids(said(TOWN, capacity=161, voltage=0.38).exempt) & zeros


def test_courtyard_pipes_need_no_planning_permit():
    assert "courtyard_planning_permit" in ids(said({"undertaking": "gas"}, courtyard_pipe=True).exempt)
    assert "courtyard_planning_permit" not in ids(said({"undertaking": "gas"}).exempt)


def test_who_promises_needs_no_review_of_the_plan():
    for facts in ({**PRIVATE, "small_project": True}, {**PRIVATE, "land_with_plan": True}):
        assert "planning_commitment" in ids(said(facts).materials)
        assert "design_plan_review" in ids(said(facts).exempt)
    assert "design_plan_review" not in ids(said(PRIVATE).exempt)


# ── the files themselves ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def jieyang():
    return guide_of("揭阳")


def test_every_rule_has_a_text_and_a_clause(jieyang):
    for table in jieyang.tables.values():
        for rule in table.rules:
            assert rule.text, rule.id
            assert rule.annotations["clause"], rule.id


def test_every_limit_of_the_tables_can_bind(jieyang):
    catalogue = Catalogue.load()
    for rule in jieyang.tables["limits"].rules:
        assert catalogue.limit(rule.outputs[0].evaluate({})).binds


def test_every_department_of_the_tables_is_one_of_the_place(jieyang):
    table = jieyang.tables["matters"]
    column = [output.name for output in table.outputs].index("department")
    for rule in table.rules:
        assert Places.load().place("jieyang").department(rule.outputs[column].evaluate({}))


def test_every_fact_of_the_tables_can_be_given(jieyang):
    asked = {name for table in jieyang.tables.values() for name in table.names()} - {"project_type"}
    assert asked == set(jieyang.sheet.facts)


def test_every_rule_of_the_project_type_can_fire(jieyang):
    seen = {why.rule for facts, _ in TYPES for why in said(facts).why if why.table == "project_type"}
    assert seen == {rule.id for rule in jieyang.tables["project_type"].rules}


def test_every_process_of_the_tables_is_drawn(jieyang):
    for rule in jieyang.tables["project_type"].rules:
        process = rule.outputs[1].evaluate({})
        assert FOLDER.joinpath("jieyang", f"{process}.bpmn").is_file()


@pytest.mark.parametrize("name", TABLES)
def test_ids_stand_once_in_a_file_and_the_decision_is_drawn(bpmn, name):
    root = etree.parse(str(bpmn / "jieyang" / f"{name}.dmn")).getroot()
    found = root.xpath("//@id")
    assert len(found) == len(set(found))
    drawn = root.xpath("//@dmnElementRef")
    assert name in drawn
    assert set(drawn) <= set(found)
