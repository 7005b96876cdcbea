"""The stored state: small, bounded, gated by its version, and good for going on from."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.execution import ExecutionError, Instance, InstanceFault, Program, StateError
from tests.execution.building import Drawing, play, program, started, tokens
from workflows.model import Kind

STATES = Path(__file__).parent / "states"


def everything() -> Program:
    """A program whose state, in the middle, holds every kind of token."""
    called = Drawing("q").flow("start a timer_t b end")
    main = Drawing().flow("start and_f call_q end").flow("and_f sub_many end").flow("and_f sign end")
    main.add("call_q", called="q")
    main.many("sub_many", Kind.SUB_PROCESS, collection="people", item="person", sequential=True)
    main.flow("start_x x xor_x end_x", parent="sub_many").flow("xor_x y", 'person = "乙"', parent="sub_many")
    main.default("xor_x", "end_x")
    main.many("sign", cardinality="3", completion="enough")
    main.timer_on("sign", "late_sign", interrupting=False)
    main.timer_on("sub_many", "late_sub")
    main.flow("late_sign remind").flow("late_sub chase")
    main.flow("and_f or_f c or_j end").flow("or_f d or_j", "more").flow("or_f e or_j", "rate < 2.5")
    main.flow("and_f and_g g and_j end").flow("and_g h and_j")
    main.flow("and_f service_s xor_l end").flow("xor_l service_s", "loop").default("xor_l", "end")
    return program(main, called)


def halfway(plan: Program) -> Instance:
    """In the middle of it: instances done, joins half full, a call under way."""
    values = {"people": ["甲", "乙", "丙"], "rate": Decimal("2.50"), "more": True, "loop": True}
    instance = Instance.start(plan, values)[0]
    play(instance, "call_q#1/a#1", "x#1", "sign#2", "g#1", "service_s#1", "late_sign#1")
    return play(instance, "c#1") if "c#1" in tokens(instance) else instance


def through_json(plan: Program, instance: Instance) -> Instance:
    return Instance.load(plan, json.loads(json.dumps(instance.dump(), ensure_ascii=False)))


def test_a_state_comes_back_as_it_was() -> None:
    plan = everything()
    instance = halfway(plan)
    again = through_json(plan, instance)
    assert again.open == instance.open
    assert again.variables == instance.variables
    assert again.dump() == instance.dump()


def test_both_go_on_alike_to_the_end() -> None:
    plan = everything()
    instance = halfway(plan)
    for _ in range(60):
        if instance.finished:
            break
        again = through_json(plan, instance)
        node = instance.open[-1]
        word = "fire" if node.kind == "timer" else "complete"
        values = {"loop": False, "enough": False}
        assert getattr(again, word)(node.token, values) == getattr(instance, word)(node.token, values)
        assert again.dump() == instance.dump()
    assert instance.finished
    assert through_json(plan, instance).finished


def test_an_instance_stays_good_after_its_dump() -> None:
    instance = started(Drawing().flow("start a b end"))
    state = instance.dump()
    before = copy.deepcopy(state)
    play(instance, "a#1")
    assert state == before
    assert tokens(instance) == ["b#1"]


def test_numbers_keep_their_digits_and_a_list_its_items() -> None:
    drawing = Drawing().flow("start a xor_1 end").flow("xor_1 b", "x = y and z").default("xor_1", "end")
    plan = program(drawing)
    values = {"x": Decimal("1.50"), "y": 10**40, "z": ["甲", None, True, [Decimal("0.1"), 2]]}
    instance = Instance.start(plan, values)[0]
    assert through_json(plan, instance).variables == values
    assert str(through_json(plan, instance).variables["x"]) == "1.50"
    assert Instance.start(plan, {"x": 0.1})[0].variables == {"x": Decimal("0.1")}


def test_a_variable_called_typename_is_a_variable_like_any_other() -> None:
    """SpiffWorkflow's serializer takes a mapping with that key for an object of its own."""
    drawing = Drawing().flow("start a xor_1 end").flow("xor_1 b", 'typename = "Task"').default("xor_1", "end")
    plan = program(drawing)
    instance = through_json(plan, Instance.start(plan, {"typename": "Task"})[0])
    assert instance.variables == {"typename": "Task"}
    assert tokens(play(instance, "a#1")) == ["b#1"]


def test_the_drawing_is_not_in_the_state() -> None:
    drawing = Drawing().flow("start a " + " ".join(f"s{n}" for n in range(500)) + " end")
    assert len(json.dumps(started(drawing).dump())) < 200


