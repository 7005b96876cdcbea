"""揭阳 beside construction: companies, police licences and property, played with chosen facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.agreeing import begun, bound, play

if TYPE_CHECKING:
    from workflows.model import ProcessModel

    Models = dict[str, ProcessModel]

DOCUMENT = "jieyang-2020-7/"

# ── what each promise runs between, and what is under a limit of its own ─────────────────────────────────────────

WHOLES = [
    ("jieyang_startup", dict.fromkeys(["2.8-startup", "t4-startup", "t14-startup", "t26-startup"], (None, "all_done"))),
    ("jieyang_licence_bundle", {}),
    ("jieyang_simple_cancellation", {"2.8-cancellation": (None, "cancel_registration")}),
    ("jieyang_relocation", {"2.8-relocation": ("move_begins", "issue_move")}),
    ("jieyang_special_trade", {"2.8-special-trade": (None, "issue_licence")}),
    ("jieyang_security", {"t31-security": ("company_begins", "decide_company")}),
    ("jieyang_instant", {"t264-instant": ("instant_begins", "approved_at_once")}),
    ("jieyang_talent", {"2.20-settlement": ("one_stop_begins", "register_household")}),
    ("jieyang_small_bankruptcy", {"2.13-bankruptcy": ("case_filed", "close_case")}),
    (
        "jieyang_hotline",
        {
            "t286-enquiry": ("enquiry_begins", "answered_in_full"),
            "t286-complaint": ("complaint_begins", "answered_in_full"),
        },
    ),
]


@pytest.mark.parametrize(("process", "promises"), WHOLES)
def test_each_promise_runs_between_its_elements(
    process: str, promises: dict[str, tuple[str | None, str]], models: Models
) -> None:
    assert bound(models, process) == promises


STEPS = [
    ("jieyang_startup", "registration", "t4-approval"),
    ("jieyang_startup", "self_service_licence", "t1-selfservice"),
    ("jieyang_startup", "afterwards", "t5-followup"),
    ("jieyang_startup", "seal", "2.8-seal"),
    ("jieyang_startup", "invoices", "t6-invoice"),
    ("jieyang_startup", "insurance", "t7-insurance"),
    ("jieyang_startup", "courier", "t3-delivery"),
    ("jieyang_licence_bundle", "licences", "2.8-licence"),
    ("jieyang_motorcycle", "exam_day", "t293-motorcycle"),
    ("jieyang_instant", "on_the_spot", "t260-instant"),
]


@pytest.mark.parametrize(("process", "element", "limit"), STEPS)
def test_each_step_is_under_its_own_limit(process: str, element: str, limit: str, models: Models) -> None:
    assert [b.limit for b in models[process].elements[element].limits] == [DOCUMENT + limit]


# ── companies ────────────────────────────────────────────────────────────────────────────────────────────────────

WANTS = {"wants_seal": "seal", "wants_invoices": "invoices", "insures_staff": "insurance", "opens_fund": "fund_account"}


@pytest.mark.parametrize(("fact", "step"), list(WANTS.items()))
def test_after_the_registration_only_what_is_wanted_is_done(fact: str, step: str, models: Models) -> None:
    assert set(WANTS.values()) & set(play(models, "jieyang_startup", {fact: True})) == {step}


def test_all_four_are_done_at_the_same_time(models: Models) -> None:
    reached = play(models, "jieyang_startup", dict.fromkeys(WANTS, True))
    assert max(reached.index(step) for step in WANTS.values()) < reached.index("all_done")


def test_the_machine_needs_no_person_to_register(models: Models) -> None:
    reached = play(models, "jieyang_startup", {"self_service": True})
    assert "registration" not in reached
    assert reached.index("self_service_licence") < reached.index("all_done")


def test_a_form_that_is_sent_back_is_registered_when_it_was_amended(models: Models) -> None:
    reached = play(models, "jieyang_startup", {}, {"registration": ["correct", "correct", "approve"]})
    assert reached.count("registration") == 3
    assert reached.count("amend_form") == 2


def test_a_company_that_is_not_registered_gets_no_licence(models: Models) -> None:
    facts = {"new_company": True, "sells_food_or_medicine": True}
    reached = play(models, "jieyang_licence_bundle", facts, {"registration": ["deny"]})
    assert "startup_denied" in reached
    assert "licences" not in reached
    assert "licensed" in play(models, "jieyang_licence_bundle", facts)


def test_one_licence_denied_ends_the_bundle(models: Models) -> None:
    facts = {"sells_food_or_medicine": True, "needs_police": True}
    reached = play(models, "jieyang_licence_bundle", facts, {"security_licence": ["deny"]})
    assert "licences_denied" in reached
    assert "issue_combined" not in reached


def test_an_objection_to_the_notice_leads_to_the_ordinary_cancellation(models: Models) -> None:
    reached = play(models, "jieyang_simple_cancellation", {}, {"cancellation_notice": ["objection"]})
    assert "objected" in reached
    assert "intake" not in reached


MOVES = [
    ({"move_reason": "structure"}, {"2.8-relocation"}, "moved_out"),
    ({"move_reason": "administration", "key_company": True}, {"2.8-relocation"}, "moved_out"),
    ({"move_reason": "other", "key_company": True}, set(), "moved_out"),
    ({"move_reason": "other", "key_company": False}, set(), "not_normal"),
    ({}, set(), "not_normal"),
]


@pytest.mark.parametrize(("facts", "limits", "end"), MOVES)
def test_ten_days_are_promised_to_a_normal_move_only(
    facts: dict[str, Any], limits: set[str], end: str, models: Models
) -> None:
    reached = play(models, "jieyang_relocation", facts)
    assert begun(models, "jieyang_relocation", reached) == limits
    assert end in reached


# ── police ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_special_trade_is_checked_after_its_licence_until_it_is_as_promised(models: Models) -> None:
    reached = play(models, "jieyang_special_trade", {}, {"later_check": ["fault", "pass"]})
    assert reached.index("issue_licence") < reached.index("later_check")
    assert reached.count("put_right") == 1
    assert "licence_confirmed" in reached


def test_a_promise_that_was_untrue_costs_the_licence(models: Models) -> None:
    assert "licence_revoked" in play(models, "jieyang_special_trade", {}, {"later_check": ["revoke"]})


@pytest.mark.parametrize(("matter", "limits"), [("security_company", {"t31-security"}), ("premises", set())])
def test_only_the_security_company_has_twenty_days(matter: str, limits: set[str], models: Models) -> None:
    reached = play(models, "jieyang_security", {"police_matter": matter})
    assert begun(models, "jieyang_security", reached) == limits


def test_each_examination_has_a_day_of_its_own(models: Models) -> None:
    reached = play(models, "jieyang_motorcycle", {}, {"exam": ["fail", "pass"]})
    assert reached.count("exam_day") == reached.count("book_exam") == 2
    assert reached.count("issue_driving_licence") == 1


def test_who_gives_up_gets_no_licence(models: Models) -> None:
    reached = play(models, "jieyang_motorcycle", {}, {"exam": ["fail"], "book_again": ["give_up"]})
    assert "gave_up" in reached
    assert "issue_driving_licence" not in reached


# ── property ─────────────────────────────────────────────────────────────────────────────────────────────────────

GENERAL = [
    ({"property_matter": "transfer"}, {"t81-transfer"}),
    ({"property_matter": "change"}, {"t81-general"}),
    ({"property_matter": "first", "legal_person_first": False}, {"t81-general"}),
    ({"property_matter": "first", "legal_person_first": True}, set()),
    ({"property_matter": "transfer", "historical_issue": True}, set()),
    ({"property_matter": "transfer", "unnotarised_inheritance": True}, set()),
    ({}, {"t81-general"}),
]


@pytest.mark.parametrize(("facts", "limits"), GENERAL)
def test_three_days_are_promised_but_to_complex_registrations(
    facts: dict[str, Any], limits: set[str], models: Models
) -> None:
    reached = play(models, "jieyang_property_general", facts)
    assert begun(models, "jieyang_property_general", reached) == limits
    assert "property_registered" in reached


MORTGAGES = [
    ({"property_matter": "mortgage"}, {"t81-mortgage"}, "mortgaged"),
    ({"property_matter": "mortgage", "at_bank": True}, {"t81-mortgage", "t79-mortgage"}, "mortgaged"),
    ({"property_matter": "release"}, {"t79-release"}, "released"),
    ({"property_matter": "combined"}, {"t81-transfer"}, "both_registered"),
]


@pytest.mark.parametrize(("facts", "limits", "end"), MORTGAGES)
def test_a_mortgage_goes_by_its_matter(facts: dict[str, Any], limits: set[str], end: str, models: Models) -> None:
    reached = play(models, "jieyang_property_mortgage", facts)
    assert begun(models, "jieyang_property_mortgage", reached) == limits
    assert end in reached


@pytest.mark.parametrize("step", ["examine_transfer", "examine_charge"])
def test_two_registrations_together_stand_or_fall_together(step: str, models: Models) -> None:
    reached = play(models, "jieyang_property_mortgage", {"property_matter": "combined"}, {step: ["deny"]})
    assert "combined_denied" in reached
    assert "enter_both" not in reached


HOUR = {"t102-hour-transfer", "t102-half-transfer"}
OWN = [
    ({"property_matter": "transfer"}, HOUR),
    ({"property_matter": "transfer", "non_residential": True}, HOUR),
    ({"property_matter": "transfer", "between_companies": True}, HOUR | {"t92-transfer"}),
    (
        {"property_matter": "transfer", "between_companies": True, "non_residential": True},
        HOUR | {"t92-transfer", "t77-transfer"},
    ),
    ({"property_matter": "mortgage"}, {"t102-hour-mortgage", "t102-half-mortgage"}),
    ({"property_matter": "name_change", "between_companies": True}, {"t102-hour-name", "t102-half-name"}),
]


@pytest.mark.parametrize(("facts", "limits"), OWN)
def test_a_companys_own_premises_are_under_every_figure_that_fits(
    facts: dict[str, Any], limits: set[str], models: Models
) -> None:
    reached = play(models, "jieyang_property_between_companies", facts)
    assert begun(models, "jieyang_property_between_companies", reached) == limits
    assert ("pay_taxes" in reached) is (facts["property_matter"] == "transfer")
    assert "deed_issued" in reached
