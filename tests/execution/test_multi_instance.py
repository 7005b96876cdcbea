"""Activities done several times: by a count or for each item, at once or one after the other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.execution import Closed, Instance, InstanceFault, Opened, ScopeEntered
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Kind


def signing(**rule: Any) -> Drawing:
    drawing = Drawing()
    drawing.many("sign", **rule)
    return drawing.flow("start sign after end")


def test_parallel_instances_open_at_once_and_all_are_waited_for() -> None:
    instance, changes = Instance.start(program(signing(cardinality="3")), {})
    assert [c for c in changes if isinstance(c, Opened)] == [
        Opened("sign", f"sign#{n + 1}", None, (), "step", "p", item=n) for n in range(3)
    ]
    assert tokens(play(instance, "sign#2", "sign#3")) == ["sign#1"]
    assert tokens(play(instance, "sign#1")) == ["after#1"]


def test_sequential_instances_open_one_after_the_other() -> None:
    instance = started(signing(cardinality="n", sequential=True), n=3)
    for number in (1, 2, 3):
        assert tokens(instance) == [f"sign#{number}"]
        play(instance, f"sign#{number}")
    assert tokens(instance) == ["after#1"]


def test_each_item_of_a_list_gets_an_instance() -> None:
    instance = started(signing(collection="people", item="person"), people=["甲", "乙"])
    assert [node.item for node in instance.open] == ["甲", "乙"]


def test_items_come_as_they_were_given() -> None:
    people = ["甲", 3, Decimal("1.5"), None, True, ["乙", 4]]
    instance = started(signing(collection="people"), people=people)
    assert [node.item for node in instance.open] == people
    assert [type(node.item) for node in instance.open] == [type(person) for person in people]


def test_the_list_is_taken_as_it_was_when_the_activity_began() -> None:
    instance = started(signing(collection="people", sequential=True), people=["甲", "乙"])
    play(instance, "sign#1", people=["丙", "丁", "戊"])
    assert [node.item for node in instance.open] == ["乙"]
    assert tokens(play(instance, "sign#2")) == ["after#1"]


@pytest.mark.parametrize("sequential", [False, True])
@pytest.mark.parametrize("rule", [{"cardinality": "0"}, {"collection": "people"}])
def test_zero_instances_pass_at_once(rule: dict[str, str], *, sequential: bool) -> None:
    assert tokens(started(signing(**rule, sequential=sequential), people=[])) == ["after#1"]


@pytest.mark.parametrize(
    ("rule", "value", "sentence"),
    [
        (
            {"cardinality": "n"},
            None,
            "Expected a whole number of instances, 0 or more, from 'n' at 'sign', but got nothing",
        ),
        ({"cardinality": "n"}, -1, "but got -1"),
        ({"cardinality": "n"}, 1.5, "but got 1.5"),
        ({"cardinality": "n"}, "3", "but got 3"),
        ({"cardinality": "n"}, True, "but got True"),
        ({"cardinality": "n"}, 10**30, "Expected at most 1000 instances from 'n' at 'sign', but got more"),
        ({"collection": "n"}, None, "Expected a list in 'n' at 'sign', but got nothing"),
        ({"collection": "n"}, "甲", "but got 甲"),
        ({"collection": "n"}, ["甲"] * 1001, "Expected at most 1000 instances"),
    ],
)
def test_a_count_that_is_none_is_a_fault(rule: dict[str, str], value: object, sentence: str) -> None:
    with pytest.raises(InstanceFault) as caught:
        started(signing(**rule), n=value)
    assert sentence in caught.value.sentence
    assert caught.value.element == "sign"


def test_the_completion_condition_ends_the_rest() -> None:
    instance = started(signing(cardinality="3", completion="refused"))
    assert instance.complete("sign#2", {"refused": True}) == (
        Closed("sign#2", "completed"),
        Closed("sign#1", "cancelled"),
        Closed("sign#3", "cancelled"),
        Opened("after", "after#1", None, (), "step", "p"),
    )


def test_the_completion_condition_stops_a_sequence() -> None:
    instance = started(signing(cardinality="3", completion="refused", sequential=True))
    assert tokens(play(instance, "sign#1", refused=False)) == ["sign#2"]
    assert tokens(play(instance, "sign#2", refused=True)) == ["after#1"]


def test_a_majority_is_a_completion_condition() -> None:
    rule = "numberOfCompletedInstances / numberOfInstances > 0.5"
    drawing = signing(cardinality="5", completion=rule)
    instance = play(started(drawing), "sign#5", "sign#1")
    assert instance.program.names == frozenset()
    assert tokens(instance) == ["sign#2", "sign#3", "sign#4"]
    assert tokens(play(instance, "sign#3")) == ["after#1"]


def test_active_instances_can_be_counted() -> None:
    drawing = signing(cardinality="3", completion="numberOfActiveInstances = 1")
    assert tokens(play(started(drawing), "sign#2", "sign#1")) == ["after#1"]


def nested(sequential: bool = False) -> Drawing:  # noqa: FBT001, FBT002
    drawing = Drawing()
    drawing.many("sub_x", Kind.SUB_PROCESS, collection="people", item="person", sequential=sequential)
    drawing.flow("start sub_x end").flow("start_x xor_x a end_x", parent="sub_x")
    drawing.flow("xor_x b end_b", 'person = "乙"', parent="sub_x")
    return drawing.default("xor_x", "a")


def test_every_instance_of_a_sub_process_sees_its_own_item() -> None:
    instance, changes = Instance.start(program(nested()), {"people": ["甲", "乙"], "person": "乙"})
    assert [c for c in changes if isinstance(c, ScopeEntered)] == [
        ScopeEntered("sub_x", "sub_x#1", None, "p", item="甲"),
        ScopeEntered("sub_x", "sub_x#2", None, "p", item="乙"),
    ]
    assert [(node.token, node.scope) for node in instance.open] == [("a#1", "sub_x#1"), ("b#1", "sub_x#2")]
    assert play(instance, "b#1", "a#1").finished


def test_sub_processes_one_after_the_other() -> None:
    instance = started(nested(sequential=True), people=["甲", "乙", "甲"])
    for token in ("a#1", "b#1", "a#2"):
        assert tokens(instance) == [token]
        play(instance, token)
    assert instance.finished


def test_a_called_process_sees_the_item_too() -> None:
    called = Drawing("q").flow("start xor_q a end").flow("xor_q b end", 'person = "乙"').default("xor_q", "a")
    main = Drawing()
    main.many("call_q", called="q", collection="people", item="person")
    instance = started(main.flow("start call_q end"), called, people=["甲", "乙"])
    assert tokens(instance) == ["call_q#1/a#1", "call_q#2/b#1"]


def test_terminate_ends_one_instance_only() -> None:
    drawing = Drawing()
    drawing.many("sub_x", Kind.SUB_PROCESS, cardinality="2")
    drawing.flow("start sub_x end").flow("start_x and_x a terminate_x", parent="sub_x").flow("and_x b", parent="sub_x")
    instance = started(drawing)
    assert tokens(play(instance, "a#1")) == ["a#2", "b#2"]


def test_in_a_loop_each_round_counts_anew() -> None:
    drawing = Drawing()
    drawing.many("sign", cardinality="n")
    drawing.flow("start xor_in sign check xor_out end").flow("xor_out xor_in", "again").default("xor_out", "end")
    instance = play(started(drawing, n=2), "sign#1", "sign#2")
    play(instance, "check#1", again=True, n=1)
    assert tokens(instance) == ["sign#3"]
    assert play(instance, "sign#3", "check#2", again=False).finished


def test_a_thousand_instances_one_after_the_other_need_no_deep_stack() -> None:
    drawing = Drawing()
    drawing.many("sub_x", Kind.SUB_PROCESS, cardinality="1000", sequential=True)
    drawing.flow("start sub_x after end").flow("start_x end_x", parent="sub_x")
    assert tokens(started(drawing)) == ["after#1"]
