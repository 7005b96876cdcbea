"""A command id is answered once: the same again gets the first answer, another one a refusal."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from engine.cases import Outcome, Rejection
from engine.cases.cache import LiveCases
from tests.support.drawing import draw

PLAIN = draw("plain", "start s\nuser one\nuser two\nend e\ns -> one\none -> two\ntwo -> e")
FORK = draw(
    "fork",
    "start s\nand f\n"
    + "\n".join(f"user t{n}\nf -> t{n}\nt{n} -> j" for n in range(8))
    + "\nand j\nend e\ns -> f\nj -> e",
)


@pytest.fixture
def case(world, monday):
    world.deploy(PLAIN, FORK)
    return world.start("plain", monday)


def test_the_same_command_again_gets_the_first_answer(world, case, monday):
    first = world.do(case, "complete", monday, "one", id="x")
    again = world.do(case, "complete", monday + timedelta(hours=3), "one", id="x")
    assert again == first
    assert world.open(case) == ["two"]


def test_it_does_so_after_a_restart_and_after_the_end(world, case, monday):
    first = world.do(case, "complete", monday, "one", id="x")
    world.do(case, "complete", monday, "two")
    world.banjie._desk.forget()
    assert world.do(case, "complete", monday, "one", id="x") == first


def test_the_same_id_for_another_command_is_a_conflict(world, case, monday):
    world.do(case, "complete", monday, "one", id="x")
    said = world.refused(case, "complete", monday, "two", id="x")
    assert said.startswith("conflict")
    assert "was used for another" in said


def test_a_refused_command_may_be_sent_again_under_its_id(world, case, monday):
    world.refused(case, "complete", monday, "two", id="x")
    world.do(case, "complete", monday, "one")
    world.do(case, "complete", monday, "two", id="x")


def test_an_application_is_received_once(world, monday, applicant):
    first = world.banjie.start("low_risk", {"area": 5}, applicant, monday, "a")
    again = world.banjie.start("low_risk", {"area": 5}, applicant, monday, "a")
    other = world.banjie.start("low_risk", {"area": 6}, applicant, monday, "a")
    assert isinstance(first, Outcome)
    assert again == first
    assert isinstance(other, Rejection)
    assert other.kind == "conflict"
    assert len(world.banjie.cases(world.filter(), monday).rows) == 1


def test_eight_people_at_once_finish_eight_steps_and_each_is_done_once(world, case, monday):
    case = world.start("fork", monday)
    answers = together(world, [(case, "complete", f"t{n}") for n in range(8)], monday)
    assert all(isinstance(a, Outcome) for a in answers), answers
    view = world.view(case)
    assert view.state == "completed"
    assert [s.state for s in view.steps] == ["done"] * 8
    assert [e.seq for e in view.events] == list(range(1, len(view.events) + 1))


def test_two_people_at_once_on_one_step_and_one_of_them_is_told(world, case, monday):
    case = world.start("fork", monday)
    answers = together(world, [(case, "complete", "t0")] * 4, monday)
    assert sum(isinstance(a, Outcome) for a in answers) == 1
    told = [a.sentence for a in answers if isinstance(a, Rejection)]
    assert all("Expected step t0 to be open" in sentence for sentence in told), told


def test_two_engines_on_one_database_see_each_other(world, library, case, monday):
    other = type(world)(world.database, library)
    world.do(case, "claim", monday, "one")
    other.number = 100
    other.do(case, "release", monday, "one")
    world.do(case, "complete", monday, "one")
    other.do(case, "complete", monday, "two")
    assert world.view(case).state == "completed"
    assert world.view(case).stored_version == 5


def test_the_same_command_from_two_threads_is_done_once(world, case, monday):
    answers = together(world, [(case, "complete", "one")] * 4, monday, ids=["same"] * 4)
    assert all(isinstance(a, Outcome) for a in answers), answers
    assert len({a.events for a in answers}) == 1
    assert world.open(case) == ["two"]


def test_a_kept_case_is_with_one_thread_only():
    kept = LiveCases(size=2)
    for name in "abc":
        kept.put(type("Live", (), {"case": name})())
    assert kept.take("a") is None
    assert kept.take("c").case == "c"
    assert kept.take("c") is None


def together(world, wanted, at, ids=None):
    """Give commands from as many threads at once."""
    answers = [None] * len(wanted)
    gate = threading.Barrier(len(wanted))

    def give(place):
        case, word, step = wanted[place]
        gate.wait()
        command = {"id": ids[place] if ids else f"t{place}"}
        answers[place] = world.try_(case, word, at, step, **command)

    threads = [threading.Thread(target=give, args=(place,)) for place in range(len(wanted))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
