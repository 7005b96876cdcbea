"""珠海, 汕头 and 清城 as their clocks run: half a day, one hour, at once, twelve days without what is the builder's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.events import ServicePerformed

LINE = {
    "utility": "power",
    "voltage": 35,
    "low_risk": False,
    "needs_planning_permit": True,
    "excavates_road": False,
    "affects_flood": False,
    "occupies_green": False,
    "affects_trees": False,
}
MATCHES = {"form_complete": True, "identity_verified": True, "certificates_found": True, "data_matches": True}


def finish(world, case, moment, step):
    """Complete a step with what its form asks for and its first decision."""
    token = next(t for t, s in world.live(case).state.steps.items() if s.step == step)
    world.do(case, "complete", moment, step, **world.filled(case, token))


def verdicts(world, case, moment=None):
    return {
        clock.limit.rpartition("/")[2]: clock.reading.verdict and clock.reading.verdict.value
        for clock in world.view(case, moment).clocks
    }


@pytest.fixture
def begin(quick, monday):
    """Start a case and accept it in the same moment."""

    def start(process, facts, moment=monday):
        case = quick.start(process, moment, facts)
        if "intake_review" in quick.open(case):
            quick.do(case, "accept", moment)
        return case

    return start


# ── 秒批: no person ────


def test_an_instant_approval_is_done_the_moment_it_is_handed_in(quick, monday):
    case = quick.start("zhuhai_instant_approval", monday, MATCHES)
    view = quick.view(case)
    assert (view.state, view.outcome, view.steps) == ("completed", "approved", ())
    assert verdicts(quick, case) == {"1.9": "met"}
    done = [event.fact.step for event in view.events if isinstance(event.fact, ServicePerformed)]
    assert done == ["read_data", "compare", "decide", "issue"]


@pytest.mark.parametrize("fact", MATCHES)
@pytest.mark.parametrize("value", [False, None])
@pytest.mark.parametrize("place", ["zhuhai", "shantou"])
def test_what_does_not_match_or_is_not_known_is_not_approved(quick, monday, place, fact, value):
    facts = {key: flag for key, flag in {**MATCHES, fact: value}.items() if flag is not None}
    view = quick.view(quick.start(f"{place}_instant_approval", monday, facts))
    assert (view.state, view.outcome) == ("completed", "completed")
    assert [event.fact.step for event in view.events if isinstance(event.fact, ServicePerformed)][-1] == "to_counter"


# ── a company in a day ────


def test_a_company_starts_in_half_a_day_and_half_a_day(quick, begin, monday):
    case = begin("zhuhai_company_start", {"wants_seal": True, "wants_invoices": True})
    finish(quick, case, monday + timedelta(hours=3), "registration")
    assert sorted(quick.open(case)) == ["invoices", "seal"]
    finish(quick, case, monday + timedelta(hours=6), "seal")
    finish(quick, case, monday + timedelta(hours=7), "invoices")
    finish(quick, case, monday + timedelta(hours=8), "hand_out")
    assert verdicts(quick, case) == {"32.4": "met", "2.1": "met", "2.1-registration": "met", "2.1-seal-invoice": "met"}


def test_a_registration_that_takes_until_the_next_day_is_late_and_so_is_the_company(quick, begin, monday):
    case = begin("zhuhai_company_start", {"wants_seal": True, "wants_invoices": False})
    finish(quick, case, monday + timedelta(days=1, hours=1), "registration")
    assert verdicts(quick, case)["2.1-registration"] == "breached"
    finish(quick, case, monday + timedelta(days=2), "seal")
    finish(quick, case, monday + timedelta(days=2), "hand_out")
    assert verdicts(quick, case)["2.1"] == "breached"


def test_shantou_promises_two_days_for_the_registration_and_nothing_for_the_rest(quick, begin, monday):
    case = begin("shantou_company_start", {"wants_seal": True, "has_employees": True})
    finish(quick, case, monday + timedelta(days=2, hours=8), "registration")
    finish(quick, case, monday + timedelta(days=20), "seal")
    finish(quick, case, monday + timedelta(days=30), "insurance")
    assert verdicts(quick, case) == {"32.4": "met", "1.2": "met"}


# ── power ────


@pytest.mark.parametrize(("days", "verdict"), [(1, "met"), (2, "breached")])
def test_the_survey_follows_within_a_working_day(quick, monday, days, verdict):
    case = quick.start("zhuhai_small_power", monday, {"capacity": 200})
    finish(quick, case, monday + timedelta(days=days), "survey")
    finish(quick, case, monday + timedelta(days=days, hours=1), "metering")
    assert verdicts(quick, case) == {"1.4-survey": verdict}


def test_beyond_200_kva_the_fast_way_ends_at_once(quick, monday):
    view = quick.view(quick.start("zhuhai_small_power", monday, {"capacity": 201}))
    assert (view.state, view.outcome, view.steps) == ("completed", "completed", ())


# ── lines ────


def test_the_model_of_other_cities_reminds_and_breaks_nothing(quick, begin, monday):
    case = begin("shantou_external_lines", LINE)
    assert set(verdicts(quick, case)) == {"32.4", "42.2"}
    late = monday + timedelta(days=8)
    quick.now = late
    quick.banjie.tick(late)
    view = quick.view(case, late)
    assert [e.fact.step for e in view.events if isinstance(e.fact, ServicePerformed)] == ["remind_lead"]
    assert not any(v == "breached" for v in verdicts(quick, case, late).values())


def test_zhuhai_s_planning_permit_has_five_days_of_its_own(quick, begin, monday):
    case = begin("zhuhai_external_lines", {**LINE, "excavates_road": True})
    finish(quick, case, monday + timedelta(days=8), "planning_permit")
    finish(quick, case, monday + timedelta(days=15), "road_permit")
    found = verdicts(quick, case)
    assert (found["1.3"], found["42.2"]) == ("breached", "met")
    assert quick.view(case).outcome == "approved"


def test_a_10_kv_cable_is_only_filed(quick, begin, monday):
    case = begin("zhuhai_external_lines", {**LINE, "voltage": 10})
    assert quick.open(case) == ["line_filing"]
    finish(quick, case, monday + timedelta(hours=1), "line_filing")
    assert quick.view(case).outcome == "approved"


@pytest.mark.parametrize(("after", "verdict"), [(5, "met"), (16, "breached")])
def test_the_public_notice_is_not_counted_in_qingcheng_s_five_days(quick, begin, monday, after, verdict):
    case = begin("qingcheng_external_lines", LINE)
    noticed = monday + timedelta(days=9)
    finish(quick, case, noticed, "planning_permit_notice")
    finish(quick, case, noticed + timedelta(days=after), "planning_permit")
    assert verdicts(quick, case)["2.8.1"] == verdict


def test_a_low_risk_power_line_is_exempt_by_commitment_in_qingcheng(quick, begin, monday):
    case = begin("qingcheng_external_lines", {**LINE, "low_risk": True})
    assert quick.open(case) == ["commitment"]
    finish(quick, case, monday + timedelta(hours=1), "commitment")
    assert quick.view(case).outcome == "approved"
    assert set(verdicts(quick, case)) == {"32.4"}


# ── 清城 ────


@pytest.mark.parametrize(("minutes", "verdict"), [(60, "met"), (61, "breached")])
def test_the_tax_package_is_done_within_an_hour(quick, begin, monday, minutes, verdict):
    case = begin("qingcheng_tax_package", {"newly_registered": True, "wants_invoices": True})
    for step in ("identity", "accounting", "bank_account", "taxpayer_status", "social_security"):
        finish(quick, case, monday + timedelta(minutes=20), step)
    finish(quick, case, monday + timedelta(minutes=minutes), "invoices")
    assert verdicts(quick, case)["2.5.4"] == verdict


def test_time_to_put_things_right_is_not_counted_in_the_twelve_days(quick, begin, monday):
    case = begin("qingcheng_joint_acceptance", {"needs_air_defence": False})
    for step in ("planning_check", "land_check", "fire_check"):
        finish(quick, case, monday + timedelta(days=1), step)
    quick.do(case, "complete", monday + timedelta(days=1), "archive_check", decision="fault")
    assert quick.open(case) == ["rectification"]
    back = monday + timedelta(days=43)
    finish(quick, case, back, "rectification")
    assert quick.open(case) == ["archive_check"], "only what failed is checked again"
    finish(quick, case, back + timedelta(days=1), "archive_check")
    finish(quick, case, back + timedelta(days=2), "combined_opinion")
    assert verdicts(quick, case)["2.10.1"] == "met"
    assert quick.view(case).outcome == "approved"


def test_a_joint_acceptance_of_thirteen_days_is_late(quick, begin, monday):
    case = begin("qingcheng_joint_acceptance", {"needs_air_defence": True})
    for step in ("planning_check", "land_check", "fire_check", "archive_check", "air_defence_check"):
        finish(quick, case, monday + timedelta(days=10), step)
    finish(quick, case, monday + timedelta(days=29), "combined_opinion")
    assert verdicts(quick, case)["2.10.1"] == "breached"


def test_the_construction_permit_has_eighteen_days_for_industry_on_granted_land(quick, begin, monday):
    facts = {"industrial": True, "granted_land": True, "land_with_plan": True}
    case = begin("qingcheng_construction_permit", facts)
    for step in ("land_permit", "planning_permit", "construction_permit"):
        finish(quick, case, monday + timedelta(days=15), step)
    assert verdicts(quick, case)["2.7.2"] == "met"
    other = begin("qingcheng_construction_permit", {**facts, "granted_land": False})
    assert (quick.view(other).state, quick.view(other).outcome) == ("completed", "completed")


def test_a_line_is_checked_on_a_commitment_and_the_papers_follow(quick, monday):
    facts = {"has_line_report": True, "has_setting_out_survey": False, "has_reviewed_drawings": True}
    case = quick.start("qingcheng_planning_line_check", monday, facts)
    finish(quick, case, monday, "commit")
    quick.do(case, "accept", monday + timedelta(hours=1))
    finish(quick, case, monday + timedelta(days=1), "line_check")
    finish(quick, case, monday + timedelta(days=20), "supplement")
    quick.do(case, "complete", monday + timedelta(days=21), "verify_supplement", decision="again")
    finish(quick, case, monday + timedelta(days=25), "supplement")
    finish(quick, case, monday + timedelta(days=26), "verify_supplement")
    assert quick.view(case).outcome == "approved"


def test_a_line_with_all_its_papers_needs_no_commitment(quick, monday):
    facts = {"has_line_report": True, "has_setting_out_survey": True, "has_reviewed_drawings": True}
    case = quick.start("qingcheng_planning_line_check", monday, facts)
    quick.do(case, "accept", monday)
    finish(quick, case, monday + timedelta(days=1), "line_check")
    assert (quick.view(case).state, quick.view(case).outcome) == ("completed", "approved")
