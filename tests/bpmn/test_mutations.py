"""Diagrams broken at random: each is refused with a sentence, or it runs."""

# ruff: noqa: S311, PT017 - chance here keeps no secret; a refusal is one of two good outcomes

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.execution import Instance, InstanceFault, compile_program
from tests.bpmn.drawing import boundary, diagram, end, extras, flow, node, path, start, step, task, timer
from tests.bpmn.mutations import mutate
from workflows.bpmn import Refused, read_processes
from workflows.bpmn.check import ensure
from workflows.bpmn.names import variables

EVERYTHING = diagram(
    start(),
    step("a", '<banjie:step role="counter"/><banjie:decision value="x"/><banjie:field id="f" type="integer"/>'),
    boundary("t", "a"),
    node("parallelGateway", "f"),
    node("subProcess", "sub", start("s2"), task("b"), end("e2"), path("s2", "b", "e2")),
    task(
        "m", "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    ),
    node("inclusiveGateway", "o", default="o_c"),
    task("c"),
    task("d"),
    node("inclusiveGateway", "oj"),
    node("parallelGateway", "j"),
    node("exclusiveGateway", "x", default="x_e"),
    end(),
    node("endEvent", "z", "<terminateEventDefinition/>"),
    path("s", "a", "f", "sub", "j", "x", "e"),
    path("f", "m", "j"),
    path("f", "o", "c", "oj", "j"),
    flow("o", "d", "wanted"),
    path("d", "oj"),
    flow("x", "a", "rework"),
    path("t", "z"),
)
TOLD = "<messageEventDefinition/>"
WAITING = diagram(
    start(),
    task("a"),
    boundary(
        "again", "a", extras('<banjie:timer quantity="1" unit="hour" repeat="3"/>'), timer(""), cancelActivity="false"
    ),
    boundary(
        "monthly",
        "a",
        extras('<banjie:timer dayOfMonth="25" hour="9" repeat="always"/>'),
        timer(""),
        cancelActivity="false",
    ),
    boundary(
        "news",
        "a",
        extras('<banjie:message role="applicant"/>', '<banjie:field id="y"/>'),
        TOLD,
        cancelActivity="false",
    ),
    boundary("gone", "a", TOLD),
    node(
        "scriptTask",
        "n",
        extras('<banjie:assign variable="n" value="coalesce(n, 0) + 1"/>', '<banjie:restart ref="a/1"/>'),
    ),
    node("eventBasedGateway", "g"),
    node("intermediateCatchEvent", "m", TOLD),
    node("intermediateCatchEvent", "l", timer()),
    node("receiveTask", "r"),
    node("exclusiveGateway", "x", default="x_e"),
    node("parallelGateway", "f"),
    node("parallelGateway", "j"),
    node("receiveTask", "w"),
    node("exclusiveGateway", "k"),
    task("q"),
    boundary("late", "w"),
    end(),
    path("s", "a", "n", "g", "m", "x", "e"),
    path("g", "l", "e"),
    path("g", "r", "f", "w", "k", "j", "e"),
    path("f", "q", "j"),
    path("late", "k"),
    flow("x", "a", "n < 3"),
    flow("again", "e"),
    flow("monthly", "e"),
    flow("news", "e"),
    flow("gone", "e"),
)
VALUES = (True, False, None, 1, "return", "fault", "refuse", "correct", [1, 2])
MOVES = 40


@pytest.fixture(scope="module")
def sources(library):
    return {**library, "everything.bpmn": EVERYTHING, "waiting.bpmn": WAITING}


@pytest.fixture(scope="module")
def known(sources):
    return {model.id: model for data in sources.values() for model in read_processes(data)}


def some(names, random: Random) -> dict:
    return {name: random.choice(VALUES) for name in sorted(names) if random.random() < 0.5}


def play(instance: Instance, program, random: Random) -> None:
    """Completes and fires at random, with a save and load in between."""
    for _ in range(MOVES):
        if instance.finished:
            return
        assert instance.open, "an instance that is not finished waits for something"
        waiting = random.choice(instance.open)
        acts = {"timer": instance.fire, "message": instance.receive}
        acts.get(waiting.kind, instance.complete)(waiting.token, some(program.names, random))
        if random.random() < 0.2:
            instance = Instance.load(program, instance.dump())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 5))
def test_a_broken_diagram_is_refused_with_sentences_or_runs(sources, known, seed, rounds):
    random = Random(seed)
    name = random.choice(sorted(sources))
    data = mutate(sources[name], random, rounds)
    try:
        models = read_processes(data, name)
        ensure(models, known_limits=None, known_processes=known)
    except Refused as refusal:
        assert refusal.sentences
        assert all("xpected " in sentence and len(sentence) < 2_000 for sentence in refusal.sentences)
        return
    everything = known | {model.id: model for model in models}
    for model in models:
        program = compile_program(everything, model.id)
        try:
            instance, _ = Instance.start(program, some(program.names, random))
            play(instance, program, random)
        except InstanceFault as fault:
            assert fault.sentence


def test_what_is_not_broken_runs_and_mentions_the_same_variables_as_the_execution(sources, known):
    for data in sources.values():
        for model in read_processes(data):
            program = compile_program(known, model.id)
            assert program.names == variables(program.models.values())


@pytest.mark.parametrize("seed", range(40))
def test_bytes_broken_at_random_are_refused_or_read(sources, seed):
    random = Random(seed)
    data = bytearray(sources[random.choice(sorted(sources))])
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data))
        match random.randrange(4):
            case 0:
                data[at] = random.randrange(256)
            case 1:
                del data[at : at + random.randrange(1, 200)]
            case 2:
                data[at:at] = random.choice([b"<", b"&", b"]]>", b"\0", b"<!DOCTYPE x>", b"\xff"])
            case _:
                data[at:at] = data[: random.randrange(200)]
    try:
        ensure(read_processes(bytes(data)), known_limits=None, known_processes=None)
    except Refused as refusal:
        assert refusal.sentences
