"""Parallel joins: one that can never get all its tokens is refused, one that may not is warned about."""

from __future__ import annotations

from time import perf_counter

import pytest

from tests.bpmn.drawing import boundary, diagram, end, flow, node, path, start, task

FORK, JOIN = node("parallelGateway", "f"), node("parallelGateway", "j")
XOR, OR = node("exclusiveGateway", "x", default="x_b"), node("inclusiveGateway", "o", default="o_b")
STEPS = task("a") + task("b") + path("a", "j") + path("b", "j")
TAIL = end() + path("j", "e")

NEVER = {
    "an exclusive split": diagram(start(), XOR, STEPS, JOIN, TAIL, path("s", "x", "b"), flow("x", "a", "y")),
    "an optional branch drawn as a second flow": diagram(
        start(), FORK, node("exclusiveGateway", "x", default="x_j"), STEPS, JOIN, TAIL,
        path("s", "f", "a"), path("f", "x", "j"), flow("x", "b", "y"),
    ),
    "an interrupting timer beside the work": diagram(
        start(), task("a"), boundary("t", "a"), JOIN, TAIL, path("s", "a", "j"), path("t", "j")
    ),
    "behind another that never goes on": diagram(
        start(), XOR, STEPS, JOIN, node("parallelGateway", "k"), task("c"), end(),
        path("s", "x", "b"), flow("x", "a", "y"), path("j", "k", "e"), path("j", "c", "k"),
    ),
}  # fmt: skip

MAYBE = {
    "an inclusive split without an inclusive join": diagram(
        start(), node("inclusiveGateway", "o"), STEPS, JOIN, TAIL,
        path("s", "o"), flow("o", "a", "x"), flow("o", "b", "y"),
    ),
    "a branch that may end by itself": diagram(
        start(), FORK, STEPS, JOIN, TAIL, end("e2"), path("s", "f", "a"), path("f", "b"),
        boundary("t", "b"), path("t", "e2"),
    ),
    "a reminder beside the work": diagram(
        start(), task("a"), boundary("t", "a", cancelActivity="false"), JOIN, TAIL, path("s", "a", "j"), path("t", "j")
    ),
    "a return out of one branch": diagram(
        start(), node("exclusiveGateway", "m"), FORK, task("a"), task("b"),
        node("exclusiveGateway", "x", default="x_j"), JOIN, TAIL,
        path("s", "m", "f", "a", "j"), path("f", "b", "x", "j"), flow("x", "m", "again"),
    ),
}  # fmt: skip

ALWAYS = {
    "a parallel split": diagram(start(), FORK, STEPS, JOIN, TAIL, path("s", "f", "a"), path("f", "b")),
    "a step that splits": diagram(start(), task("f"), STEPS, JOIN, TAIL, path("s", "f", "a"), path("f", "b")),
    "an optional branch that merges first": diagram(
        start(), FORK, XOR, node("exclusiveGateway", "m"), task("a"), task("b"), JOIN, TAIL,
        path("s", "f", "a", "j"), path("f", "x", "b", "m", "j"), flow("x", "m", "y"),
    ),
    "a loop around the whole block": diagram(
        start(), node("exclusiveGateway", "m"), FORK, STEPS, JOIN, node("exclusiveGateway", "x", default="x_e"), end(),
        path("s", "m", "f", "a"), path("f", "b"), path("j", "x", "e"), flow("x", "m", "again"),
    ),
    "loops inside the branches": diagram(
        start(), FORK, JOIN, TAIL, path("s", "f"),
        *(
            task(f"t{n}") + task(f"r{n}") + node("exclusiveGateway", f"x{n}", default=f"x{n}_j")
            + path("f", f"t{n}", f"x{n}", "j") + flow(f"x{n}", f"r{n}", "fault") + flow(f"r{n}", f"t{n}")
            for n in range(8)
        ),
    ),
    "a terminate end in one branch": diagram(
        start(), FORK, JOIN, TAIL, task("a"), XOR, task("b"), node("endEvent", "z", "<terminateEventDefinition/>"),
        path("s", "f", "a", "j"), path("f", "x", "b", "j"), flow("x", "z", "stop"),
    ),
    "an inclusive split with its join": diagram(
        start(), OR, STEPS.replace("j", "k"), node("inclusiveGateway", "k"), FORK, task("c"), JOIN, TAIL,
        path("s", "o", "b"), flow("o", "a", "y"), path("k", "f", "c", "j"), path("f", "j"),
    ),
    "a deadline that returns to the work": diagram(
        start(), FORK, STEPS, JOIN, TAIL, path("s", "f", "a"), path("f", "b"), boundary("t", "a"), path("t", "a"),
    ),
}  # fmt: skip

SPLITS_AND_TAKES_BACK = diagram(
    start(), JOIN, task("a"), node("exclusiveGateway", "x", default="x_e"), end(),
    path("s", "j", "a", "x", "e"), flow("x", "j", "again"),
)  # fmt: skip


def about_joins(told, data):
    return [(severity, element) for severity, element, sentence in told(data) if "a token on each" in sentence]


@pytest.mark.parametrize("name", NEVER)
def test_a_join_that_can_never_get_all_its_tokens_is_refused(told, name):
    found = about_joins(told, NEVER[name])
    assert found[0] == ("error", "j")
    assert {severity for severity, _ in found} == {"error"}


@pytest.mark.parametrize("name", MAYBE)
def test_a_join_that_may_wait_for_ever_is_warned_about(told, name):
    assert about_joins(told, MAYBE[name]) == [("warning", "j")]


@pytest.mark.parametrize("name", ALWAYS)
def test_a_join_that_gets_its_tokens_is_left_alone(told, name):
    assert about_joins(told, ALWAYS[name]) == []


def test_a_loop_drawn_straight_back_into_a_gateway_runs_with_a_warning(told):
    assert about_joins(told, SPLITS_AND_TAKES_BACK) == []
    ((severity, element, sentence),) = told(SPLITS_AND_TAKES_BACK)
    assert (severity, element) == ("warning", "j")
    assert sentence.startswith("expected an exclusive gateway before it to take in x_j, which comes back only after it")


def test_the_warning_names_the_flow_that_may_bring_nothing(told):
    ((_, _, sentence),) = told(MAYBE["a branch that may end by itself"])
    assert sentence == (
        "expected a token on each of its 2 incoming flows, but on some ways none comes by b_j: a case may stop here"
    )


def test_a_wide_diagram_is_answered_quickly_or_not_at_all(told):
    branches = [
        task(f"t{n}")
        + boundary(f"b{n}", f"t{n}", cancelActivity="false")
        + task(f"r{n}")
        + path("f", f"t{n}", "j")
        + path(f"b{n}", f"r{n}")
        for n in range(40)
    ]
    began = perf_counter()
    assert about_joins(told, diagram(start(), FORK, *branches, JOIN, TAIL, path("s", "f"))) == []
    assert perf_counter() - began < 5


def test_tokens_that_multiply_for_ever_do_not_keep_the_check(told):
    data = diagram(
        start(), node("exclusiveGateway", "m"), task("a"), FORK, JOIN, TAIL,
        path("s", "m", "a", "f", "m"), path("f", "j"), task("b"), path("f", "b", "j"),
    )  # fmt: skip
    assert about_joins(told, data) == []
