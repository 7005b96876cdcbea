"""Which processes a process needs, and whether their calls come to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.execution.errors import ProgramError
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.model import Element, ProcessModel

MAX_NESTING = 40  # scopes within scopes, calls included


def called_processes(models: Mapping[str, ProcessModel], main: str) -> list[str]:
    """Every process that `main` needs; refuses a call that comes back to its caller."""
    heights: dict[str, int] = {}

    def height(process: str, path: tuple[str, ...]) -> int:
        """How many scopes the process holds within each other, itself included."""
        if process not in heights:
            inner = [_depth(models[process], e) for e in models[process].elements.values() if e.kind is not Kind.CALL]
            calls = (e for e in models[process].elements.values() if e.kind is Kind.CALL)
            heights[process] = 1 + max([0, *inner, *(called(process, e, path) for e in calls)])
        if heights[process] > MAX_NESTING:
            sentence = f"Expected at most {MAX_NESTING} scopes within each other, but {process!r} holds more"
            raise ProgramError(process, sentence)
        return heights[process]

    def called(process: str, element: Element, path: tuple[str, ...]) -> int:
        target = element.called or ""
        if target not in models:
            raise ProgramError(element.id, f"Expected {element.id!r} to call a process, but {target!r} is none")
        if target in path:
            circle = " → ".join((*path[path.index(target) :], target))
            raise ProgramError(element.id, f"Expected calls to come to an end, but {circle} calls itself")
        return _depth(models[process], element) + height(target, (*path, target))

    height(main, (main,))
    return list(heights)


def _depth(model: ProcessModel, element: Element) -> int:
    depth = 0
    at: Element | None = element
    while at is not None and at.parent is not None and depth <= MAX_NESTING:
        depth += 1
        at = model.elements.get(at.parent)
    return depth
