"""Draws process models in a few words: elements and flows, without XML."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Any

from engine.execution import Change, Instance, MessageAwaited, Opened, Program, TimerArmed, compile_program
from workflows.model import Assign, Element, Flow, Kind, Message, MultiInstance, ProcessModel, TimerRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORDS = {
    "start": Kind.START,
    "end": Kind.END,
    "terminate": Kind.TERMINATE,
    "service": Kind.SERVICE,
    "script": Kind.SCRIPT,
    "milestone": Kind.MILESTONE,
    "timer": Kind.TIMER,
    "message": Kind.MESSAGE,
    "receive": Kind.RECEIVE,
    "race": Kind.EVENT_GATEWAY,
    "xor": Kind.EXCLUSIVE,
    "and": Kind.PARALLEL,
    "or": Kind.INCLUSIVE,
    "sub": Kind.SUB_PROCESS,
    "call": Kind.CALL,
    "boundary": Kind.BOUNDARY,
}


class Drawing:
    """A process under way. `flow("a b c")` draws a → b → c; an element that was not named before is a step, unless
    the first word of its id (`xor_1`, `end_ok`) is one of `WORDS`.
    """

    def __init__(self, key: str = "p") -> None:
        self.id = key
        self.elements: dict[str, Element] = {}
        self.flows: dict[str, Flow] = {}

    def add(self, key: str, kind: Kind | None = None, **more: Any) -> str:
        word = key.split("_", maxsplit=1)[0]
        self.elements[key] = Element(key, kind or WORDS.get(word, Kind.STEP), key, **more)
        return key

    def flow(self, path: str, condition: str | None = None, *, default: bool = False, parent: str | None = None):
        """Draws flows along `path`; `condition` and `default` are of the first one, `parent` of new elements."""
        ids = path.split()
        for key in ids:
            if key not in self.elements:
                self.add(key, parent=parent)
        for source, target in pairwise(ids):
            flow = f"f{len(self.flows) + 1}"
            self.flows[flow] = Flow(flow, source, target, condition=condition)
            if default:
                self.elements[source] = replace(self.elements[source], default=flow)
            condition, default = None, False
        return self

    def default(self, source: str, target: str):
        """The flow from `source` to `target` is taken when no condition holds."""
        flow = next(f for f in self.flows.values() if (f.source, f.target) == (source, target))
        self.elements[source] = replace(self.elements[source], default=flow.id)
        return self

    def script(self, key: str, parent: str | None = None, **assigns: str) -> str:
        """A script that assigns each of the variables its expression."""
        return self.add(key, Kind.SCRIPT, assigns=tuple(starmap(Assign, assigns.items())), parent=parent)

    def timer_on(self, host: str, key: str, *, interrupting: bool = True, repeat: int | None = None) -> str:
        rule = TimerRule(duration="PT1H", repeat=repeat)
        parent = self.elements[host].parent
        return self.add(key, Kind.BOUNDARY, attached_to=host, interrupting=interrupting, timer=rule, parent=parent)

    def message_on(self, host: str, key: str, *, interrupting: bool = True) -> str:
        told, parent = Message(key, key), self.elements[host].parent
        return self.add(key, Kind.BOUNDARY, attached_to=host, interrupting=interrupting, message=told, parent=parent)

    def many(self, key: str, kind: Kind | None = None, **rule: Any) -> str:
        sequential = rule.pop("sequential", False)
        called, parent = rule.pop("called", None), rule.pop("parent", None)
        multi = MultiInstance(sequential, **rule)
        return self.add(key, kind, multi=multi, called=called, parent=parent)

    def model(self) -> ProcessModel:
        for key, element in self.elements.items():
            self.elements[key] = replace(
                element,
                incoming=tuple(f.id for f in self.flows.values() if f.target == key),
                outgoing=tuple(f.id for f in self.flows.values() if f.source == key),
            )
        return ProcessModel(self.id, self.id, elements=dict(self.elements), flows=dict(self.flows))


def program(*drawings: Drawing) -> Program:
    """The program of the first drawing; the others may be called."""
    return compile_program({d.id: d.model() for d in drawings}, drawings[0].id)


def started(*drawings: Drawing, **variables: Any) -> Instance:
    return Instance.start(program(*drawings), variables)[0]


def tokens(instance: Instance) -> list[str]:
    """The tokens that wait, in the order in which they came."""
    return [node.token for node in instance.open]


def steps(changes: Iterable[Change]) -> list[str]:
    """The steps, timers and messages that a command opened."""
    return [c.token for c in changes if isinstance(c, Opened | TimerArmed | MessageAwaited)]


def play(instance: Instance, *names: str, **variables: Any) -> Instance:
    """Completes, fires or receives the tokens, one after the other."""
    kinds: Mapping[str, str]
    for name in names:
        kinds = {node.token: node.kind for node in instance.open}
        acts = {"timer": instance.fire, "message": instance.receive}
        acts.get(kinds.get(name, ""), instance.complete)(name, variables)
    return instance
