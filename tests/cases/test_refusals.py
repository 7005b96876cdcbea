"""What is refused, with which kind and which sentence; nothing of it leaves a trace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.cases import Outcome, Rejection
from engine.execution import InstanceFault
from models import StoreUnavailable, Trouble
from tests.support.drawing import draw

HOUR = timedelta(hours=1)
FORM = draw(
    "form",
    """
    start s
    user fill {step department="housing" role="case_worker" decides="result"} FIELDS
    user theirs {step role="applicant"}
    user plain
    end e
    s -> fill
    fill -> theirs
    theirs -> plain
    plain -> e
    """.replace(
        "FIELDS",
        '{decision value="yes"} {decision value="no"} '
        '{field id="area" label="面积" type="number" required="true" minimum="1" maximum="10000"} '
        '{field id="note" label="说明" maximumLength="5"}',
    ),
)


@pytest.fixture
def case(quick, monday):
    quick.deploy(FORM)
    return quick.start("form", monday)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"area": 1}, "Expected a decision for fill (fill), one of yes, no, but none came"),
        ({"area": 1, "decision": "maybe"}, "'maybe' came"),
        ({"decision": "yes"}, "Expected 面积 to be filled in, but it is missing"),
        ({"decision": "yes", "area": "many"}, "Expected 面积 to be a number"),
        ({"decision": "yes", "area": 0}, "at least 1"),
        ({"decision": "yes", "area": 20000}, "at most 10000"),
        ({"decision": "yes", "area": 1, "note": "六个字的说明"}, "at most 5 characters"),
        ({"decision": "yes", "area": 1, "colour": "red"}, "'colour' is none of them"),
        ({"decision": 7, "area": 1}, "Expected decision to be a text"),
        ({"decision": "yes", "area": 1, "opinion": "长" * 4001}, "at most 4000 characters"),
        ({"decision": "yes", "area": 1, "materials": 3}, "Expected materials to be a list of texts"),
        ({"decision": "yes", "area": 1, "promised_due_at": "soon"}, "Expected promised_due_at to be an instant"),
        ({"decision": "yes", "area": 1, "note": "\ud800"}, "half a character"),
        ({"decision": "yes", "area": 1, "note": {"x": {1, 2}}}, "JSON"),
        ({"decision": "yes", "area": 1, "note": "x" * 1_000_001}, "at most 1000000 bytes"),
    ],
)
def test_a_form_that_does_not_fit_is_said_and_forgotten(quick, case, monday, data, sentence):
    before = quick.view(case).events
    said = quick.refused(case, "complete", monday, "fill", data=data)
    assert said.startswith("invalid_argument")
    assert sentence in said
    assert quick.view(case).events == before
    quick.do(case, "complete", monday, "fill", data={"decision": "yes", "area": "80.5"})


@pytest.mark.parametrize(
    ("word", "step", "kind", "sentence"),
    [
        ("approve", None, "invalid_argument", "Expected a command, one of accept"),
        ("complete", "nowhere", "not_found", "it has no element 'nowhere'"),
        ("complete", "plain", "invalid_state", "Expected step plain to be open, but it is not"),
        ("complete", "fill#7", "invalid_state", "to be open, but it is not"),
        ("accept", None, "invalid_state", "Expected an open step to accept"),
        ("accept", "fill", "invalid_state", "is not of that kind"),
        ("submit-correction", None, "invalid_state", "Expected an open step to submit-correction"),
        ("release", "fill", "invalid_state", "nobody has claimed"),
        ("retry", None, "not_found", "Expected an incident to retry"),
        ("supply-material", None, "invalid_argument", "Expected material to name what comes"),
        ("start-pause", "plain", "invalid_state", "plain is not open"),
    ],
)
def test_a_command_that_does_not_fit_the_case(quick, case, monday, word, step, kind, sentence):
    said = quick.refused(case, word, monday, step)
    assert said.startswith(kind)
    assert sentence in said


@pytest.mark.parametrize(
    ("department", "roles", "sentence"),
    [
        ("water", ("case_worker",), "it is housing's and you belong to water"),
        (None, ("case_worker",), "you belong to no department"),
        ("housing", ("counter",), "it needs the role case_worker"),
        ("housing", ("planner", "auditor"), "it needs the role case_worker"),
    ],
)
def test_a_step_of_others_is_not_mine(quick, case, monday, person, department, roles, sentence):
    said = quick.refused(case, "complete", monday, "fill", by=person("x", department, *roles), decision="yes", area=1)
    assert said.startswith("forbidden")
    assert sentence in said


def test_a_lead_may_do_what_the_department_s_workers_do(quick, case, monday, person):
    quick.do(case, "complete", monday, "fill", by=person("x", "housing", "lead"), decision="yes", area=1)


def test_the_applicant_s_step_is_the_owner_s_or_the_counter_s(quick, case, monday, person, applicant, counter):
    quick.do(case, "complete", monday, "fill", decision="yes", area=1)
    stranger = person("other", "applicant", "applicant")
    assert "the applicant's" in quick.refused(case, "complete", monday, "theirs", by=stranger)
    assert "neither" in quick.refused(case, "withdraw", monday, by=stranger)
    assert "neither" in quick.refused(case, "withdraw", monday, by=person("w", "housing", "case_worker"))
    assert quick.view(case, by=applicant).steps[1].commands == ("complete", "return", "claim")
    quick.do(case, "complete", monday, "theirs", by=counter)


def test_an_applicant_sees_their_own_cases_only(quick, case, monday, person, applicant):
    assert quick.view(case, monday, by=applicant).case == case
    with pytest.raises(Exception, match="Expected a case of yours"):
        quick.view(case, monday, by=person("other", "applicant", "applicant"))


def test_time_does_not_go_backwards(quick, case, monday):
    quick.do(case, "claim", monday + HOUR, "fill")
    said = quick.refused(case, "complete", monday, "fill", decision="yes", area=1)
    assert said.startswith("invalid_argument")
    assert "not before the last event" in said
    quick.do(case, "complete", monday + HOUR, "fill", decision="yes", area=1)


def test_an_instant_without_an_offset_is_refused(quick, case):
    naive = datetime(2026, 9, 15, 9)  # noqa: DTZ001 - what is refused
    assert "offset" in quick.refused(case, "claim", naive, "fill")


def test_an_instant_beyond_the_calendar_is_refused_and_changes_nothing(quick, monday):
    case = quick.start("low_risk", monday)
    far = datetime(9999, 6, 1, tzinfo=UTC)
    before = quick.live(case).version
    answer = quick.try_(case, "accept", far)
    assert isinstance(answer, Rejection)
    assert quick.live(case).version == before


def test_a_finished_case_takes_no_more_commands(quick, case, monday):
    quick.do(case, "withdraw", monday)
    for word in ("complete", "withdraw", "start-pause", "claim"):
        said = quick.refused(case, word, monday, "fill" if word == "complete" else None)
        assert "is finished (withdrawn)" in said


def test_a_step_that_is_done_is_not_done_again(quick, case, monday):
    quick.do(case, "complete", monday, "fill", decision="yes", area=1)
    said = quick.refused(case, "complete", monday, "fill", decision="yes", area=1)
    assert said.startswith("invalid_state")
    assert "its open steps are: theirs" in said


def test_a_case_that_does_not_exist(quick, monday):
    assert quick.refused("nothing", "claim", monday).startswith("not_found")
    with pytest.raises(Exception, match="Expected a case"):
        quick.view("nothing", monday)


def test_a_case_is_not_there_before_its_receipt(quick, case, monday):
    with pytest.raises(Exception, match="it was not yet"):
        quick.view(case, monday - HOUR)


def test_a_case_goes_by_its_number_too(quick, case, monday):
    number = quick.view(case).number
    assert number == "BJ20260914-0001"
    quick.do(number, "claim", monday, "fill")
    assert quick.view(number, monday).case == case


def test_numbers_count_per_place_and_day(quick, monday):
    first = [quick.view(quick.start("low_risk", monday)).number for _ in range(2)]
    assert first == ["汕尾20260914-0001", "汕尾20260914-0002"]
    assert quick.view(quick.start("low_risk", monday + timedelta(days=1))).number == "汕尾20260915-0001"


def test_a_version_that_somebody_has_passed_is_a_conflict(quick, case, monday):
    seen = quick.view(case).stored_version
    quick.do(case, "claim", monday, "fill", version=seen)
    said = quick.refused(case, "release", monday, "fill", version=seen)
    assert said.startswith("conflict")
    quick.do(case, "release", monday, "fill", version=seen + 1)


@pytest.mark.parametrize(
    ("process", "facts", "kind", "sentence"),
    [
        ("nothing", {}, "not_found", "Expected a deployed process"),
        ("low_risk", {"area": "huge"}, "invalid_argument", "to be a number"),
        ("low_risk", {"x": float("nan")}, "invalid_argument", "JSON"),
        ("low_risk", {"x": "x" * 1_100_000}, "invalid_argument", "at most"),
    ],
)
def test_an_application_that_cannot_be_received(quick, monday, applicant, process, facts, kind, sentence):
    answer = quick.banjie.start(process, facts, applicant, monday, "x")
    assert isinstance(answer, Rejection)
    assert (answer.kind, sentence in answer.sentence) == (kind, True)
    assert not quick.banjie.cases(quick.filter(), monday).rows


def test_facts_that_are_not_in_the_form_are_kept(quick, monday):
    case = quick.start("low_risk", monday, {"area": "8000", "colour": "red"})
    assert quick.view(case).facts == {"area": 8000, "colour": "red"}


@pytest.mark.parametrize("trouble", [Trouble.LOCKED, Trouble.FULL, Trouble.GONE])
def test_a_store_that_fails_gives_a_sentence_and_loses_nothing(quick, case, monday, monkeypatch, trouble):
    def fail(*_: object) -> None:
        raise StoreUnavailable(trouble, f"Expected to use the database, but it is {trouble}")

    with monkeypatch.context() as patched:
        patched.setattr("engine.cases.store.keep_result", fail)
        assert quick.refused(case, "claim", monday, "fill").startswith("unavailable")
    assert quick.view(case).steps[0].assignee is None
    quick.do(case, "claim", monday, "fill")


def test_a_fault_of_the_diagram_becomes_an_incident_and_the_step_stays(quick, case, monday, monkeypatch):
    def fault(*_: object, **__: object) -> None:
        raise InstanceFault("fill", "Expected a way on from fill, but no condition is true")

    with monkeypatch.context() as patched:
        patched.setattr("engine.execution.Instance.complete", fault)
        done = quick.do(case, "complete", monday, "fill", decision="yes", area=1)
    assert [type(e.fact).__name__ for e in done.events] == ["IncidentRaised"]
    view = quick.view(case)
    assert (view.state, view.incidents) == ("stopped", ("Expected a way on from fill, but no condition is true",))
    assert "holds it" in quick.refused(case, "complete", monday, "fill", decision="yes", area=1)
    quick.do(case, "retry", monday, "fill")
    assert quick.view(case).state == "received"
    quick.do(case, "complete", monday, "fill", decision="yes", area=1)


def test_the_commands_that_are_offered_are_those_that_are_answered(quick, monday, counter, applicant):
    case = quick.start("low_risk", monday)
    view = quick.view(case, by=counter)
    assert view.steps[0].commands == ("accept", "request-correction", "refuse", "claim", "start-pause")
    assert view.commands == ("start-pause", "withdraw")
    mine = quick.view(case, by=applicant)
    assert (mine.steps[0].commands, mine.commands) == ((), ("withdraw",))
    assert isinstance(quick.try_(case, "accept", monday, by=counter), Outcome)
