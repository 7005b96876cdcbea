"""The tables of 汕尾 against the clauses of 汕建规字〔2023〕2号: each threshold at, just below and just above."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.catalogue import Catalogue
from workflows.decisions.guide import TABLES, guide, guide_of
from workflows.places import Places

LOW = {"use": "factory", "funding": "social", "area": 8000, "height": 18}
BIG = {**LOW, "area": 30_000, "land_use": "industrial"}
LINE = {"utility": "water", "pipeline_length": 100, "diameter": 100, "green_area": 50, "main_road": False}
SAME = dict.fromkeys(["structure_change", "planning_change", "adds_land", "land_change", "affects_environment"], False)
ESTATE = {"renovation": "old_estate", "funding": "government", **SAME}
INTERIOR = {"renovation": "interior", "funding": "social", "has_title": True, "adds_risk": False, **SAME}
CROSSINGS = ["occupies_traffic", "excavates_road", "crosses_highway", "affects_trees", "occupies_green"]
ZONES = [
    "hazardous", "crowded", "special_fire", "national_security", "heritage", "sensitive_environment", "ecology_reserve",
    "rail_protection", "townscape", "historic_area",
]  # fmt: skip


def kind(facts, **more):
    return guide({**facts, **more}).project_type


def ids(items):
    return {item.id for item in items}


TYPES = [
    (LOW, "low_risk"),
    ({**LOW, "area": 9999.99}, "low_risk"),
    ({**LOW, "area": 10_000}, "low_risk"),
    ({**LOW, "area": 10_000.01, "clear_conditions": False}, "none"),
    ({**LOW, "height": 23.99}, "low_risk"),
    ({**LOW, "height": 24}, "low_risk"),
    ({**LOW, "height": 24.01, "clear_conditions": False}, "none"),
    ({**LOW, "use": "warehouse"}, "low_risk"),
    ({**LOW, "use": "warehouse", "area": 10_001}, "none"),
    ({**LOW, "use": "warehouse", "height": 25}, "none"),
    ({**LOW, "use": "warehouse", "funding": "government"}, "none"),
    ({**LOW, "use": "warehouse", "funding": "mixed"}, "none"),
    ({**LOW, "use": "warehouse", "simple_structure": False}, "none"),
    ({**LOW, "use": "office"}, "none"),
    ({**LOW, "land_with_plan": True}, "low_risk_with_plan"),
    ({**LOW, "land_with_plan": True, "area": 10_001}, "land_to_start"),
    ({**LOW, "plan_before_grant": True}, "land_to_start"),
    ({**BIG, "plan_before_grant": True}, "land_to_start"),
    ({**BIG, "land_with_plan": True}, "land_to_start"),
    ({**BIG, "clear_conditions": True}, "land_to_start"),
    ({**BIG, "clear_conditions": False}, "none"),
    ({**BIG, "clear_conditions": True, "simple_structure": False}, "none"),
    ({**BIG, "clear_conditions": True, "simple_structure": False, "standard_design": True}, "land_to_start"),
    ({**BIG, "land_use": "other", "plan_before_grant": True}, "none"),
    (LINE, "external_lines_exempt"),
    ({**LINE, "pipeline_length": 299.9}, "external_lines_exempt"),
    ({**LINE, "pipeline_length": 300}, "external_lines_exempt"),
    ({**LINE, "pipeline_length": 300.1}, "external_lines"),
    ({**LINE, "diameter": 199}, "external_lines_exempt"),
    ({**LINE, "diameter": 200}, "external_lines_exempt"),
    ({**LINE, "diameter": 201}, "external_lines"),
    ({**LINE, "green_area": 199.9}, "external_lines_exempt"),
    ({**LINE, "green_area": 200}, "external_lines_exempt"),
    ({**LINE, "green_area": 200.1}, "external_lines"),
    ({**LINE, "main_road": True}, "external_lines"),
    ({**LINE, "utility": "drainage"}, "external_lines_exempt"),
    ({**LINE, "utility": "gas", "gas_pressure": "medium"}, "external_lines_exempt"),
    ({**LINE, "utility": "gas", "gas_pressure": "high"}, "none"),
    ({**LINE, "utility": "telecom"}, "external_lines"),
    ({**LINE, "utility": "power", "voltage": 10}, "external_lines"),
    ({**LINE, "utility": "power", "voltage": 20}, "external_lines"),
    ({**LINE, "utility": "power", "voltage": 20.5}, "none"),
    (ESTATE, "old_estate"),
    (INTERIOR, "old_estate"),
    ({**INTERIOR, "has_title": False}, "none"),
    ({**INTERIOR, "adds_risk": True}, "none"),
    ({"renovation": "other"}, "none"),
    ({"completed": True}, "joint_acceptance"),
]


@pytest.mark.parametrize(("facts", "project_type"), TYPES)
def test_the_project_type_follows_the_clause(facts, project_type):
    assert kind(facts) == project_type


@pytest.mark.parametrize("facts", [LOW, BIG, LINE, ESTATE, INTERIOR, {"completed": True}])
@pytest.mark.parametrize("zone", ZONES)
def test_an_excluded_zone_comes_before_everything(facts, zone):
    guidance = guide({**facts, "excluded_zones": [zone]})
    assert (guidance.process, guidance.project_type) == (None, "none")
    assert [why.rule for why in guidance.why] == [f"project_type_zone_{zone}"]
    assert guidance.why[0].clause == "三"
    assert not guidance.limits
    assert not guidance.matters


def test_a_project_in_no_zone_is_not_excluded():
    assert kind(LOW, excluded_zones=[]) == "low_risk"


def test_the_exempt_lines_go_through_the_diagram_of_the_lines():
    assert guide(LINE).process == "external_lines"


EIGHT = {
    "investment_filing", "land_planning_permit", "air_defence_permit", "planning_permit", "eia", "construction_permit",
    "water_supply", "power_supply",
}  # fmt: skip


def test_land_to_start_has_the_eight_matters_of_clause_five_two_six():
    guidance = guide({**BIG, "plan_before_grant": True, "needs_air_defence": True})
    assert {item.id for item in guidance.matters if item.clause == "五（二）6"} == EIGHT


def test_without_a_shelter_its_matters_are_left_out():
    guidance = guide({**BIG, "plan_before_grant": True, "needs_air_defence": False})
    assert not {"air_defence_permit", "air_defence_acceptance"} & ids(guidance.matters)


def test_a_changed_plan_is_reviewed_again_and_its_notice_is_due_again():
    changed = guide({**BIG, "plan_before_grant": True, "plan_changed": True})
    kept = guide({**BIG, "plan_before_grant": True, "plan_changed": False})
    assert "design_change" in ids(changed.matters)
    assert "plan_notice" not in ids(changed.exempt)
    assert "design_change" not in ids(kept.matters)
    assert "plan_notice" in ids(kept.exempt)


def test_low_risk_skips_what_clause_five_one_says():
    assert ids(guide(LOW).exempt) == {
        "air_defence_shelter", "traffic_assessment", "flood_assessment", "seismic_assessment", "geological_assessment",
        "eia", "drainage_permit", "waste_disposal", "design_plan_review", "drawing_review", "supervision",
        "planning_inspection",
    }  # fmt: skip


def test_what_is_exempt_is_not_among_the_matters():
    for facts in (LOW, {**LOW, "land_with_plan": True}, ESTATE, LINE):
        guidance = guide(facts)
        assert not (ids(guidance.exempt) - {"plan_notice"}) & ids(guidance.matters)


def test_land_with_its_plan_needs_no_notice_before_the_permits():
    assert "plan_notice" in ids(guide({**LOW, "land_with_plan": True}).exempt)
    assert "plan_notice" not in ids(guide(LOW).exempt)


def test_commitments_are_named_as_such():
    by_commitment = {item.id for item in guide(LOW).exempt if item.details["on_commitment"]}
    assert by_commitment == {"design_plan_review", "drawing_review", "planning_inspection"}


def test_who_manages_the_site_himself_says_so():
    assert "self_management" in ids(guide({**LOW, "self_supervised": True}).materials)
    assert "self_management" not in ids(guide({**LOW, "self_supervised": False}).materials)


def test_an_estate_that_changes_nothing_needs_no_permits():
    guidance = guide(ESTATE)
    assert ids(guidance.matters) == {"joint_plan_review", "project_approval", "joint_acceptance"}
    assert ids(guidance.exempt) == {"eia", "land_planning_permit", "planning_permit", "land_document", "drawing_review"}


def test_an_estate_that_changes_its_building_needs_both_permits():
    guidance = guide({**ESTATE, "planning_change": True})
    assert {"planning_permit", "construction_permit"} <= ids(guidance.matters)
    assert "planning_permit" not in ids(guidance.exempt)
    assert "drawing_review" in ids(guidance.exempt)


def test_an_estate_that_changes_its_structure_has_its_drawings_reviewed():
    facts = {key: value for key, value in ESTATE.items() if key != "planning_change"}
    guidance = guide({**facts, "structure_change": True})
    assert {"planning_permit", "construction_permit"} <= ids(guidance.matters)
    assert "drawing_review" not in ids(guidance.exempt)


def test_an_estate_may_need_the_construction_permit_alone():
    guidance = guide({**ESTATE, "needs_construction_permit": True})
    assert "construction_permit" in ids(guidance.matters)
    assert "planning_permit" not in ids(guidance.matters)


@pytest.mark.parametrize(
    ("fact", "matter", "exemption"),
    [("affects_environment", "eia", "eia"), ("land_change", "land_planning_permit", "land_planning_permit")],
)
def test_an_estate_needs_what_it_touches(fact, matter, exemption):
    guidance = guide({**ESTATE, fact: True})
    assert matter in ids(guidance.matters)
    assert exemption not in ids(guidance.exempt)


def test_a_private_renovation_needs_no_approval_of_public_spending():
    assert "project_approval" not in ids(guide(INTERIOR).matters)


@pytest.mark.parametrize(
    ("facts", "matters"),
    [
        ({"occupies_traffic": True}, {"traffic_plan"}),
        ({"excavates_road": True}, {"road_occupation"}),
        ({"crosses_highway": True}, {"road_works"}),
        ({"affects_trees": True}, {"tree_permit"}),
        ({"green_area": 0.5}, {"green_occupation"}),
        ({}, set()),
    ],
)
def test_a_line_needs_the_permits_of_what_it_crosses(facts, matters):
    nothing = dict.fromkeys(["occupies_traffic", "excavates_road", "crosses_highway", "affects_trees"], False)
    nothing |= {"green_area": 0, "main_road": True}
    guidance = guide({"utility": "water", **nothing, **facts, "pipeline_length": 100, "diameter": 100})
    assert guidance.missing == ()
    assert ids(guidance.matters) == {"planning_permit_municipal", *matters}


LIMITS = [
    (LOW, {"2.1", "5.1.1", "5.1.5", "5.1.9", "5.1.9-registration"}),
    ({**LOW, "land_with_plan": True}, {"2.1", "5.1.1", "5.1.5", "5.1.9", "5.1.9-registration"}),
    ({**BIG, "plan_before_grant": True}, {"2.2", "5.2.6", "5.2.7", "5.2.7-registration"}),
    (ESTATE, {"2.3", "5.3-review", "5.3-approval", "5.3-acceptance"}),
    ({**LINE, "main_road": True}, {"2.4"}),
    (LINE, set()),
    ({"completed": True}, set()),
]


@pytest.mark.parametrize(("facts", "limits"), LIMITS)
def test_each_type_is_under_the_limits_of_its_clause_and_the_intake_of_the_law(facts, limits):
    found = guide(facts).limits
    assert {limit.removeprefix("shanwei-2023-2/") for limit in found if limit.startswith("shanwei")} == limits
    assert "prc-licensing-law/32.4" in found


def diagram_limits(bpmn, process):
    """The limits a diagram is under, with those of the diagrams it calls."""
    path = next(bpmn.glob(f"*/{process}.bpmn"))
    root = etree.parse(str(path)).getroot()
    spaces = {"b": "urn:banjie:bpmn:1"}
    here = set(root.xpath("//b:limit/@ref | //b:timer/@limit", namespaces=spaces))
    called = set(root.xpath("//@calledElement"))
    return here.union(*(diagram_limits(bpmn, other) for other in called))


@pytest.mark.parametrize(
    "facts",
    [LOW, {**LOW, "land_with_plan": True}, {**BIG, "plan_before_grant": True}, ESTATE, {**LINE, "main_road": True}],
)
def test_the_guide_promises_the_limits_that_the_diagram_counts(bpmn, facts):
    guidance = guide(facts)
    assert set(guidance.limits) == diagram_limits(bpmn, guidance.process)


# ── the files themselves ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def shanwei():
    return guide_of("汕尾")


def test_every_rule_has_a_text_and_a_clause(shanwei):
    for table in shanwei.tables.values():
        for rule in table.rules:
            assert rule.text, rule.id
            assert rule.annotations["clause"], rule.id


def test_every_limit_of_the_tables_is_in_the_catalogue(shanwei):
    catalogue = Catalogue.load()
    for rule in shanwei.tables["limits"].rules:
        assert rule.outputs[0].evaluate({}) in catalogue


def test_every_department_of_the_tables_is_one_of_the_place(shanwei):
    table = shanwei.tables["matters"]
    column = [output.name for output in table.outputs].index("department")
    for rule in table.rules:
        assert Places.load().place("shanwei").department(rule.outputs[column].evaluate({}))


def test_every_material_belongs_to_a_matter_of_the_same_type():
    for facts in (LOW, {**BIG, "plan_before_grant": True}, ESTATE, INTERIOR, LINE, {**LINE, "main_road": True}):
        guidance = guide({**dict.fromkeys(CROSSINGS, True), **facts})
        for material in guidance.materials:
            assert material.details["matter"] in ids(guidance.matters), material.id


def test_every_fact_of_the_tables_can_be_given(shanwei):
    asked = {name for table in shanwei.tables.values() for name in table.names()} - {"project_type"}
    assert asked == set(shanwei.sheet.facts)


def test_every_rule_of_the_project_type_can_fire():
    seen = {why.rule for facts, _ in TYPES for why in guide(facts).why if why.table == "project_type"}
    zones = {f"project_type_zone_{zone}" for zone in ZONES}
    every = {rule.id for rule in guide_of("shanwei").tables["project_type"].rules}
    assert seen | zones == every


@pytest.mark.parametrize("name", TABLES)
def test_ids_stand_once_in_a_file_and_the_decision_is_drawn(bpmn, name):
    root = etree.parse(str(bpmn / "shanwei" / f"{name}.dmn")).getroot()
    found = root.xpath("//@id")
    assert len(found) == len(set(found))
    drawn = root.xpath("//@dmnElementRef")
    assert name in drawn
    assert set(drawn) <= set(found)
    links = {href.removeprefix("#") for href in root.xpath("//@href")}
    assert links <= set(found)
