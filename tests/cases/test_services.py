"""Services: what Banjie does by itself, and what happens when it cannot."""

from __future__ import annotations

import pytest

from engine import events as facts
from engine.cases.services import STANDARD, ServiceFailed
from engine.service import Banjie
from tests.support.drawing import draw

PUSH = draw(
    "pushing",
    """
    start s
    user sign
    service push {service name="push_result"}
    service quiet
    user after
    end e
    s -> sign
    sign -> push
    push -> quiet
    quiet -> after
    after -> e
    """,
)


class Registry:
    """A service that can be out of order."""

    def __init__(self):
        self.fails = False
        self.calls = []

    def __call__(self, call):
        if self.fails:
            raise ServiceFailed("the registry does not answer")
        self.calls.append(call)
        return "received"


@pytest.fixture
def registry(quick):
    found = Registry()
    quick.banjie = Banjie(quick.database, quick.banjie.library, lambda: quick.now, {**STANDARD, "push_result": found})
    quick.deploy(PUSH)
    return found


def test_a_service_is_done_in_passing_and_recorded(quick, monday, registry):
    case = quick.start("pushing", monday)
    done = quick.do(case, "complete", monday, "sign")
    performed = [e.fact for e in done.events if isinstance(e.fact, facts.ServicePerformed)]
    assert [(f.step, f.service, f.note) for f in performed] == [("push", "push_result", "received"), ("quiet", "", "")]
    assert (registry.calls[0].case, registry.calls[0].step, registry.calls[0].at) == (case, "push", monday)
    assert quick.open(case) == ["after"]


def test_a_service_that_fails_stops_the_case_until_somebody_retries(quick, monday, registry, person):
    case = quick.start("pushing", monday)
    registry.fails = True
    quick.do(case, "complete", monday, "sign")
    view = quick.view(case)
    assert view.state == "stopped"
    assert view.incidents == ("Expected service push_result to do its work, but the registry does not answer",)
    assert quick.open(case) == []
    assert "none of them" in quick.refused(case, "retry", monday, by=person("x", "housing", "case_worker"))
    quick.do(case, "retry", monday)
    assert len(quick.view(case).incidents) == 1
    registry.fails = False
    quick.do(case, "retry", monday, "push", note="线路已恢复")
    assert quick.open(case) == ["after"]
    assert quick.view(case).state == "received"


def test_the_standard_services_leave_a_note(quick, monday):
    quick.deploy(PUSH)
    case = quick.start("pushing", monday)
    done = quick.do(case, "complete", monday, "sign")
    performed = next(e.fact for e in done.events if isinstance(e.fact, facts.ServicePerformed))
    assert quick.view(case).number in performed.note


def test_a_case_that_is_stopped_may_be_withdrawn(quick, monday, registry):
    case = quick.start("pushing", monday)
    registry.fails = True
    quick.do(case, "complete", monday, "sign")
    quick.do(case, "withdraw", monday)
    assert quick.view(case).state == "withdrawn"
