"""Which process calls which: that they exist, and that calling comes to an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.rules.subject import Subject, depth, nearest, reach
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflows.bpmn.finding import Finding
    from workflows.model import ProcessModel

MAX_NESTING = 30  # sub-processes and calls within each other; the execution's own bound lies above


def calls(subject: Subject, known: Mapping[str, ProcessModel], *, complete: bool) -> Iterator[Finding]:
    """The calls of one process.

    Args:
        subject: The process.
        known: Every process there is, by id, this one included.
        complete: Whether `known` is all there is: then a call of another process is refused.
    """
    for element in subject.model.elements.values():
        if element.kind is not Kind.CALL:
            continue
        if element.called is None:
            yield subject.say("expected the id of a process to call, but it names none", element)
        elif complete and element.called not in known:
            hint = nearest(element.called, known)
            yield subject.say(f"expected to call a process that exists, but {element.called!r} is none{hint}", element)
        else:
            circle = _circle(subject.model.id, element.called, known)
            if circle:
                path = " → ".join(circle)
                yield subject.say(f"expected calls to come to an end, but {path} calls itself", element)
                return
    yield from _nesting(subject, known)


def _circle(process: str, called: str, known: Mapping[str, ProcessModel]) -> list[str] | None:
    """The shortest way of calls from `called` back to `process`."""
    before: dict[str, str] = {called: process}
    todo = [called]
    while todo:
        at = todo.pop(0)
        if at == process:
            path = [at]
            while len(path) == 1 or path[-1] != process:
                path.append(before[path[-1]])
            return path[::-1]
        for target in known[at].calls if at in known else ():
            if target not in before:
                before[target] = at
                todo.append(target)
    return None


def _nesting(subject: Subject, known: Mapping[str, ProcessModel]) -> Iterator[Finding]:
    """Scopes within scopes over all calls. Heights grow round by round until they hold or pass the bound."""
    used = reach([subject.model.id], {name: model.calls for name, model in known.items()})
    heights = dict.fromkeys(used, 1)
    for _ in range(MAX_NESTING + 1):
        grown = {name: _height(known.get(name), heights) for name in used}
        if grown == heights:
            break
        heights = grown
    if heights[subject.model.id] > MAX_NESTING:
        yield subject.say(
            f"expected at most {MAX_NESTING} sub-processes and calls within each other, but it goes deeper"
        )


def _height(model: ProcessModel | None, heights: Mapping[str, int]) -> int:
    if model is None:
        return 1
    inner = (depth(model, e) + heights.get(e.called or "", 0) for e in model.elements.values())
    return min(1 + max(inner, default=0), MAX_NESTING + 1)
