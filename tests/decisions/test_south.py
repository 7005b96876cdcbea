"""The tables of 海口, 惠州, 海南, 三亚, 北海 and 江门 against the clauses, each threshold at, just below and above."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.bpmn import read_processes
from workflows.catalogue import Catalogue
from workflows.decisions import read_tables
from workflows.decisions.guide import TABLES, guide, guide_of
from workflows.decisions.tables import decide
from workflows.library import FOLDER, Library
from workflows.places import Places

PLACES = ("haikou", "huizhou", "hainan", "sanya", "beihai", "jiangmen")

BUY = {"budget": 1_000_000}
URGENT = {"budget": 1, "emergency": True}
SMALL = {"budget": 80_000, "small_supplier": True}
ENTRY = {
    "procedure": "patent_award",
    "granted": True,
    "valid": True,
    "won_before": False,
    "local_applicant": True,
    "recommender": "authority",
    "patent_kind": "invention",
}
SITE = {"procedure": "minimal_approval", "key_park": True, "low_risk": True, "use": "factory"}
CHANGED = {**SITE, "conditions_changed": True}
POLICY = {"procedure": "policy_fulfilment", "subsidy": True}
PARK = {"procedure": "four_instant", "in_park": True, "assessed": True}
MATTER = {"wants": "matter", "item_kind": "promised", "complete": True}


def ids(items):
    return {item.id for item in items}


TYPES = [
    ("haikou", BUY, "procurement"),
    ("haikou", {"complaint": True, "evidence_clear": False}, "procurement_complaint"),
    ("haikou", {**URGENT, "market_can_supply": False}, "emergency_purchase"),
    ("haikou", {**URGENT, "market_can_supply": True}, "procurement"),
    ("huizhou", SMALL, "procurement"),
    ("huizhou", {**SMALL, "budget": 0}, "none"),
    ("huizhou", {**SMALL, "budget": 0.01}, "procurement"),
    ("huizhou", {**SMALL, "budget_approved": False}, "none"),
    ("huizhou", {**SMALL, "over_budget": True}, "none"),
    ("huizhou", {**SMALL, "works_bundled": True}, "none"),
    ("hainan", ENTRY, "patent_award"),
    ("hainan", {**ENTRY, "granted": False}, "none"),
    ("hainan", {**ENTRY, "confidential": True}, "none"),
    ("hainan", {**ENTRY, "valid": False}, "none"),
    ("hainan", {**ENTRY, "dispute": True}, "none"),
    ("hainan", {**ENTRY, "fees_overdue": True}, "none"),
    ("hainan", {**ENTRY, "won_before": True}, "none"),
    ("hainan", {**ENTRY, "local_applicant": False}, "none"),
    ("hainan", {**ENTRY, "owners": 2, "owners_agree": False}, "none"),
    ("hainan", {**ENTRY, "owners": 2, "owners_agree": True}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "park", "entries_before": 30}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "academician"}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "academician", "entries_before": 1}, "none"),
    ("hainan", {**ENTRY, "recommender": "model_university", "entries_before": 1}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "model_university", "entries_before": 2}, "none"),
    ("hainan", {**ENTRY, "recommender": "pilot_university"}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "pilot_university", "entries_before": 1}, "none"),
    ("hainan", {**ENTRY, "recommender": "model_company"}, "patent_award"),
    ("hainan", {**ENTRY, "recommender": "model_company", "entries_before": 1}, "none"),
    ("hainan", SITE, "minimal_approval"),
    ("hainan", {**SITE, "use": "warehouse"}, "minimal_approval"),
    ("hainan", {**SITE, "use": "other"}, "none"),
    ("hainan", {**SITE, "key_park": False}, "none"),
    ("hainan", {**SITE, "low_risk": False}, "none"),
    ("sanya", POLICY, "policy_fulfilment"),
    ("sanya", PARK, "four_instant"),
    ("sanya", {**PARK, "in_park": False}, "none"),
    ("beihai", {"wants": "question"}, "first_asked"),
    ("beihai", MATTER, "first_asked"),
    ("beihai", {**MATTER, "place_asked": "general_counter"}, "none"),
    ("jiangmen", {"listed_matter": True}, "notary"),
    ("jiangmen", {"listed_matter": False}, "none"),
]


@pytest.mark.parametrize(("place", "facts", "project_type"), TYPES)
def test_the_project_type_follows_the_clause(place, facts, project_type):
    assert guide(facts, place).project_type == project_type


@pytest.mark.parametrize("place", PLACES)
def test_every_rule_of_the_project_type_can_fire(place):
    answers = [guide(facts, place) for where, facts, _ in TYPES if where == place]
    seen = {why.rule for answer in answers for why in answer.why if why.table == "project_type"}
    assert seen == {rule.id for rule in guide_of(place).tables["project_type"].rules}


@pytest.mark.parametrize("place", PLACES)
def test_a_known_case_leaves_nothing_open(place):
    for where, facts, project_type in TYPES:
        if where == place and project_type != "none":
            assert guide(facts, place).missing == (), facts


# ── 海口: a deposit of at most 0.5 % of the budget; payment in 5 working days, from 2025 in 3 ─────────────────────


@pytest.mark.parametrize(
    ("deposit", "exempt", "refund", "lower"),
    [(0, True, False, False), (0.01, False, True, False), (4999.99, False, True, False), (5000, False, True, False),
     (5000.01, False, True, True)],
)  # fmt: skip
def test_a_deposit_is_not_asked_or_stays_within_half_a_percent(deposit, exempt, refund, lower):
    answer = guide({**BUY, "deposit_amount": deposit}, "haikou")
    assert ("bid_deposit" in ids(answer.exempt)) is exempt
    assert ("deposit_refund" in ids(answer.matters)) is refund
    assert ("haikou-2023-procurement/13-losers" in answer.limits) is refund
    assert ("deposit_instrument" in ids(answer.materials)) is refund
    assert ("lower_deposit" in ids(answer.matters)) is lower


@pytest.mark.parametrize(("year", "limit"), [(2023, "15-2023"), (2024, "15-2023"), (2025, "15-2025")])
def test_the_payment_is_promised_by_the_year_of_the_invoice(year, limit):
    limits = guide({**BUY, "invoice_year": year}, "haikou").limits
    assert [name for name in limits if "/15-" in name] == [f"haikou-2023-procurement/{limit}"]


@pytest.mark.parametrize("clear", [True, False])
def test_a_complaint_is_under_the_limit_only_where_the_evidence_is_clear(clear):
    answer = guide({"complaint": True, "evidence_clear": clear}, "haikou")
    assert answer.limits == (("haikou-2023-procurement/24",) if clear else ())


def test_an_environmental_declaration_is_asked_where_the_documents_bar_offenders():
    assert "environment_declaration" in ids(guide({**BUY, "environment_record": True}, "haikou").materials)
    assert "environment_declaration" not in ids(guide(BUY, "haikou").materials)


# ── 惠州 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("small", "limit"), [(True, "8-payment-sme"), (False, "8-payment-other")])
def test_the_payment_depends_on_the_size_of_the_supplier(small, limit):
    answer = guide({"budget": 1, "small_supplier": small}, "huizhou")
    assert answer.limits == ("huizhou-2023-procurement/8-contract", f"huizhou-2023-procurement/{limit}")


def test_the_deposit_is_replaced_by_a_commitment():
    answer = guide(SMALL, "huizhou")
    assert next(item for item in answer.exempt if item.id == "bid_deposit").details["on_commitment"] is True


# ── 海南 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ratio", "height", "filed"),
    [(1.99, 29.99, True), (2, 30, True), (2.01, 30, False), (2, 30.01, False), (3, 60, False), (0, 0, True)],
)
def test_changed_conditions_are_only_filed_within_the_thresholds(ratio, height, filed):
    answer = guide({**CHANGED, "plot_ratio": ratio, "height": height}, "hainan")
    assert ("plan_filing" in ids(answer.matters)) is filed
    assert ("plan_change" in ids(answer.matters)) is not filed
    assert ("plan_change" in ids(answer.exempt)) is filed


def test_unchanged_conditions_need_neither():
    assert not {"plan_filing", "plan_change"} & ids(guide(SITE, "hainan").matters)


@pytest.mark.parametrize(
    ("facts", "material"),
    [
        ({"owners": 2, "owners_agree": True}, "owners_consent"),
        ({"density_filed": True}, "filing_and_contracts"),
        ({"financial_data": True}, "benefit_proof"),
        ({"patent_kind": "design"}, "design_sample"),
        ({"special_product": True}, "market_access"),
    ],
)
def test_an_entry_brings_what_its_patent_calls_for(facts, material):
    assert material in ids(guide({**ENTRY, **facts}, "hainan").materials)
    assert material not in ids(guide(ENTRY, "hainan").materials)


@pytest.mark.parametrize(
    ("level", "number", "awarded", "amount"),
    [("gold", 1, True, 150_000), ("gold", 4, True, 150_000), ("gold", 5, False, 0), ("excellence", 8, True, 100_000),
     ("excellence", 9, False, 0)],
)  # fmt: skip
def test_an_edition_has_four_gold_awards_and_eight_of_excellence(level, number, awarded, amount):
    (table,) = read_tables((FOLDER / "hainan" / "award_prize.dmn").read_bytes())
    found = decide(table, {"award_level": level, "number_in_edition": number}).outputs
    assert (found["awarded"], found["amount"]) == (awarded, amount)


# ── 三亚, 北海 ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("subsidy", [True, False])
def test_only_a_subsidy_is_announced_twenty_days_before(subsidy):
    answer = guide({"procedure": "policy_fulfilment", "subsidy": subsidy}, "sanya")
    assert ("sanya-2023-plan/2.20-notice" in answer.limits) is subsidy
    assert ("apply_subsidy" in ids(answer.matters)) is subsidy


def test_what_is_granted_without_application_needs_no_papers():
    answer = guide({**POLICY, "automatic": True}, "sanya")
    assert "apply_subsidy" not in ids(answer.matters)
    assert answer.materials == ()


@pytest.mark.parametrize(
    ("more", "limits"),
    [
        ({}, {"6.2", "6.3"}),
        ({"item_kind": "instant"}, {"6.2", "6.3", "5.3"}),
        ({"own_duty": False}, {"6.2", "6.3", "6.4"}),
        ({"item_kind": "instant", "own_duty": False}, {"6.2", "6.3", "6.4"}),
        ({"complete": False}, {"6.2"}),
    ],
)
def test_who_comes_with_a_matter_is_answered_registered_and_handed_on(more, limits):
    found = guide({**MATTER, **more}, "beihai").limits
    assert {name.rpartition("/")[2] for name in found} == limits


# ── the files themselves ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=PLACES)
def place(request):
    return request.param


def test_every_rule_has_a_text_and_a_clause(place):
    for table in guide_of(place).tables.values():
        for rule in table.rules:
            assert rule.text, rule.id
            assert rule.annotations["clause"], rule.id


def test_every_limit_of_the_tables_is_in_the_catalogue(place):
    catalogue = Catalogue.load()
    for rule in guide_of(place).tables["limits"].rules:
        assert rule.outputs[0].evaluate({}) in catalogue


def test_every_department_of_the_tables_is_one_of_the_place(place):
    table = guide_of(place).tables["matters"]
    column = [output.name for output in table.outputs].index("department")
    for rule in table.rules:
        assert Places.load().place(place).department(rule.outputs[column].evaluate({}))


def test_every_fact_of_the_tables_can_be_given(place):
    asked = {name for table in guide_of(place).tables.values() for name in table.names()} - {"project_type"}
    assert asked <= set(guide_of(place).sheet.facts)


def test_every_material_belongs_to_a_matter_of_the_same_answer():
    for place, facts, project_type in TYPES:
        answer = guide(facts, place)
        if project_type != "none":
            assert {item.details["matter"] for item in answer.materials} <= ids(answer.matters), (place, facts)


def test_the_guide_names_the_diagrams_and_their_materials(place):
    models = {
        model.id: model
        for file in Library.load().diagrams
        if file.name.startswith(place)
        for model in read_processes(file.data, file.name)
    }
    rows = guide_of(place).tables
    process = [output.name for output in rows["project_type"].outputs].index("process")
    named = {str(rule.outputs[process].evaluate({})) for rule in rows["project_type"].rules} - {"none"}
    assert named == set(models)
    offered = {(str(r.outputs[0].evaluate({})), str(r.outputs[1].evaluate({}))) for r in rows["materials"].rules}
    assert {(m.id, m.name) for model in models.values() for m in model.materials} == offered


@pytest.mark.parametrize("name", TABLES)
def test_ids_stand_once_in_a_file_and_the_decision_is_drawn(place, name):
    root = etree.parse(str(FOLDER / place / f"{name}.dmn")).getroot()
    found = root.xpath("//@id")
    assert len(found) == len(set(found))
    drawn = root.xpath("//@dmnElementRef")
    assert name in drawn
    assert set(drawn) <= set(found)
    assert {href.removeprefix("#") for href in root.xpath("//@href")} <= set(found)
