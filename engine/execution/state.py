"""The state of an instance as JSON: what is open, what was counted, and the variables. Nothing of the drawing.

`{"version": 1, "next": …, "ends": […], "variables": {…}, "counts": {…}, "tokens": [[key, scope, element, number], …]}`.
A token's fifth place, where it has one, is an object of what only some tokens carry: `flow` it came by, its `rounds`,
`host` of a boundary event, its `turn`, `race` of one behind an event-based gateway,
`index` of an instance, `counts` of a called process, `passed` joins of a scope, `many` and
`items` of a multi-instance as a whole. Whether a token waits, is ready or has others inside follows from its element:
dumps are made only when all is at rest.
"""

from __future__ import annotations

from decimal import InvalidOperation
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.execution.errors import StateError
from engine.execution.net import Many, Net, Room, Token
from engine.execution.nodes import Boundary, Catch, Node, Step
from engine.execution.scopes import Call, Multi, Root, Scope
from engine.execution.values import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.execution.program import Program

VERSION = 1
_ROOT = 1  # the key of the main process's own task


def dump(net: Net) -> dict[str, Any]:
    """The state as a JSON object."""
    root = net.task_tree
    state: dict[str, Any] = {
        "version": VERSION,
        "next": net.next_key,
        "ends": list(net.ends),
        "variables": {name: to_json(value) for name, value in net.variables.items()},
        "counts": dict(root.inner_room.counts),
        "tokens": [_row(token) for token in net.tasks.values() if token is not root],
    }
    if root.passed and not net.completed:
        state["passed"] = dict(root.passed)
    if net.completed:
        state["completed"] = True
    return state


def _row(token: Token) -> list[Any]:
    many = token.many
    said = {
        "flow": token.flow if token.task_spec.is_join else None,
        "rounds": dict(token.rounds) or None,
        "host": token.host,
        "turn": token.turn or None,
        "race": token.race,
        "index": token.index,
        "counts": None if token.inner_room is token.room else dict(token.inner_room.counts),
        "passed": dict(token.passed) or None,
        "many": None if many is None else [many.total, many.begun, many.done, many.first],
        "items": None if many is None or many.items is None else to_json(many.items),
    }
    row = [token.id, token.scope.id if token.scope else 0, token.task_spec.element, token.number]
    more = {name: value for name, value in said.items() if value is not None}
    return [*row, more] if more else row


def load(program: Program, state: Mapping[str, Any]) -> Net:
    """The tokens as they were.

    Raises:
        StateError: The version is unknown, or the state does not fit the program.
    """
    version = state.get("version") if isinstance(state, dict) else None
    if version != VERSION or isinstance(version, bool):
        raise StateError(f"Expected a state of version {VERSION}, but its version is {version!r}")
    try:
        return _load(program, state)
    except StateError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, InvalidOperation) as error:
        raise StateError(f"Expected a state as it was dumped, but it is damaged: {error!r}") from error


def _load(program: Program, state: Mapping[str, Any]) -> Net:
    net = Net(program.plan, {name: from_json(value) for name, value in state["variables"].items()})
    net.ends = list(state["ends"])
    net.completed = state.get("completed", False) is True
    net.task_tree = root = Token(net, program.plan.start, None, _ROOT)
    root.room.counts.update(state["counts"])
    root.passed.update(state.get("passed", {}))
    root._set_state(TaskState.COMPLETED if net.completed else TaskState.STARTED)  # noqa: SLF001
    for row in state["tokens"]:
        _add(program, net, row)
    net.next_key = state["next"]
    for token in net.tasks.values():
        if not _whole(net, token):
            raise StateError(f"Expected a token as it was dumped at {token.task_spec.element!r}, but it is damaged")
    if net.next_key <= max(net.tasks):
        raise StateError(f"Expected the next key to be free, but {net.next_key} is not")
    return net


