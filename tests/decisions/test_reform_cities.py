"""珠海, 汕头 and 清城: each threshold at, just under and just over, in the guide and in the diagram."""

from __future__ import annotations

import pytest

from workflows.bpmn import read_processes
from workflows.decisions.guide import guide, guide_of
from workflows.expression import is_true, parse
from workflows.library import Library

LIBRARY = Library.load()
PLACES = ["zhuhai", "shantou", "qingcheng"]
MODELS = {
    model.id: model
    for file in LIBRARY.diagrams
    if file.name.split("/")[0] in PLACES
    for model in read_processes(file.data, file.name)
}
SMALL = {
    "matter": "small_power",
    "capacity": 100,
    "employees": 10,
    "taxable_income": 50,
    "total_assets": 500,
    "publicly_listed": True,
}
LINE = {
    "matter": "external_lines",
    "utility": "power",
    "excavates_road": True,
    "affects_flood": False,
    "occupies_green": False,
    "affects_trees": False,
}
CARE = {"matter": "care_decoration", "renovation_area": 120, "changes_planning": False}


def condition(process, target):
    """The condition of the flow that leads to an element of a process."""
    flows = [flow for flow in MODELS[process].flows.values() if flow.target == target and flow.condition]
    assert len(flows) == 1
    return parse(flows[0].condition)


def rows(table):
    """The outputs of each rule of a table, as they stand."""
    names = [output.name for output in table.outputs]
    return [dict(zip(names, (cell.evaluate({}) for cell in rule.outputs), strict=True)) for rule in table.rules]


# ── kVA, staff, amounts ────

CAPACITIES = [(199.9, True), (200, True), (200.1, False), (0, True), (315, False)]


@pytest.mark.parametrize("place", ["zhuhai", "shantou"])
@pytest.mark.parametrize(("capacity", "fits"), CAPACITIES)
def test_up_to_200_kva_is_connected_fast(place, capacity, fits):
    found = guide({**SMALL, "capacity": capacity}, place)
    assert found.process == (f"{place}_small_power" if fits else None)


MEASURES = [
    ("employees", 300, True),
    ("employees", 299, True),
    ("employees", 301, False),
    ("taxable_income", 300, True),
    ("taxable_income", 299.99, True),
    ("taxable_income", 300.01, False),
    ("total_assets", 5000, True),
    ("total_assets", 4999.99, True),
    ("total_assets", 5000.01, False),
    ("publicly_listed", False, False),
]


@pytest.mark.parametrize(("fact", "value", "fits"), MEASURES)
def test_shantou_tells_a_small_company_by_every_measure_of_the_model(fact, value, fits):
    facts = {**SMALL, fact: value}
    assert (guide(facts, "shantou").process == "shantou_small_power") is fits
    assert is_true(condition("shantou_small_power", "connection").evaluate(facts)) is fits


@pytest.mark.parametrize("fact", ["employees", "taxable_income", "total_assets", "publicly_listed"])
def test_zhuhai_asks_for_nothing_but_the_capacity(fact):
    found = guide({key: value for key, value in SMALL.items() if key != fact}, "zhuhai")
    assert (found.process, found.missing) == ("zhuhai_small_power", ())


# ── kV ────

VOLTAGES = [(9.9, "external_lines"), (10, "line_filing"), (10.1, "external_lines"), (35, "external_lines")]


@pytest.mark.parametrize(("voltage", "kind"), VOLTAGES)
def test_a_cable_of_10_kv_is_filed_in_zhuhai_and_any_other_line_approved(voltage, kind):
    facts = {**LINE, "voltage": voltage}
    found = guide(facts, "zhuhai")
    assert (found.project_type, found.process) == (kind, "zhuhai_external_lines")
    assert is_true(condition("zhuhai_external_lines", "line_filing").evaluate(facts)) is (kind == "line_filing")
    assert ([item.id for item in found.exempt] == ["line_approval"]) is (kind == "line_filing")


def test_a_filing_needs_three_papers_and_no_permit():
    found = guide({**LINE, "voltage": 10}, "zhuhai")
    assert [item.id for item in found.materials] == ["supply_scheme", "cable_route_plan", "filing_note"]
    assert [item.id for item in found.matters] == ["line_filing"]
    assert "zhuhai-2020-reforms/1.3" not in found.limits


def test_a_water_line_has_no_voltage_and_is_not_asked_for_one():
    found = guide({**LINE, "utility": "water"}, "zhuhai")
    assert (found.project_type, found.missing) == ("external_lines", ())
    assert [item.id for item in found.matters] == ["planning_permit", "road_permit"]
    assert "zhuhai-2020-reforms/1.3" in found.limits


def test_a_power_line_of_unknown_voltage_is_asked_for_it():
    assert guide(LINE, "zhuhai").missing == ("voltage",)


# ── m² ────

AREAS = [(299.9, True), (300, True), (300.1, False)]


