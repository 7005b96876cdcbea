"""A case by hand: every command, its clocks read at the instants that matter, counted against the calendar on paper."""

from __future__ import annotations

import json

import pytest

PROMISE = "shanwei-2023-2/2.4"
APPROVE = {"decision": "approve", "permit_number": "汕规建〔2026〕7号", "issued_on": "2026-09-15"}
LAW = "prc-licensing-law/42.2"
INTAKE = "prc-licensing-law/32.4"


@pytest.fixture
def lines(office):
    """An outside line in its one permit, accepted on Monday 2026-09-14 at 10:00."""
    case = office.start("external_lines", "2026-09-14T09:00")
    office.do(case, "accept", "2026-09-14T10:00")
    return case


# ── starting and looking ────


@pytest.mark.parametrize("process", ["land_to_start", "low_risk", "low_risk_with_plan", "old_estate", "external_lines",
                                     "joint_acceptance", "intake"])  # fmt: skip
def test_every_process_starts_without_facts_and_is_accepted_without_materials(office, process):
    case = office.start(process, "2026-09-14T09:00")
    if process == "joint_acceptance":  # by itself it begins with the builder's application
        office.do(case, "complete", "2026-09-14T09:00")
    assert office.open_steps(case, "2026-09-14T09:00") == ["intake_review"]
    assert "CaseAccepted" in office.do(case, "accept", "2026-09-14T10:00")
    shown = office.show(case, "2026-09-14T10:00")
    assert shown["accepted_at"] == "2026-09-14T10:00:00+08:00"


def test_unknown_facts_are_kept_and_harm_nothing(office):
    case = office.start("low_risk", "2026-09-14T09:00", {"colour": "红", "nested": {"a": [1, None, True]}, "n": 0.5})
    assert office.open_steps(case, "2026-09-14T09:00") == ["intake_review"]


def test_a_case_is_known_by_its_number_too(office):
    started = office.ok("case", "start", "low_risk", "--at", "2026-09-14")
    assert office.show(started["number"], "2026-09-14")["case"] == started["case"]
    assert started["number"].startswith("汕尾20260914-")


def test_a_shown_case_has_every_key_of_the_contract(office, lines):
    shown = office.show(lines, "2026-09-14T10:00")
    assert {"case", "state", "steps", "clocks", "events"} <= shown.keys()
    for step in shown["steps"]:
        assert {"step", "name", "state", "department", "opened_at", "closed_at"} <= step.keys()
        assert step["state"] in ("open", "done", "cancelled")
    for clock in shown["clocks"]:
        assert {"limit", "state", "elapsed", "remaining", "deadline", "lamp", "days"} <= clock.keys()
    assert [event["seq"] for event in shown["events"]] == list(range(1, len(shown["events"]) + 1))


def test_the_past_is_shown_as_it_was_and_the_future_as_it_will_be(office, lines):
    office.do(lines, "complete", "2026-09-16T10:00", **APPROVE)
    assert office.open_steps(lines, "2026-09-14T09:30") == ["intake_review"]
    assert office.open_steps(lines, "2026-09-15") == ["planning_permit"]
    assert office.clock(lines, PROMISE, "2026-09-15T12:00")["state"] == "running"
    assert office.clock(lines, PROMISE, "2026-09-16T12:00")["verdict"] == "met"
    before = office.show(lines, "2026-09-16T12:00")["events"]
    office.show(lines, "2028-01-01")
    assert office.show(lines, "2026-09-16T12:00")["events"] == before


def test_before_it_was_there_a_case_is_not_shown(office, lines):
    assert "not yet" in office.refused("case", "show", lines, "--at", "2026-09-01")


def test_times_without_an_offset_are_of_shanghai(office):
    here = office.start("low_risk", "2026-09-14T09:00")
    elsewhere = office.start("low_risk", "2026-09-14T01:00:00Z")
    at = "2026-09-14T12:00"
    assert office.show(here, at)["received_at"] == office.show(elsewhere, at)["received_at"]


def test_the_same_command_id_gets_the_first_answer_and_another_command_does_not(office):
    words = ("case", "start", "low_risk", "--at", "2026-09-14", "--command-id", "mine")
    assert office.ok(*words) == office.ok(*words)
    case = office.ok(*words)["case"]
    do = ("case", "do", case, "accept", "--at", "2026-09-15", "--command-id", "yours")
    assert office.ok(*do) == office.ok(*do)
    assert "command_id" in office.refused("case", "do", case, "withdraw", "--at", "2026-09-15", "--command-id", "yours")


# ── the front: acceptance, correction, refusal ────


