"""揭阳 as its clocks run: four figures for one start-up, an hour for a company's premises, days, months, 60 days."""

from __future__ import annotations

from datetime import timedelta

import pytest

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def finish(world, case, moment, step, **more):
    """Complete a step with what its form asks for and its first decision, unless `more` says otherwise."""
    token = next(t for t, s in world.live(case).state.steps.items() if s.step == step)
    world.do(case, "complete", moment, step, **{**world.filled(case, token), **more})


def verdicts(world, case, moment=None):
    return {
        clock.limit.rpartition("/")[2]: clock.reading.verdict and clock.reading.verdict.value
        for clock in world.view(case, moment).clocks
        if clock.limit.startswith("jieyang")
    }


@pytest.fixture
def begin(quick, monday):
    """Start a case and accept it in the same moment."""

    def start(process, facts=None, moment=monday):
        case = quick.start(f"jieyang_{process}", moment, facts or {})
        if "intake_review" in quick.open(case):
            quick.do(case, "accept", moment)
        return case

    return start


@pytest.mark.parametrize(
    ("registered", "done", "late"),
    [
        (1, 2, set()),
        (3, 7, {"2.8-startup"}),
        (24, 25, {"2.8-startup", "t4-approval"}),
    ],
)
def test_a_company_that_starts_is_judged_by_four_figures(quick, begin, monday, registered, done, late):
    case = begin("startup", {"wants_seal": True})
    finish(quick, case, monday + registered * HOUR, "registration")
    finish(quick, case, monday + done * HOUR, "seal")
    seen = verdicts(quick, case)
    assert {limit for limit, verdict in seen.items() if verdict == "breached"} == late


def test_insurance_takes_no_time_and_no_person(quick, begin, monday):
    case = begin("startup", {"insures_staff": True})
    finish(quick, case, monday + HOUR, "registration")
    assert quick.open(case) == ["hand_out"]
    assert verdicts(quick, case)["t7-insurance"] == "met"


def test_a_companys_premises_have_an_hour_and_half_a_day_and_today(quick, begin, monday):
    facts = {"property_matter": "transfer", "between_companies": True, "non_residential": True}
    case = begin("property_between_companies", facts)
    finish(quick, case, monday + 0.5 * HOUR, "pay_taxes")
    finish(quick, case, monday + 1.5 * HOUR, "examine_deed")
    finish(quick, case, monday + 2 * HOUR, "issue_deed")
    view = quick.view(case)
    assert view.outcome == "approved"
    assert verdicts(quick, case) == {
        "t102-hour-transfer": "breached",
        "t102-half-transfer": "met",
        "t92-transfer": "met",
        "t77-transfer": "met",
    }


def test_a_complex_registration_has_no_clock_of_the_plan(quick, begin):
    assert verdicts(quick, begin("property_general", {"property_matter": "first", "legal_person_first": True})) == {}


def test_a_released_mortgage_is_done_when_it_is_asked_for(quick, begin):
    case = begin("property_mortgage", {"property_matter": "release"})
    assert quick.view(case).outcome == "approved"
    assert verdicts(quick, case) == {"t79-release": "met"}


def test_a_demand_that_is_sent_back_keeps_its_thirty_days(quick, begin, monday):
    case = begin("hotline", {"demand_kind": "complaint"})
    finish(quick, case, monday, "register_demand", decision="forward")
    finish(quick, case, monday + 10 * DAY, "handle_demand")
    finish(quick, case, monday + 11 * DAY, "check_outcome", decision="return")
    started = {clock.reading.started_at for clock in quick.view(case).clocks}
    assert started == {monday}
    finish(quick, case, monday + 60 * DAY, "handle_demand")
    finish(quick, case, monday + 60 * DAY, "check_outcome")
    assert verdicts(quick, case) == {"t286-complaint": "breached"}


def test_a_withdrawn_demand_is_judged_by_nobody(quick, begin, monday):
    case = begin("hotline", {"demand_kind": "consultation"})
    finish(quick, case, monday, "register_demand", decision="forward")
    quick.do(case, "send-message", monday + DAY, message="withdrawal")
    assert quick.view(case).outcome == "withdrawn"
    assert verdicts(quick, case) == {"t286-enquiry": "void"}


