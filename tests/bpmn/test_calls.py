"""Calls end: every called process exists, and none calls itself, not even by a detour."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.bpmn.drawing import definitions, diagram, end, node, path, process, start
from workflows.bpmn import read_processes
from workflows.bpmn.check import check


def calling(name: str, *called: str) -> str:
    """A process that calls others one after the other."""
    calls = [node("callActivity", f"{name}_{n}", calledElement=target) for n, target in enumerate(called)]
    ids = [f"s_{name}", *(f"{name}_{n}" for n in range(len(called))), f"e_{name}"]
    return process(start(ids[0]), *calls, end(ids[-1]), path(*ids), id=name)


CIRCLES = {
    "itself": (("p", "p"), ["p → p"]),
    "each other": (("p", "q"), ("q", "p"), ["p → q → p", "q → p → q"]),
    "by a detour": (("p", "q"), ("q", "r"), ("r", "p"), ["p → q → r → p", "q → r → p → q", "r → p → q → r"]),
    "beside a good call": (("p", "q", "r"), ("q",), ("r", "q", "p"), ["p → r → p", "r → p → r"]),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_calls_in_a_circle_are_refused_with_the_circle(told, name):
    *processes, circles = CIRCLES[name]
    sentences = [s for _, _, s in told(definitions(*(calling(*given) for given in processes)))]
    assert sentences == [f"expected calls to come to an end, but {circle} calls itself" for circle in circles]


def test_a_circle_through_a_deployed_process_is_refused(told):
    deployed = {m.id: m for m in read_processes(definitions(calling("q", "p")))}
    assert told(definitions(calling("p", "q")), known_processes=deployed) == [
        ("error", "p_0", "expected calls to come to an end, but p → q → p calls itself")
    ]


def test_a_new_version_takes_the_place_of_the_deployed_one(told):
    deployed = {m.id: m for m in read_processes(definitions(calling("p", "q"), calling("q")))}
    assert told(definitions(calling("q", "p"), calling("p")), known_processes=deployed) == []


def test_a_circle_elsewhere_is_told_of_those_in_it_only(told):
    sentences = told(definitions(calling("p", "q"), calling("q", "q")))
    assert [element for _, element, _ in sentences] == ["q_0", "p"] or [e for _, e, _ in sentences] == ["p", "q_0"]


def test_a_call_of_an_unknown_process_is_refused_with_the_nearest(told):
    deployed = {m.id: m for m in read_processes(definitions(calling("intake"), calling("joint_acceptance")))}
    assert told(definitions(calling("p", "intakes")), known_processes=deployed) == [
        ("error", "p_0", "expected to call a process that exists, but 'intakes' is none (the nearest: intake)")
    ]


def test_unknown_processes_are_let_through_where_nobody_says_what_is_known():
    models = read_processes(definitions(calling("p", "elsewhere")))
    assert check(models, known_limits=None, known_processes=None) == ()


def test_a_call_of_nothing_is_refused(told):
    data = diagram(start(), node("callActivity", "a"), end(), path("s", "a", "e"))
    assert told(data) == [("error", "a", "expected the id of a process to call, but it names none")]


def test_calls_nest_at_most_thirty_deep(told):
    def chain(length):
        names = [f"p{n}" for n in range(length)]
        return definitions(*(calling(a, b) for a, b in pairwise(names)), calling(names[-1]))

    assert told(chain(30)) == []
    assert told(chain(31)) == [
        ("error", "p0", "expected at most 30 sub-processes and calls within each other, but it goes deeper")
    ]


def test_many_calls_on_many_levels_are_checked_quickly(told):
    levels = [calling(f"p{n}", *[f"p{n + 1}"] * 8) for n in range(25)]
    assert told(definitions(*levels, calling("p25"))) == []