@pytest.mark.parametrize(("area", "fits"), AREAS)
def test_a_day_care_of_up_to_300_square_metres_is_exempt(area, fits):
    facts = {**CARE, "renovation_area": area}
    assert (guide(facts, "qingcheng").process == "qingcheng_care_decoration") is fits
    assert is_true(condition("qingcheng_care_decoration", "renovation").evaluate(facts)) is fits


def test_a_day_care_that_changes_what_planning_fixed_is_not_exempt_however_small():
    assert guide({**CARE, "changes_planning": True}, "qingcheng").process is None
    assert guide({**CARE, "existing_building": False}, "qingcheng").process is None


# ── what else decides ────

PROCESSES = [
    ("zhuhai", {"matter": "company_start"}, "zhuhai_company_start", {"2.1", "2.1-registration", "2.1-seal-invoice"}),
    ("zhuhai", {"matter": "instant_approval", "on_instant_list": True}, "zhuhai_instant_approval", {"1.9"}),
    ("zhuhai", {"matter": "instant_approval", "on_instant_list": False}, None, set()),
    ("zhuhai", {"matter": "land_checklist", "social_investment": True}, "zhuhai_land_checklist", set()),
    ("zhuhai", {"matter": "land_checklist", "social_investment": False}, None, set()),
    ("zhuhai", {"matter": "themed_licence"}, "zhuhai_themed_licence", set()),
    ("zhuhai", {"matter": "other"}, None, set()),
    ("shantou", {"matter": "company_start"}, "shantou_company_start", {"1.2"}),
    ("shantou", {"matter": "instant_approval", "on_instant_list": True}, "shantou_instant_approval", set()),
    ("shantou", LINE, "shantou_external_lines", set()),
    ("qingcheng", {"matter": "tax_package", "newly_registered": True}, "qingcheng_tax_package", {"2.5.4"}),
    ("qingcheng", {"matter": "tax_package", "newly_registered": False}, None, set()),
    ("qingcheng", {"matter": "joint_acceptance", "needs_air_defence": False}, "qingcheng_joint_acceptance", {"2.10.1"}),
    ("qingcheng", {**LINE, "low_risk": False}, "qingcheng_external_lines", {"2.8.1"}),
    ("qingcheng", {**LINE, "low_risk": True}, "qingcheng_external_lines", set()),
    ("qingcheng", {**LINE, "utility": "gas"}, "qingcheng_external_lines", set()),
]


@pytest.mark.parametrize(("place", "facts", "process", "limits"), PROCESSES)
def test_a_matter_leads_to_its_process_and_to_the_limits_of_its_document(place, facts, process, limits):
    found = guide(facts, place)
    assert found.process == process
    own = {limit.rpartition("/")[2] for limit in found.limits if not limit.startswith("prc-")}
    assert own == limits


@pytest.mark.parametrize(
    ("industrial", "granted", "process"),
    [(True, True, "qingcheng_construction_permit"), (True, False, None), (False, True, None), (False, False, None)],
)
def test_the_18_days_are_for_industry_on_granted_land_only(industrial, granted, process):
    facts = {"matter": "construction_permit", "industrial": industrial, "granted_land": granted}
    found = guide(facts, "qingcheng")
    assert found.process == process
    assert ("qingcheng-2021-plan/2.7.2" in found.limits) is (process is not None)
    in_scope = condition("qingcheng_construction_permit", "parallel")
    assert is_true(in_scope.evaluate(facts)) is (process is not None)


@pytest.mark.parametrize(("survey", "drawings"), [(True, True), (True, False), (False, True), (False, False)])
def test_a_commitment_is_brought_where_a_paper_of_the_line_check_is_missing(survey, drawings):
    facts = {
        "matter": "planning_line_check",
        "has_line_report": True,
        "has_setting_out_survey": survey,
        "has_reviewed_drawings": drawings,
    }
    found = {item.id: item.details["tolerable"] for item in guide(facts, "qingcheng").materials}
    assert ("commitment_letter" in found) is not (survey and drawings)
    assert (found["line_report"], found["setting_out_survey"], found["reviewed_drawings"]) == (False, True, True)


def test_without_the_survey_of_the_line_the_check_cannot_be_applied_for():
    assert guide({"matter": "planning_line_check", "has_line_report": False}, "qingcheng").process is None


@pytest.mark.parametrize("place", PLACES)
def test_every_process_and_limit_that_the_tables_name_exists(place):
    tables = guide_of(place).tables
    named = {row["process"] for row in rows(tables["project_type"])} - {""}
    assert named == {process for process in MODELS if process.startswith(place)}
    limits = {row["limit"] for row in rows(tables["limits"])}
    assert limits <= set(LIBRARY.catalogue.limits)


@pytest.mark.parametrize("place", PLACES)
def test_the_materials_of_the_tables_are_those_of_the_diagrams(place):
    drawn = {(m.id, m.name) for process, model in MODELS.items() if process.startswith(place) for m in model.materials}
    listed = {(row["id"], row["name"]) for row in rows(guide_of(place).tables["materials"])}
    assert listed == drawn