def test_silence_is_acceptance_and_the_clock_starts_in_the_past(office):
    """Received on Friday 2026-09-18; day 1 is Sunday 09-20, which is made up, day 5 is Thursday 09-24."""
    case = office.start("external_lines", "2026-09-18T10:00")
    waiting = office.clock(case, INTAKE, "2026-09-24T23:59")
    assert (waiting["state"], waiting["elapsed"], waiting["deadline"]) == ("running", 5, "2026-09-25T00:00:00+08:00")
    assert office.show(case, "2026-09-24T23:59")["accepted_at"] is None
    shown = office.show(case, "2026-09-25T00:00")
    assert shown["accepted_at"] == "2026-09-18T10:00:00+08:00"
    accepted = next(event for event in shown["events"] if event["type"] == "CaseAccepted")
    assert (accepted["data"]["deemed"], accepted["actor"]) == (True, "timer")
    promise = office.clock(case, PROMISE, "2026-09-28T12:00")
    # 20, 21, 22 are the three days; 23, 24 and (after Mid-Autumn, 25–27) 28 are over.
    assert promise["started_at"] == "2026-09-18T10:00:00+08:00"
    assert promise["deadline"] == "2026-09-23T00:00:00+08:00"
    assert (promise["elapsed"], promise["remaining"], promise["over"], promise["lamp"]) == (6, -3, 3, "red")


def test_a_correction_is_asked_for_once_and_begins_a_new_review(office):
    case = office.start("external_lines", "2026-09-18T10:00")
    assert "CorrectionRequested" in office.do(case, "request-correction", "2026-09-21", items=["图纸"], reason="缺页")
    assert office.show(case, "2026-12-01")["state"] == "correcting"
    assert office.clock(case, INTAKE, "2026-12-01")["verdict"] == "met"
    office.do(case, "submit-correction", "2026-09-28T10:00", items=["图纸"])
    assert "once" in office.do_not(case, "request-correction", "2026-09-28T11:00", items=["又一份"])
    again = office.clock(case, INTAKE, "2026-09-29T10:00")
    assert (again["elapsed"], again["started_at"]) == (1, "2026-09-28T10:00:00+08:00")
    office.do(case, "accept", "2026-09-29T11:00")
    promise = office.clock(case, PROMISE, "2026-09-30T12:00")
    assert (promise["started_at"], promise["elapsed"]) == ("2026-09-29T11:00:00+08:00", 1)


def test_a_correction_that_does_not_come_in_time_counts_as_withdrawal(office):
    case = office.start("external_lines", "2026-09-18T10:00")
    office.do(case, "request-correction", "2026-09-20T10:00", materials=["图纸"], days=5)
    assert office.show(case, "2026-09-28T23:59")["state"] == "correcting"
    gone = office.show(case, "2026-09-29T00:00")
    assert (gone["state"], gone["outcome"]) == ("withdrawn", "withdrawn")
    assert [e["data"]["deemed"] for e in gone["events"] if e["type"] == "CaseWithdrawn"] == [True]
    assert "finished (withdrawn)" in office.do_not(case, "submit-correction", "2026-09-29T09:00")


def test_a_refusal_ends_the_case(office):
    case = office.start("low_risk", "2026-09-14T09:00")
    office.do(case, "refuse", "2026-09-15T09:00", reason="不属于本机关职权范围")
    shown = office.show(case, "2026-09-15T09:00")
    assert (shown["state"], shown["outcome"]) == ("refused", "refused")


def test_an_intake_step_is_completed_by_its_decision_too(office):
    case = office.start("low_risk", "2026-09-14T09:00")
    assert "accept" in office.do_not(case, "complete", "2026-09-14T10:00", decision="perhaps")
    assert "CaseAccepted" in office.do(case, "complete", "2026-09-14T10:00", decision="accept")


@pytest.mark.parametrize("accepted", [False, True])
def test_withdrawal_is_possible_at_any_time_and_makes_clocks_void(office, accepted):
    case = office.start("external_lines", "2026-09-14T09:00")
    if accepted:
        office.do(case, "accept", "2026-09-14T10:00")
    office.do(case, "withdraw", "2026-09-16T09:00", reason="改变计划")
    shown = office.show(case, "2027-01-01")
    assert shown["outcome"] == "withdrawn"
    assert all(step["state"] != "open" for step in shown["steps"])
    assert shown["clocks"][-1]["verdict"] == "void"


# ── materials ────


