"""The engine against the second token game, on generated processes played in random order.

`BANJIE_PROPERTY_EXAMPLES` sets how many processes are played.
"""

from __future__ import annotations

import json
import os
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from engine.execution import (
    Closed,
    Finished,
    Instance,
    InstanceFault,
    MessageAwaited,
    MessageDropped,
    Opened,
    Passed,
    ScopeEntered,
    ScopeLeft,
    TimerArmed,
    TimerDisarmed,
    compile_program,
)
from tests.execution.generated import FLAGS, Case, cases
from tests.execution.reference import Game, Stuck

EXAMPLES = int(os.environ.get("BANJIE_PROPERTY_EXAMPLES", "600"))
MAX_COMMANDS = 40

values = st.fixed_dictionaries({}, optional=dict.fromkeys(FLAGS, st.booleans()))


class Watcher:
    """Keeps what is open by the changes alone."""

    def __init__(self) -> None:
        self.open: dict[str, str | None] = {}
        self.scopes: set[str] = set()
        self.passed: list[str] = []
        self.finished: tuple[str, ...] | None = None

    def see(self, changes: tuple[Any, ...], fired: str | None = None) -> None:
        if fired is not None:
            del self.open[fired]
        for change in changes:
            match change:
                case Opened() | TimerArmed() | MessageAwaited():
                    assert change.token not in self.open
                    self.open[change.token] = change.scope
                case Closed() | TimerDisarmed() | MessageDropped():
                    del self.open[change.token]
                case ScopeEntered():
                    assert change.token not in self.scopes
                    self.scopes.add(change.token)
                case ScopeLeft():
                    self.scopes.remove(change.token)
                case Passed():
                    self.passed.append(change.token)
                case Finished():
                    self.finished = change.ends
            assert self.open.keys() | self.scopes >= {scope for scope in self.open.values() if scope}


def compare(instance: Instance, watcher: Watcher, game: Game) -> None:
    ours = {node.token: (node.element, node.scopes, node.host, node.item) for node in instance.open}
    assert ours == game.open()
    assert watcher.open == {node.token: node.scope for node in instance.open}
    assert watcher.scopes == game.scopes()
    assert watcher.passed == game.passed
    assert instance.finished == game.finished == (watcher.finished is not None)
    assert not game.finished or watcher.finished == tuple(game.ends)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
@given(case=cases(), data=st.data())
def test_generated_processes_are_played_as_the_second_token_game_plays_them(case: Case, data: st.DataObject) -> None:
    program = compile_program(case.models, case.main)
    variables = {"people": ["甲", "乙"], **data.draw(values, "variables")}
    watcher = Watcher()
    try:
        game = Game(case.models, case.main, case.splits, variables)
    except Stuck:
        game = None
    try:
        instance, changes = Instance.start(program, variables)
    except InstanceFault:
        assert game is None
        return
    assert game is not None
    watcher.see(changes)
    compare(instance, watcher, game)
    _tell(case)
    for _ in range(MAX_COMMANDS):
        if instance.finished:
            event("finished")
            return
        if data.draw(st.booleans(), "save and load"):
            state = json.loads(json.dumps(instance.dump()))
            instance = Instance.load(program, state)
            assert instance.dump() == state
            compare(instance, watcher, game)
        if not _one_command(instance, watcher, game, data):
            event("fault")
            return
        compare(instance, watcher, game)


def _tell(case: Case) -> None:
    """What was drawn, for `--hypothesis-show-statistics`."""
    kinds = {element.kind.value for model in case.models.values() for element in model.elements.values()}
    for kind in kinds | ({"join"} if case.splits else set()):
        event(kind)
    event(f"{10 * (sum(len(m.elements) for m in case.models.values()) // 10)} elements or more")


def _one_command(instance: Instance, watcher: Watcher, game: Game, data: st.DataObject) -> bool:
    """Does the same in both games; False when both say that it cannot be."""
    nodes = {node.token: node for node in instance.open}
    node = nodes[data.draw(st.sampled_from(list(nodes)), "token")]
    given_values = data.draw(values, "variables")
    word, target = {"timer": "fire", "message": "receive"}.get(node.kind, "complete"), ""
    if word == "complete":
        targets = instance.return_targets(node.token)
        if targets and data.draw(st.integers(0, 3), "return") == 0:
            word, target = "move", data.draw(st.sampled_from(targets), "target")
            event("move")
    second: object = target if word == "move" else given_values
    try:
        getattr(game, word)(node.token, second)
        stuck = False
    except Stuck:
        stuck = True
    try:
        changes = getattr(instance, word)(node.token, second)
    except InstanceFault:
        assert stuck
        return False
    assert not stuck
    watcher.see(changes, node.token if word in ("fire", "receive") else None)
    return True