def _whole(net: Net, token: Token) -> bool:
    """Whether `token` can be where it is said to be; what is not would only show when the instance goes on."""
    spec, scope = token.task_spec, token.scope
    holds = bool(token._children)  # noqa: SLF001
    if not all(isinstance(key, int) for key in token.passed.values()):
        return False
    if scope is None:
        return holds != net.completed and all(isinstance(n, int) for n in token.room.counts.values())
    if token.host is not None:
        host = net.tasks.get(token.host)
        if host is None or host.scope is not scope or spec not in host.task_spec.boundaries:
            return False
    return (
        isinstance(token.number, int)
        and all(isinstance(key, int) for key in token.rounds.values())
        and (token.number > 0) == spec.numbered
        and holds == spec.holds_tokens
        and isinstance(spec, Boundary) == (token.host is not None)
        and isinstance(token.turn, int)
        and (token.race is None or (isinstance(token.race, int) and isinstance(spec, Catch)))
        and (token.flow in spec.incoming if spec.is_join else isinstance(spec, Step | Catch | Scope | Multi))
        and _counted(token)
    )


def _counted(token: Token) -> bool:
    """Whether the book of a multi-instance adds up, and whether its instances are in it."""
    assert token.scope is not None  # noqa: S101 - the root is looked at before
    book = token.scope.many
    if (book is None) != (token.index is None) or isinstance(token.task_spec, Multi) != (token.many is not None):
        return False
    if book is not None and token.index is not None and not 0 <= token.index < book.begun:
        return False
    many = token.many
    if many is None:
        return True
    items = many.total if many.items is None else len(many.items)
    return 0 <= many.done < many.begun <= many.total == items and isinstance(many.first, str)


def _add(program: Program, net: Net, row: list[Any]) -> None:
    key, scope_key, element, number = row[:4]
    more: Mapping[str, Any] = row[4] if len(row) > 4 else {}  # noqa: PLR2004 - the four that every token has
    scope = net.tasks[scope_key]
    if not isinstance(key, int) or isinstance(key, bool) or key in net.tasks or not scope.task_spec.holds_tokens:
        raise StateError(f"Expected a token of its own inside a scope, but {row[:4]} is none")
    token = Token(net, _spec(program, scope, element), scope, key)
    token.number = number
    token.flow = more.get("flow")
    token.rounds = more.get("rounds", token.rounds)
    token.host = more.get("host")
    token.race = more.get("race")
    token.turn = more.get("turn", 0)
    token.index = more.get("index")
    token.passed = dict(more.get("passed", {}))
    if "many" in more:
        token.many = _many(more)
    spec = token.task_spec
    if isinstance(spec, Scope):
        spec.furnish(token)
        if isinstance(spec, Call):
            token.inner_room = Room(f"{token.name}/", dict(more["counts"]))
    token._set_state(_resting(spec))  # noqa: SLF001


def _spec(program: Program, scope: Token, element: str) -> Node:
    """The node of `element` in the process that `scope` belongs to or calls."""
    spec = scope.task_spec
    if isinstance(spec, Multi):
        inner = spec.inner
        if inner.element != element:
            raise StateError(f"Expected an instance of {inner.element!r}, but {element!r} is none")
        return inner
    called = program.models[spec.process].elements[spec.element].called if isinstance(spec, Call) else None
    process = called or spec.process
    level = None if isinstance(spec, Call | Root) else spec.element
    found = program.models[process].elements.get(element)
    if found is None or found.parent != level:
        raise StateError(f"Expected an element of {level or process!r}, but it has no {element!r}")
    return program.nodes[process, element]


def _many(more: Mapping[str, Any]) -> Many:
    total, begun, done, first = more["many"]
    many = Many(total, from_json(more["items"]) if "items" in more else None)
    many.begun, many.done, many.first = begun, done, first
    return many


def _resting(spec: Node) -> int:
    """The state in which a token of this node rests."""
    if isinstance(spec, Root | Scope | Multi):
        return int(TaskState.STARTED)
    return int(TaskState.READY if isinstance(spec, Step) else TaskState.WAITING)