def test_each_examination_is_judged_by_its_own_day(quick, begin, monday):
    case = begin("motorcycle")
    finish(quick, case, monday, "book_exam")
    finish(quick, case, monday + 2 * HOUR, "exam", decision="fail")
    finish(quick, case, monday + 3 * DAY, "book_again")
    finish(quick, case, monday + 7 * DAY, "book_exam")
    finish(quick, case, monday + 7 * DAY, "exam")
    finish(quick, case, monday + 8 * DAY, "issue_driving_licence")
    found = [c.reading.verdict.value for c in quick.view(case).clocks if c.limit.endswith("t293-motorcycle")]
    assert sorted(found) == ["breached", "met"]


def test_the_notice_of_a_cancellation_is_not_counted(quick, monday):
    case = quick.start("jieyang_simple_cancellation", monday, {})
    finish(quick, case, monday + 20 * DAY, "cancellation_notice")
    quick.do(case, "accept", monday + 21 * DAY)
    finish(quick, case, monday + 21 * DAY + HOUR, "cancel_registration")
    assert verdicts(quick, case) == {"2.8-cancellation": "met"}


def test_an_intent_is_due_after_sixty_natural_days_and_urged_then(quick, begin, monday):
    case = begin("procurement_intent")
    quick.banjie.tick(monday + 59 * DAY)
    assert quick.open(case) == ["list_intents"]
    (clock,) = quick.view(case).clocks
    assert (clock.reading.deadline_at - monday).days == 60
    quick.banjie.tick(monday + 62 * DAY)
    assert sorted(quick.open(case)) == ["list_intents", "urge"]
    for step in ("urge", "list_intents", "publish_intents"):
        finish(quick, case, monday + 63 * DAY, step)
    assert quick.view(case).outcome == "approved"
    assert verdicts(quick, case) == {"2.3-intent": "breached"}


@pytest.mark.parametrize(("days", "verdict"), [(181, "met"), (182, "met"), (183, "breached")])
def test_a_small_bankruptcy_is_closed_within_six_months_of_its_filing(quick, begin, monday, days, verdict):
    """Filed on 14 September 2026: due on 14 March 2027, a Sunday, and so on the Monday."""
    case = begin("small_bankruptcy", {"small_micro": True})
    finish(quick, case, monday, "filing_review")
    for step in ("appoint", "claims", "property", "public_claims", "ruling", "distribute"):
        finish(quick, case, monday + 30 * DAY, step)
    finish(quick, case, monday + days * DAY, "close_case")
    assert verdicts(quick, case) == {"2.13-bankruptcy": verdict}


def test_an_urgent_passport_is_collected_on_the_next_day(quick, begin, monday):
    case = begin("entry_exit", {"paper": "passport", "emergency": True})
    finish(quick, case, monday + 4 * HOUR, "urgent_proof")
    finish(quick, case, monday + DAY, "collect_in_province")
    assert verdicts(quick, case) == {"t296-urgent": "met"}


@pytest.mark.parametrize(("days", "verdict"), [(3, "met"), (4, "breached")])
def test_a_talent_of_the_province_settles_within_three_days(quick, begin, monday, days, verdict):
    case = begin("talent", {"recognised": True, "guangdong_household": True})
    finish(quick, case, monday + DAY, "approve_on_spot")
    finish(quick, case, monday + days * DAY, "register_household")
    assert verdicts(quick, case) == {"2.20-settlement": verdict}


@pytest.mark.parametrize(
    ("process", "facts", "limit"),
    [
        ("entry_exit", {"paper": "renewal"}, "t296-renewal"),
        (
            "instant",
            dict.fromkeys(["form_complete", "identity_verified", "certificates_found", "data_matches"], True),
            "t264-instant",
        ),
    ],
)
def test_what_the_system_does_is_done_when_it_is_asked_for(quick, begin, process, facts, limit):
    case = begin(process, facts)
    assert quick.view(case).outcome == "approved"
    assert verdicts(quick, case) == {limit: "met"}


def test_the_promises_of_a_start_up_also_count_within_a_bundle(quick, begin, monday):
    case = begin("licence_bundle", {"new_company": True, "wants_seal": True, "sells_food_or_medicine": True})
    finish(quick, case, monday + HOUR, "registration")
    finish(quick, case, monday + 2 * HOUR, "seal")
    finish(quick, case, monday + 2 * HOUR, "hand_out")
    finish(quick, case, monday + DAY, "food_drug_licence")
    finish(quick, case, monday + DAY, "issue_combined")
    seen = verdicts(quick, case)
    assert {"2.8-licence", "t4-approval", "t5-followup", "2.8-seal"} <= set(seen)
    assert set(seen.values()) == {"met"}