@pytest.mark.parametrize("version", [None, 0, 2, "1", 1.5, True, [1]])
def test_an_unknown_version_is_refused(version: object) -> None:
    plan = program(Drawing().flow("start a end"))
    state = {**Instance.start(plan, {})[0].dump(), "version": version}
    with pytest.raises(StateError, match="Expected a state of version 1, but its version is"):
        Instance.load(plan, state)


def test_a_state_without_a_version_is_refused() -> None:
    plan = program(Drawing().flow("start a end"))
    for state in ({}, [], None, "1"):
        with pytest.raises(StateError, match="Expected a state of version 1, but its version is None"):
            Instance.load(plan, state)


def test_a_state_of_another_diagram_is_refused() -> None:
    state = started(Drawing().flow("start a end")).dump()
    with pytest.raises(StateError, match="Expected an element of 'p', but it has no 'a'"):
        Instance.load(program(Drawing().flow("start b end")), state)


PLAN = everything()
GOOD = json.dumps(halfway(PLAN).dump())

junk = st.sampled_from([None, True, -1, 0, 3, 10**9, "a", "", [], {}, [1], {"decimal": "x"}, {"decimal": 1}, 1.5])


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_damaged_state_is_refused_with_a_sentence_or_loads(data: st.DataObject) -> None:
    """Whatever place of a state is spoilt: `StateError`, or an instance that goes on like any other."""
    state = json.loads(GOOD)
    place: Any = state
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        if data.draw(st.booleans()):
            place[key] = data.draw(junk)
        else:
            del place[key]
        break
    with contextlib.suppress(StateError, InstanceFault):
        instance = Instance.load(PLAN, state)
        for _ in range(80):
            json.dumps(instance.dump())
            if instance.finished:
                break
            play(instance, instance.open[-1].token, loop=False, enough=False, people=[], more=False)


def test_a_step_costs_the_same_after_five_thousand_rounds() -> None:
    drawing = Drawing().flow("start xor_in write and_f a and_j xor_out end").flow("and_f sub_x and_j")
    drawing.flow("start_x b end_x", parent="sub_x").flow("xor_out xor_in", "again").default("xor_out", "end")
    drawing.timer_on("a", "late", interrupting=False)
    drawing.flow("late end_late")
    plan = program(drawing)
    instance = Instance.start(plan, {"again": True})[0]
    sizes, spent = [], []
    for number in range(1, 5001):
        began = time.process_time()
        play(instance, f"write#{number}", f"b#{number}")
        if number % 2:
            instance.fire(f"late#{number}", {})
        play(instance, f"a#{number}")
        if number % 100 == 0:
            instance = through_json(plan, instance)
            sizes.append(len(json.dumps(instance.dump())))
        spent.append(time.process_time() - began)
    assert tokens(instance) == ["write#5001"]
    assert max(sizes) - min(sizes) < 60  # digits of counters
    assert sum(spent) < 10
    assert sum(spent[-1000:]) < 3 * sum(spent[:1000])
    play(instance, "write#5001", "b#5001")
    play(instance, "a#5001", again=False)
    assert instance.finished


def test_a_fault_is_cured_by_loading_the_state_before_it() -> None:
    drawing = Drawing().flow("start a xor_1").flow("xor_1 b end", "x")
    plan = program(drawing)
    state = Instance.start(plan, {})[0].dump()
    with pytest.raises(InstanceFault):
        Instance.load(plan, state).complete("a#1")
    assert tokens(play(Instance.load(plan, state), "a#1", x=True)) == ["b#1"]


def test_a_wrong_command_leaves_the_state_alone() -> None:
    instance = halfway(PLAN)
    before = instance.dump()
    for act in (
        lambda: instance.complete("nothing#1"),
        lambda: instance.complete(tokens(instance)[0], {"rate": object()}),
        lambda: instance.move(tokens(instance)[0], "nowhere"),
    ):
        with pytest.raises(ExecutionError):
            act()
    assert instance.dump() == before


@pytest.mark.parametrize("path", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_states_of_every_release_are_loaded_and_played_on(path: Path) -> None:
    """The files are never changed. A new version of the state adds files and keeps these loading."""
    kept = json.loads(path.read_text("utf-8"))
    instance = Instance.load(PLAN, kept["state"])
    assert tokens(instance) == kept["open"]
    for node in iter(lambda: instance.open[-1] if instance.open else None, None):
        play(instance, node.token, loop=False, enough=False)
    assert instance.finished is True


def test_there_are_states_to_load() -> None:
    assert len(list(STATES.glob("*.json"))) >= 3