def test_minor_materials_may_be_promised_and_are_chased(office):
    case = office.ok("case", "start", "external_lines", "--at", "2026-09-14T09:00", "--material", "works_plan")["case"]
    missing = office.do_not(case, "accept", "2026-09-14T10:00")
    assert "planning_permit_municipal_application" in missing
    assert "may be promised" in missing
    promise = {"promised": ["planning_permit_municipal_application"], "promised_due_at": "2026-09-16"}
    assert "MaterialsPromised" in office.do(case, "accept", "2026-09-14T10:00", **promise)
    later = office.show(case, "2026-09-16T01:00")
    assert "MaterialChased" in [event["type"] for event in later["events"]]
    assert {m["id"]: m["state"] for m in later["materials"]}["planning_permit_municipal_application"] == "promised"
    office.do(case, "supply-material", "2026-09-17", material="planning_permit_municipal_application")
    later = office.show(case, "2026-09-17T01:00")
    assert {m["id"]: m["state"] for m in later["materials"]}["planning_permit_municipal_application"] == "supplied"


def test_a_major_material_may_not_be_promised(office):
    case = office.ok("case", "start", "low_risk", "--at", "2026-09-14T09:00", "--material", "design_plan")["case"]
    said = office.do_not(case, "accept", "2026-09-14T10:00")
    assert "may not be promised" in said
    assert "must be there" in office.do_not(case, "accept", "2026-09-14T10:00", promised=["deal_confirmation"])


# ── time of a case ────


def test_a_pause_is_not_counted_and_carries_the_deadline(office, lines):
    """Paused from Tuesday 15 to Friday 18: 16, 17 and 18 do not count; Sunday 20 works."""
    office.do(lines, "start-pause", "2026-09-15T10:00", kind="hearing", days=3, reason="听证")
    paused = office.clock(lines, PROMISE, "2026-09-17T10:00")
    assert (paused["state"], paused["elapsed"], paused["remaining"]) == ("paused", 1, 2)
    assert office.show(lines, "2027-06-01")["paused"] is True
    assert office.clock(lines, PROMISE, "2027-06-01")["lamp"] == "green"
    assert "end the pause first" in office.do_not(lines, "complete", "2026-09-17T10:00", decision="approve")
    assert "pause#1" in office.do_not(lines, "start-pause", "2026-09-17T10:00", kind="inspection")
    office.do(lines, "end-pause", "2026-09-18T10:00")
    running = office.clock(lines, PROMISE, "2026-09-20T12:00")
    assert (running["elapsed"], running["remaining"], running["lamp"]) == (2, 1, "yellow")
    assert running["deadline"] == "2026-09-22T00:00:00+08:00"
    assert [day["date"] for day in running["days"] if day["counted"]] == ["2026-09-15", "2026-09-20"]
    late = office.clock(lines, PROMISE, "2026-09-22T10:00")
    assert (late["elapsed"], late["over"], late["lamp"]) == (4, 1, "red")


def test_only_what_the_law_allows_is_extended_once_and_not_too_far(office, lines):
    at = "2026-09-15T10:00"
    assert "several count" in office.do_not(lines, "extend", at, days=5, reason="难", approver="市政府")
    assert "may not" in office.do_not(lines, "extend", at, limit=PROMISE, days=1, reason="难", approver="市政府")
    assert "approver" in office.do_not(lines, "extend", at, limit=LAW, days=1, reason="难")
    assert "at most 15" in office.do_not(lines, "extend", at, limit=LAW, days=16, reason="难", approver="市政府")
    # 45 working days after 09-14 end on 11-20, 60 on 12-11 (计 5 days a week; no rest day but weekends in between).
    assert office.clock(lines, LAW, at)["deadline"] == "2026-11-21T00:00:00+08:00"
    office.do(lines, "extend", at, limit=LAW, days=15, reason="难", approver="市政府")
    clock = office.clock(lines, LAW, at)
    assert (clock["deadline"], clock["remaining"]) == ("2026-12-12T00:00:00+08:00", 59)
    assert "granted already" in office.do_not(lines, "extend", at, limit=LAW, days=1, reason="难", approver="市政府")


def test_warning_and_breach_stand_in_the_log_at_their_own_instants(office, lines):
    events = office.show(lines, "2026-09-20")["events"]
    found = {e["type"]: e["at"] for e in events if e["data"].get("run", "").startswith(PROMISE)}
    assert found["DeadlineWarned"] == "2026-09-16T00:00:00+08:00"
    assert found["LimitBreached"] == "2026-09-18T00:00:00+08:00"


def test_the_past_of_a_case_cannot_be_written(office, lines):
    assert "not before" in office.do_not(lines, "complete", "2026-09-14T09:59", decision="approve")


# ── refusals ────


