"""The tables of 佛山 against its plan of 2023-05-30: thresholds at, just below and just above; exclusions alone."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.catalogue import Catalogue
from workflows.decisions.guide import TABLES, guide, guide_of
from workflows.places import Places

DOCUMENT = "foshan-2023-approval/"
LOW = {"use": "factory", "funding": "social", "area": 8000, "height": 18}
UNCLEAR = {**LOW, "clear_conditions": False}
PLAN = {**LOW, "area": 30_000, "land_with_plan": True}
CONDITIONS = {**LOW, "area": 30_000, "clear_conditions": True}
WATER = {"undertaking": "line", "utility": "water", "pipeline_length": 100, "diameter": 100, "green_area": 50}
POWER = {"undertaking": "line", "utility": "power", "green_area": 50}
CHANNEL = {**POWER, "voltage": 10, "new_channel": True, "channel_length": 500}
SAME = dict.fromkeys(["land_change", "affects_environment", "planning_change"], False)
ESTATE = {"undertaking": "old_estate", "renovation": "micro", **SAME}
DECORATION = {
    "undertaking": "decoration", "office": True, "decoration_area": 1000, "changes_planning": False,
    "lowers_safety": False, "changes_fire_safety": False, "needs_title": False, "fire_rated_materials": True,
    "fire_accepted": True,
}  # fmt: skip
GRID = {
    "undertaking": "power_grid", "works": "substation", "approved_or_allocated": True, "keeps_land": False,
    "building_works": True, "investment": 5000, "building_area": 2000,
}  # fmt: skip
STATION = {"undertaking": "station_5g"}
CROSSINGS = ["occupies_traffic", "excavates_road", "crosses_highway", "occupies_green"]
OTHERS = ["relocates_facilities", "in_waterworks_range", "needs_soil_plan"]
ZONES = [
    "hazardous", "crowded", "special_fire", "national_security", "heritage", "sensitive_environment", "ecology_reserve",
    "rail_protection", "townscape", "historic_area",
]  # fmt: skip

TYPES = [
    (LOW, "low_risk"),
    ({**LOW, "area": 9999.99}, "low_risk"),
    ({**LOW, "area": 10_000}, "low_risk"),
    ({**UNCLEAR, "area": 10_000.01}, "none"),
    ({**LOW, "height": 23.99}, "low_risk"),
    ({**LOW, "height": 24}, "low_risk"),
    ({**UNCLEAR, "height": 24.01}, "none"),
    ({**UNCLEAR, "funding": "government"}, "none"),
    ({**UNCLEAR, "record_managed": False}, "none"),
    ({**UNCLEAR, "simple_structure": False}, "none"),
    ({**LOW, "use": "warehouse"}, "low_risk"),
    ({**LOW, "use": "warehouse", "area": 10_001}, "none"),
    ({**LOW, "use": "office"}, "none"),
    ({**LOW, "land_with_plan": True}, "with_plan"),
    (PLAN, "with_plan"),
    ({**PLAN, "use": "residential"}, "none"),
    (CONDITIONS, "with_conditions"),
    ({**CONDITIONS, "simple_structure": False}, "none"),
    ({**CONDITIONS, "simple_structure": False, "standard_design": True}, "with_conditions"),
    (WATER, "external_lines_exempt"),
    ({**WATER, "utility": "gas"}, "external_lines_exempt"),
    ({**WATER, "utility": "drainage"}, "external_lines_exempt"),
    ({**WATER, "utility": "telecom"}, "external_lines"),
    ({**WATER, "pipeline_length": 499.9}, "external_lines_exempt"),
    ({**WATER, "pipeline_length": 500}, "external_lines_exempt"),
    ({**WATER, "pipeline_length": 500.1}, "external_lines"),
    ({**WATER, "diameter": 199}, "external_lines_exempt"),
    ({**WATER, "diameter": 200}, "external_lines_exempt"),
    ({**WATER, "diameter": 201}, "external_lines"),
    ({**WATER, "green_area": 199.9}, "external_lines_exempt"),
    ({**WATER, "green_area": 200}, "external_lines_exempt"),
    ({**WATER, "green_area": 200.1}, "external_lines"),
    ({**POWER, "voltage": 0.22}, "external_lines_exempt"),
    ({**POWER, "voltage": 0.38}, "external_lines_exempt"),
    ({**POWER, "voltage": 0.39, "new_channel": False}, "external_lines"),
    ({**POWER, "voltage": 10, "new_channel": False}, "external_lines_exempt"),
    ({**POWER, "voltage": 20, "new_channel": False}, "external_lines_exempt"),
    ({**POWER, "voltage": 35, "new_channel": False}, "external_lines"),
    ({**CHANNEL, "channel_length": 999.9}, "external_lines_exempt"),
    ({**CHANNEL, "channel_length": 1000}, "external_lines_exempt"),
    ({**CHANNEL, "channel_length": 1000.1}, "external_lines"),
    ({**CHANNEL, "green_area": 299.9}, "external_lines_exempt"),
    ({**CHANNEL, "green_area": 300}, "external_lines_exempt"),
    ({**CHANNEL, "green_area": 300.1}, "external_lines"),
    ({**CHANNEL, "voltage": 20}, "external_lines_exempt"),
    (DECORATION, "decoration_exempt"),
    ({**DECORATION, "decoration_area": 2999.9}, "decoration_exempt"),
    ({**DECORATION, "decoration_area": 3000}, "decoration_exempt"),
    ({**DECORATION, "decoration_area": 3000.1}, "decoration"),
    *(({**DECORATION, name: not value}, "decoration") for name, value in DECORATION.items() if value in (True, False)),
    (ESTATE, "old_estate"),
    ({**ESTATE, "renovation": "mixed"}, "old_estate"),
    ({**ESTATE, "renovation": "rebuild"}, "none"),
    ({**ESTATE, "keeps_layout": False}, "none"),
    (GRID, "power_grid"),
    ({**GRID, "works": "line"}, "power_grid"),
    ({**GRID, "estate_substation": True}, "none"),
    (STATION, "station_5g"),
    ({**STATION, "station_scope": "hub"}, "none"),
    ({**STATION, "station_scope": "new_building"}, "none"),
    ({"completed": True}, "joint_acceptance"),
]
KINDS = [LOW, PLAN, CONDITIONS, WATER, POWER, DECORATION, ESTATE, GRID, STATION, {"completed": True}]


def ask(facts, **more):
    return guide({**facts, **more}, "foshan")


def ids(items):
    return {item.id for item in items}


@pytest.mark.parametrize(("facts", "project_type"), TYPES)
def test_the_project_type_follows_the_clause(facts, project_type):
    assert ask(facts).project_type == project_type


@pytest.mark.parametrize("facts", KINDS)
@pytest.mark.parametrize("zone", ZONES)
def test_an_excluded_zone_comes_before_everything(facts, zone):
    guidance = ask(facts, excluded_zones=[zone])
    assert (guidance.process, guidance.project_type) == (None, "none")
    assert [why.rule for why in guidance.why] == [f"project_type_zone_{zone}"]
    assert not guidance.limits


@pytest.mark.parametrize("name", ["pipeline_length", "diameter", "green_area"])
def test_a_line_of_unknown_measures_is_asked_for_them(name):
    facts = {key: value for key, value in WATER.items() if key != name}
    assert ask(facts).missing == (name,)


def test_a_line_without_a_new_channel_may_occupy_any_green_space():
    assert ask(POWER, voltage=10, new_channel=False, green_area=5000).project_type == "external_lines_exempt"


@pytest.mark.parametrize(
    ("facts", "waived"),
    [
        (GRID, False),
        ({**GRID, "investment": 100}, True),
        ({**GRID, "investment": 99.99}, True),
        ({**GRID, "investment": 100.01}, False),
        ({**GRID, "building_area": 500}, True),
        ({**GRID, "building_area": 499.9}, True),
        ({**GRID, "building_area": 500.1}, False),
        ({**GRID, "building_works": False}, True),
    ],
)
def test_small_buildings_of_the_grid_need_no_construction_permit(facts, waived):
    guidance = ask(facts)
    assert ("construction_permit" in ids(guidance.exempt)) is waived
    assert ("construction_permit" in ids(guidance.matters)) is not waived
    assert (DOCUMENT + "3.7.3" in guidance.limits) is not waived
    assert ("construction_commitment" in ids(guidance.materials)) is not waived


@pytest.mark.parametrize(
    ("fact", "value", "matter"),
    [("approved_or_allocated", False, "siting_opinion"), ("keeps_land", True, "land_preview")],
)
def test_the_grid_skips_the_part_of_the_land_stage_that_does_not_apply(fact, value, matter):
    needed, waived = ask(GRID), ask(GRID, **{fact: value})
    assert matter in ids(needed.matters)
    assert matter not in ids(needed.exempt)
    assert matter in ids(waived.exempt)
    assert matter not in ids(waived.matters)


def test_only_a_substation_commits_itself_instead_of_a_review():
    assert {i.id for i in ask(GRID).exempt if i.details["on_commitment"]} == {"design_plan_review"}
    line = ask(GRID, works="line")
    assert "design_plan_review" not in ids(line.exempt)
    assert "plan_notice" not in ids(line.matters)


@pytest.mark.parametrize(
    ("fact", "matter", "exemption"),
    [
        ("affects_environment", "eia", "eia"),
        ("land_change", "land_planning_permit", "land_planning_permit"),
        ("planning_change", "planning_permit", "planning_permit"),
    ],
)
def test_an_estate_needs_what_it_touches(fact, matter, exemption):
    assert matter in ids(ask(ESTATE, **{fact: True}).matters)
    assert exemption not in ids(ask(ESTATE, **{fact: True}).exempt)
    assert exemption in ids(ask(ESTATE).exempt)


def test_an_estate_that_changes_its_plan_needs_both_permits_and_may_need_the_second_alone():
    assert {"planning_permit", "construction_permit"} <= ids(ask(ESTATE, planning_change=True).matters)
    alone = ids(ask(ESTATE, needs_construction_permit=True).matters)
    assert "construction_permit" in alone
    assert "planning_permit" not in alone


@pytest.mark.parametrize(
    ("facts", "fact", "matter"),
    [
        (WATER, "occupies_traffic", "traffic_plan"),
        (WATER, "excavates_road", "road_occupation"),
        (WATER, "crosses_highway", "highway_works"),
        (WATER, "occupies_green", "green_occupation"),
        (WATER, "relocates_facilities", "facility_relocation"),
        (STATION, "excavates_road", "road_occupation"),
        (STATION, "in_waterworks_range", "waterworks"),
        (STATION, "needs_soil_plan", "soil_conservation"),
    ],
)
def test_a_line_and_a_station_need_the_permits_of_what_they_cross(facts, fact, matter):
    long = {
        **facts,
        **({"pipeline_length": 900} if facts is WATER else {}),
        **dict.fromkeys((*CROSSINGS, *OTHERS), False),
    }
    assert matter not in ids(ask(long).matters)
    assert matter in ids(ask(long, **{fact: True}).matters)


def test_what_is_exempt_is_not_among_the_matters():
    for facts in KINDS:
        guidance = ask(facts)
        assert not ids(guidance.exempt) & ids(guidance.matters)


def test_low_risk_lines_are_reported_and_not_permitted():
    assert ids(ask(WATER).matters) == {"lines_report"}
    assert ids(ask(WATER).exempt) == {"line_permits"}


LIMITS = [
    (LOW, {"1-low-risk"}),
    (PLAN, {"1-with-plan", "3.2.1", "3.2.2-acceptance", "3.2.2-registration"}),
    (CONDITIONS, {"1-with-conditions", "3.3.1", "3.3.2", "3.3.3-acceptance", "3.3.3-registration"}),
    (ESTATE, {"1-old-estate", "3.4.1", "3.4.2", "3.4.3", "3.4.4"}),
    (GRID, {"1-power-grid", "3.7.1", "3.7.2", "3.7.3", "3.7.4"}),
    (STATION, {"1-5g", "3.8.1"}),
    (WATER, set()),
    (DECORATION, set()),
    ({"completed": True}, set()),
]


@pytest.mark.parametrize(("facts", "limits"), LIMITS)
def test_each_type_is_under_the_limits_of_its_clause_and_the_intake_of_the_law(facts, limits):
    found = ask(facts).limits
    assert {limit.removeprefix(DOCUMENT) for limit in found if limit.startswith(DOCUMENT)} == limits
    assert "prc-licensing-law/32.4" in found


def diagram_limits(bpmn, process):
    """The limits a diagram is under, with those of the diagrams it calls."""
    root = etree.parse(str(next(bpmn.glob(f"*/{process}.bpmn")))).getroot()
    here = set(root.xpath("//b:limit/@ref | //b:timer/@limit", namespaces={"b": "urn:banjie:bpmn:1"}))
    return here.union(*(diagram_limits(bpmn, other) for other in set(root.xpath("//@calledElement"))))


NOT_EXEMPT = [{**WATER, "pipeline_length": 900}, {**DECORATION, "office": False}]


@pytest.mark.parametrize("facts", [LOW, PLAN, CONDITIONS, ESTATE, GRID, STATION, {"completed": True}, *NOT_EXEMPT])
def test_the_guide_promises_the_limits_that_the_diagram_counts(bpmn, facts):
    guidance = ask(facts)
    assert set(guidance.limits) == diagram_limits(bpmn, guidance.process)


@pytest.fixture(scope="module")
def foshan():
    return guide_of("佛山")


def test_every_rule_has_a_text_and_a_clause(foshan):
    for table in foshan.tables.values():
        for rule in table.rules:
            assert rule.text, rule.id
            assert rule.annotations["clause"], rule.id


def test_every_limit_of_the_tables_is_in_the_catalogue(foshan):
    catalogue = Catalogue.load()
    for rule in foshan.tables["limits"].rules:
        assert rule.outputs[0].evaluate({}) in catalogue


def test_every_department_of_the_tables_is_one_of_the_place(foshan):
    table = foshan.tables["matters"]
    column = [output.name for output in table.outputs].index("department")
    for rule in table.rules:
        assert Places.load().place("foshan").department(rule.outputs[column].evaluate({}))


@pytest.mark.parametrize("facts", [*KINDS, *NOT_EXEMPT])
def test_every_material_belongs_to_a_matter_of_the_same_type(facts):
    guidance = ask({**dict.fromkeys((*CROSSINGS, *OTHERS), True), **facts})
    for material in guidance.materials:
        assert material.details["matter"] in ids(guidance.matters), material.id


def test_every_fact_of_the_tables_can_be_given(foshan):
    asked = {name for table in foshan.tables.values() for name in table.names()} - {"project_type"}
    assert asked == set(foshan.sheet.facts)


def test_every_rule_of_the_project_type_can_fire():
    seen = {why.rule for facts, _ in TYPES for why in ask(facts).why if why.table == "project_type"}
    zones = {f"project_type_zone_{zone}" for zone in ZONES}
    assert seen | zones == {rule.id for rule in guide_of("foshan").tables["project_type"].rules}


@pytest.mark.parametrize("name", TABLES)
def test_ids_stand_once_in_a_file_and_the_decision_is_drawn(bpmn, name):
    root = etree.parse(str(bpmn / "foshan" / f"{name}.dmn")).getroot()
    found = root.xpath("//@id")
    assert len(found) == len(set(found))
    drawn = set(root.xpath("//@dmnElementRef"))
    assert name in drawn
    assert drawn | {href.removeprefix("#") for href in root.xpath("//@href")} <= set(found)
