"""Messages: who sends them, what they bring about, what the log says of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import events as facts
from engine.cases.fold import fold
from engine.views import MessageView
from tests.support.drawing import draw

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# A hotline order in small: handled, with new facts and a withdrawal that may come, then rated or not within a day.
ORDER = draw(
    "order",
    """
    start s
    user handle {step department="housing" role="case_worker"}
    message news on handle cancelActivity="false" name="追加新情况" {message role="applicant"} {field id="text" label="内容" required="true"}
    throw noted
    message gone on handle name="撤回诉求" {message role="applicant"}
    race wait
    catch rated message name="评价" {message role="applicant"} {field id="rating" label="评价" type="select" required="true"}
    catch silent P1D
    xor how default="f8"
    user again {step department="housing"}
    end done
    end withdrawn {end outcome="withdrawn"}
    s -> handle
    handle -> wait
    news -> noted
    gone -> withdrawn
    wait -> rated
    wait -> silent
    rated -> how
    how -> again : rating = "bad"
    how -> done
    again -> done
    silent -> done
    noted -> done
    """,  # noqa: E501 - a line for each element
)
ORDER = (
    ORDER[0],
    ORDER[1].replace(
        b'required="true"/></extensionElements><messageEventDefinition/></intermediateCatchEvent>',
        b'required="true"><banjie:option value="good"/><banjie:option value="bad"/></banjie:field>'
        b"</extensionElements><messageEventDefinition/></intermediateCatchEvent>",
    ),
)


@pytest.fixture
def office(bare):
    bare.deploy(ORDER)
    return bare


@pytest.fixture
def case(office, monday):
    return office.start("order", monday, applicant="applicant")


def received(office, case) -> list[facts.MessageReceived]:
    return [e.fact for e in office.view(case).events if isinstance(e.fact, facts.MessageReceived)]


def awaited(office, case, **more) -> list[tuple[str, tuple[str, ...]]]:
    return [(m.token, m.commands) for m in office.view(case, **more).messages if m.state == "awaited"]


def test_the_page_of_a_case_says_what_it_waits_for_and_who_may_send_it(office, case, applicant, person):
    (news, gone) = office.view(case, by=applicant).messages
    assert news == MessageView(
        "news", "news#1", "追加新情况", "追加新情况", None, "applicant", commands=("send-message",)
    )
    assert gone.token == "gone#1"
    assert "send-message" in office.view(case, by=applicant).commands
    worker = person("worker", "housing", "case_worker")
    assert awaited(office, case, by=worker) == [("news#1", ()), ("gone#1", ())]
    assert "send-message" not in office.view(case, by=worker).commands


def test_what_was_waited_for_on_another_day_is_not_asked_again(office, case, monday):
    office.do(case, "complete", monday + DAY, "handle")
    assert office.view(case, at=monday).messages == ()


def test_a_message_on_the_border_leaves_the_step_alone_and_may_come_again(office, case, monday, applicant):
    for n in (1, 2):
        done = office.do(case, "send-message", monday + n * HOUR, message="追加新情况", text=f"第{n}次", by=applicant)
        told = [event.fact for event in done.events]
        assert isinstance(told[0], facts.MessageReceived)
        assert told[0].token == f"news#{n}"
        assert told[1] == facts.MilestoneReached("noted", f"noted#{n}", "noted")
        assert office.open(case) == ["handle"]
    assert awaited(office, case) == [("gone#1", ("send-message",)), ("news#3", ("send-message",))]


def test_what_a_message_says_stays_outside_of_the_log(office, case, monday, applicant):
    done = office.do(case, "send-message", monday, message="news", text="家里漏水", opinion="急", by=applicant)
    fact = done.events[0].fact
    assert isinstance(fact, facts.MessageReceived)
    assert fact.data_digest is not None
    assert "漏水" not in str(facts.fact_to_json(fact))
    (came, *_) = office.view(case).messages
    assert (came.state, came.received_at, came.actor) == ("received", monday, "applicant")
    assert (came.data, came.opinion) == ({"text": "家里漏水"}, "急")
    assert facts.fact_from_json("MessageReceived", facts.fact_to_json(fact)) == fact


def test_an_interrupting_message_ends_the_step(office, case, monday, applicant):
    done = office.do(case, "send-message", monday, "gone", by=applicant)
    assert facts.StepCancelled("handle#1", "message gone") in [event.fact for event in done.events]
    view = office.view(case)
    assert (view.outcome, [m.state for m in view.messages]) == ("withdrawn", ["received"])
    assert "is finished" in office.refused(case, "send-message", monday, "gone")


def test_of_the_events_behind_a_gateway_the_first_wins(office, case, monday, applicant):
    office.do(case, "complete", monday, "handle")
    assert awaited(office, case) == [("rated#1", ("send-message",))]
    office.do(case, "send-message", monday + HOUR, message="评价", rating="bad", by=applicant)
    assert office.open(case) == ["again"]
    assert office.live(case).timers == {}
    assert not any(isinstance(e.fact, facts.TimerFired) for e in office.view(case, at=monday + 3 * DAY).events)


def test_what_nobody_sends_lapses(office, case, monday):
    office.do(case, "complete", monday, "handle")
    office.banjie.tick(monday + 2 * DAY)
    view = office.view(case)
    assert (view.outcome, view.closed_at) == ("completed", monday + DAY)
    assert "is finished" in office.refused(case, "send-message", monday + 2 * DAY, message="rated")


def test_a_message_that_comes_after_the_timer_was_due_is_too_late(office, case, monday):
    """Nobody ticked in between; the timer is served first, at its own instant."""
    office.do(case, "complete", monday, "handle")
    assert "is finished" in office.refused(case, "send-message", monday + 2 * DAY, message="rated", rating="good")


def test_a_message_survives_storing_and_replay(office, case, monday, applicant):
    office.do(case, "send-message", monday, message="news", text="一", by=applicant)
    office.banjie._desk.forget()
    office.do(case, "send-message", monday + HOUR, message="news", text="二", by=applicant)
    live = office.live(case)
    assert fold(office.view(case).events) == live.state
    assert len(received(office, case)) == 2


def test_the_same_message_twice_by_one_command_is_one(office, case, monday, applicant):
    for _ in range(2):
        office.do(case, "send-message", monday, message="news", text="一", by=applicant, id="once")
    assert len(received(office, case)) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (
            {"message": "olds"},
            "a message that is waited for, but 'olds' is none; there are: 撤回诉求, 追加新情况",
        ),
        ({}, "several are waited for: gone#1, news#1"),
        ({"message": "追加新情况"}, "text"),
        ({"message": 5}, "Expected message to be a text"),
    ],
)
def test_a_message_that_nobody_waits_for_or_says_nothing_is_refused(office, case, monday, applicant, data, said):
    assert said in office.refused(case, "send-message", monday, data=data, by=applicant)
    assert received(office, case) == []


def test_a_message_without_a_form_decides_nothing_for_others(office, case, monday, applicant):
    said = office.refused(case, "send-message", monday, "gone", data={"rating": "bad"}, by=applicant)
    assert "but 'rating' came" in said
    assert office.open(case) == ["handle"]


def test_a_message_of_the_applicant_is_the_counters_to_record_and_nobody_elses(office, case, monday, counter, person):
    worker = person("worker", "housing", "case_worker")
    said = office.refused(case, "send-message", monday, message="news", text="一", by=worker)
    assert said.startswith(
        "forbidden: Expected to send a message of yours, but 追加新情况 is not: it is the applicant's"
    )
    stranger = person("stranger", "applicant", "applicant")
    assert office.refused(case, "send-message", monday, message="news", text="一", by=stranger).startswith("forbidden")
    office.do(case, "send-message", monday, message="news", text="电话追加", by=counter)


PAYMENT = draw(
    "payment",
    """
    start s
    receive paid name="收到付款" {message department="finance"}
    timer late on paid PT48H
    user chase {step department="housing"}
    catch first PT2H
    catch second PT1H
    race which
    end one
    end two
    end e
    s -> paid
    paid -> which
    which -> first
    which -> second
    first -> one
    second -> two
    late -> chase
    chase -> e
    """,
)


def test_a_receive_task_is_its_departments_and_may_run_out(bare, monday, person):
    bare.deploy(PAYMENT)
    case = bare.start("payment", monday)
    finance = person("f", "finance", "case_worker")
    assert "it needs" in bare.refused(case, "send-message", monday, by=person("x", "finance", "planner"))
    bare.do(case, "send-message", monday + HOUR, by=finance)
    assert [t for _, t in bare.live(case).timers] == ["first#1", "second#1"]
    other = bare.start("payment", monday)
    bare.banjie.tick(monday + 3 * DAY)
    assert bare.open(other) == ["chase"]


def test_of_two_timers_behind_a_gateway_the_earlier_wins_however_late_anybody_looks(bare, monday, person):
    bare.deploy(PAYMENT)
    case = bare.start("payment", monday)
    bare.do(case, "send-message", monday, by=person("f", "finance", "case_worker"))
    bare.banjie.tick(monday + 3 * DAY)
    fired = [e.fact.step for e in bare.view(case).events if isinstance(e.fact, facts.TimerFired)]
    assert (fired, bare.live(case).state.end) == (["second"], "two")