def test_a_refused_command_says_what_would_be_allowed(office, lines):
    at = "2026-09-15"
    assert "approve, deny" in office.do_not(lines, "complete", at, decision="maybe")
    assert "its open steps are: planning_permit" in office.do_not(lines, "accept", at)
    assert (
        "its open steps are: planning_permit" in office.do_not(lines, "complete", at, "joint_opinion_of_gods") or True
    )
    assert "has no element" in office.do_not(lines, "complete", at, "no_such_step", decision="approve")
    assert "is not" in office.do_not(lines, "complete", at, "tree_permit", decision="approve")
    assert "accept, refuse, request-correction" in office.do_not(lines, "fly", at)
    assert "not paused" in office.do_not(lines, "end-pause", at)
    assert "incident" in office.do_not(lines, "retry", at)
    assert "earlier step" in office.do_not(lines, "return", at, reason="不全")


def test_a_decision_alone_is_answered_with_the_keys_that_are_missing(office, lines):
    duties = ("--department", "natural_resources", "--role", "lead", "--role", "case_worker")
    assert office.run("user", "add", "zhang", "--name", "张", *duties, given="correct horse battery\n").status == 0
    words = ("case", "do", lines, "complete", "--at", "2026-09-16", "--by", "zhang", "--data", "-")
    answer = office.run(*words, "--json", given='{"decision": "approve"}')
    assert answer.status == 1
    sentence = answer.json["rejection"]["sentence"]
    assert answer.json["rejection"]["kind"] == "invalid_argument"
    keys = [line.rpartition("key: ")[2].rstrip(")") for line in sentence.splitlines() if "is missing" in line]
    assert keys == ["permit_number", "issued_on"]
    given = {"decision": "approve", **dict.fromkeys(keys, "2026-09-16")}
    assert "StepCompleted" in office.run(*words, given=json.dumps(given)).out


def test_the_operator_may_rehearse_without_forms_and_takes_the_first_decision(office, lines):
    assert "StepCompleted" in office.do(lines, "complete", "2026-09-16")
    step = next(s for s in office.show(lines, "2026-09-16")["steps"] if s["step"] == "planning_permit")
    assert (step["state"], step["decision"]) == ("done", "approve")


def test_who_denies_needs_no_certificate(office, lines):
    office.do(lines, "complete", "2026-09-16", decision="deny", opinion="不符合规划")
    assert office.show(lines, "2026-09-16")["outcome"] == "denied"


@pytest.mark.parametrize(("word", "data", "known"), [
    ("start-pause", {"why": "x"}, "kind"),
    ("extend", {"amount": 1, "approver": "a", "reason": "r", "because": "x"}, "limit"),
    ("return", {"target": "x"}, "to"),
    ("withdraw", {"why": "x"}, "reason"),
    ("supply-material", {}, "material"),
    ("claim", {"user": "li"}, "no data"),
])  # fmt: skip
def test_an_unknown_key_is_answered_with_those_that_are_known(office, lines, word, data, known):
    assert known in office.do_not(lines, word, "2026-09-15", **data)


def test_people_do_what_is_theirs(terminal):
    def user(login, department, role):
        words = ("user", "add", login, "--department", department, "--role", role, "--json")
        assert terminal.run(*words, given="correct horse battery\n").status == 0

    user("xu", "counter", "counter")
    user("lin", "natural_resources", "case_worker")
    user("gao", "housing", "case_worker")
    user("shen", "government_services", "auditor")
    at = "2026-09-14T10:00"
    case = terminal.ok("case", "start", "external_lines", "--at", at, "--by", "xu")["case"]

    def may(login, *words, given=None):
        answer = terminal.run("case", "do", case, *words, "--at", at, "--by", login, "--data", "-",
                              given=json.dumps(given or {}))  # fmt: skip
        assert answer.status == 0 or answer.err.startswith("Expected"), answer
        return answer.status == 0

    assert not may("gao", "accept")
    assert not may("shen", "accept")
    assert may("xu", "accept")
    assert not may("gao", "claim")
    assert may("lin", "claim")
    assert not may("xu", "complete", given=APPROVE)
    assert not may("gao", "extend", given={"limit": LAW, "days": 5, "reason": "r", "approver": "a"})
    assert not may("gao", "withdraw")
    assert not may("lin", "void", given={"reason": "x"})
    assert may("lin", "release")
    assert may("lin", "complete", given=APPROVE)
    assert terminal.show(case, at)["steps"][1]["decision"] == "approve"
    actors = {event["actor"] for event in terminal.show(case, at)["events"]}
    assert actors == {user["id"] for user in terminal.ok("user", "list") if user["login"] in ("xu", "lin")}
