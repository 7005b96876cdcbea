"""What 揭阳's plan says of companies, police licences, property, papers and demands: matters, exemptions, questions."""

from __future__ import annotations

import pytest

from tests.support.jieyang import BUNDLE, CASES, COMPANY, POLICE, PROPERTY, STARTUP, TRANSFER, TRAVEL
from workflows.catalogue import Catalogue
from workflows.decisions.guide import guide, guide_of
from workflows.places import Places

STARTED = {**STARTUP, "undertaking": "licence_bundle", "new_company": True}


def said(facts, **more):
    return guide({**facts, **more}, "jieyang")


def ids(items):
    return {item.id for item in items}


@pytest.mark.parametrize("facts", [facts for facts, _, _ in CASES])
def test_nothing_more_is_asked_once_the_facts_are_known(facts):
    guidance = said(facts)
    assert guidance.missing == ()
    assert guidance.ignored == ()
    assert guidance.matters


@pytest.mark.parametrize(
    ("fact", "matter"),
    [
        ("wants_seal", "seal"),
        ("wants_invoices", "invoices"),
        ("insures_staff", "insurance"),
        ("opens_fund", "fund_account"),
    ],
)
@pytest.mark.parametrize("start", [STARTUP, {**BUNDLE, **STARTED}])
def test_a_new_company_does_only_what_it_wants(start, fact, matter):
    after = {"seal", "invoices", "insurance", "fund_account"}
    assert not ids(said(start).matters) & after
    assert ids(said(start, **{fact: True}).matters) & after == {matter}


def test_a_bundle_without_a_new_company_registers_none():
    assert "company_registration" not in ids(said(BUNDLE).matters)
    assert "startup_form" not in ids(said(BUNDLE).materials)
    assert not {limit for limit in said(BUNDLE).limits if "startup" in limit}


@pytest.mark.parametrize(
    ("fact", "licence", "department"),
    [
        ("sells_food_or_medicine", "food_drug_licence", "market_regulation"),
        ("needs_commerce", "commerce_licence", "commerce"),
        ("needs_urban", "urban_licence", "urban_management"),
        ("needs_police", "security_licence", "public_security"),
        ("needs_labour", "labour_licence", "human_resources"),
    ],
)
def test_a_bundle_holds_the_licences_that_are_needed(fact, licence, department):
    nothing = {**BUNDLE, "sells_food_or_medicine": False}
    assert ids(said(nothing).matters) == {"combined_licence"}
    item = next(item for item in said(nothing, **{fact: True}).matters if item.id == licence)
    assert item.details["department"] == department


def test_the_seal_is_not_filed_with_the_police_and_insurance_needs_no_further_log_in():
    assert ids(said(STARTUP, wants_seal=True, insures_staff=True).exempt) == {"seal_filing", "insurance_login"}
    assert said(STARTUP).exempt == ()


@pytest.mark.parametrize("reason", ["structure", "map", "space", "administration", "other"])
def test_only_a_key_company_that_moves_for_another_reason_is_coordinated(reason):
    matters = ids(said({"undertaking": "relocation"}, move_reason=reason, key_company=True).matters)
    assert ("coordination" in matters) is (reason == "other")


def test_a_company_that_moves_for_another_reason_and_is_no_key_company_has_no_coordination():
    facts = {"undertaking": "relocation", "move_reason": "other", "key_company": False}
    assert ids(said(facts).matters) == {"move_out"}


@pytest.mark.parametrize(
    ("matter", "exempt"),
    [
        ("hotel", {"prior_review"}),
        ("security_training", {"prior_review"}),
        ("security_company", {"experience_proof", "no_crime_proof"}),
        ("premises", {"superior_approval", "product_registration", "lease_agreement"}),
    ],
)
def test_each_licence_of_the_police_leaves_out_its_own_papers(matter, exempt):
    assert ids(said(POLICE, police_matter=matter).exempt) == exempt


def test_only_the_review_before_the_licence_is_left_out_on_commitment():
    trade, company = said(POLICE, police_matter="pawn"), said(POLICE, police_matter="security_company")
    assert [item.details["on_commitment"] for item in trade.exempt] == [True]
    assert {item.details["on_commitment"] for item in company.exempt} == {False}


def test_a_sale_between_companies_of_what_is_not_lived_in_is_not_signed_online():
    sale = {**COMPANY, **TRANSFER, "between_companies": True}
    assert ids(said(sale, non_residential=True).exempt) == {"online_signing"}
    assert said(sale, non_residential=False).exempt == ()


def test_taxes_are_due_on_a_transfer_only():
    assert "transfer_tax" in ids(said({**COMPANY, **TRANSFER}, between_companies=False).matters)
    assert "transfer_tax" not in ids(said(COMPANY, property_matter="mortgage").matters)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (PROPERTY, "property_matter"),
        (TRANSFER, "company_property"),
        ({**PROPERTY, "property_matter": "first"}, "legal_person_first"),
        ({**COMPANY, **TRANSFER}, "between_companies"),
        (TRAVEL, "paper"),
        ({**TRAVEL, "paper": "passport"}, "company_staff"),
        (POLICE, "police_matter"),
        ({"undertaking": "relocation"}, "move_reason"),
        ({"undertaking": "hotline"}, "demand_kind"),
        ({"undertaking": "bankruptcy"}, "small_micro"),
        ({"undertaking": "settlement", "recognised": True}, "guangdong_household"),
        ({"undertaking": "licence_bundle"}, "new_company"),
    ],
)
def test_what_decides_is_asked_for(facts, missing):
    assert missing in said(facts).missing


def test_an_urgent_passport_is_presumed_not_to_be_urgent():
    assert said(TRAVEL, paper="passport", company_staff=True).assumed == ("emergency",)


def test_a_large_company_has_no_simplified_bankruptcy():
    assert said({"undertaking": "bankruptcy"}, small_micro=False).process is None


def test_every_binding_limit_of_the_plan_can_be_told():
    """Averages, best cases and trials are told to nobody."""
    binding = {
        limit.id
        for limit in Catalogue.load().limits.values()
        if limit.id.startswith("jieyang-2020-7/") and limit.kind in ("limit", "target")
    }
    told = {rule.outputs[0].evaluate({}) for rule in guide_of("jieyang").tables["limits"].rules}
    assert binding == {limit for limit in told if limit.startswith("jieyang")}


def test_every_department_that_is_named_is_one_of_the_place():
    known = Places.load().place("jieyang").departments
    for facts, _, _ in CASES:
        assert {item.details["department"] for item in said(facts).matters} <= set(known)
