"""Plays of a process in which everybody agrees, and which promises they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.execution import Instance, compile_program
from engine.execution.changes import Finished, Opened, Passed, ScopeEntered

if TYPE_CHECKING:
    from workflows.model import ProcessModel

    Models = dict[str, ProcessModel]


def play(models: Models, process: str, facts: dict[str, Any], said: dict[str, list[str]] | None = None) -> list[str]:
    """What is reached in the process and those it calls when everybody agrees; `said` are the decisions that a step
    takes in turn instead. Timers do not fire and no message comes.
    """
    replies = {step: list(values) for step, values in (said or {}).items()}
    game, changes = Instance.start(compile_program(models, process), facts)
    reached: list[str] = []
    while True:
        for change in changes:
            if isinstance(change, Opened | ScopeEntered | Passed):
                reached.append(change.element)
            if isinstance(change, Finished):
                return reached
        node = next(n for n in game.open if n.kind in ("step", "service"))
        element = models[node.process].elements[node.element]
        values: dict[str, Any] = {}
        if element.decisions:
            queue = replies.get(node.element)
            values[element.decides] = queue.pop(0) if queue else element.decisions[0].value
        changes = game.complete(node.token, values)


def bound(models: Models, process: str) -> dict[str, tuple[str | None, str | None]]:
    """The limits of the whole process, with the elements they run between."""
    return {b.limit.partition("/")[2]: (b.starts_at, b.ends_at) for b in models[process].limits}


def begun(models: Models, process: str, reached: list[str]) -> set[str]:
    """The limits of the process whose beginning was passed."""
    return {limit for limit, (start, _) in bound(models, process).items() if start is None or start in reached}
