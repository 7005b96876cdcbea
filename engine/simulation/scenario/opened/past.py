"""What a case's log says of its past, as a simulation plays it again: entries into its elements, and facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases.tokens import element_id, process_of
from engine.simulation.recorded import Entry, Recorded
from engine.time.zone import local

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.events import Event
    from engine.simulation.network import Compiled

_PLAIN = (bool, int, float, str)


class _Past:
    """What the events of one case say, gathered."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.order: list[tuple[str, str | Entry]] = []  # key of the element; the token, or the entry itself
        self.closed: dict[str, Entry] = {}
        self.begun: dict[str, datetime] = {}

    def take(self, event: Event, data: Mapping[str, Any]) -> None:
        """One event."""
        fact, at = event.fact, wall(event.at)
        if isinstance(fact, facts.StepOpened | facts.ScopeOpened):
            self.order.append((self._key(fact.token), fact.token))
        elif isinstance(fact, facts.StepClaimed):
            self.begun[fact.token] = at
        elif isinstance(fact, facts.StepReleased):
            self.begun.pop(fact.token, None)
        elif isinstance(fact, facts.StepCompleted):
            self.closed[fact.token] = Entry(at, values=self._values(fact, data))
        elif isinstance(fact, facts.StepCancelled | facts.StepReturned):
            self.closed[fact.token] = Entry(at, cancelled=True)
        elif isinstance(fact, facts.ScopeClosed):
            self.closed[fact.token] = Entry(at, cancelled=fact.how == "cancelled")
        elif isinstance(fact, facts.TimerFired | facts.MessageReceived):
            self.order.append((self._key(fact.token), Entry(at)))

    def entries(self) -> dict[str, tuple[Entry, ...]]:
        """By element, in the order in which they were entered."""
        found: dict[str, list[Entry]] = {}
        for key, what in self.order:
            entry = what if isinstance(what, Entry) else self.closed.get(what) or Entry(begun=self.begun.get(what))
            found.setdefault(key, []).append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    def _key(self, token: str) -> str:
        return f"{process_of(token, self.compiled.models, self.compiled.main)}/{element_id(token)}"

    def _values(self, fact: facts.StepCompleted, data: Mapping[str, Any]) -> dict[str, Any]:
        process = process_of(fact.token, self.compiled.models, self.compiled.main)
        element = self.compiled.models[process].elements[element_id(fact.token)]
        values = _plain(data.get("data") or {})
        return values if fact.decision is None else values | {element.decides: fact.decision}


def recorded(
    events: Sequence[Event], payloads: Mapping[int, Any], attributes: Mapping[str, Any], compiled: Compiled
) -> Recorded:
    """The past of a case. One whose elements the diagram of today does not have has no entries."""
    past = _Past(compiled)
    try:
        for event in events:
            past.take(event, payloads.get(event.seq) or {})
    except KeyError:  # an element that the diagram of today does not have: its past does not come out as it was
        return Recorded(wall(events[0].at), {}, _plain(attributes))
    known = {node.key for node in compiled.nodes}
    entries = {key: found for key, found in past.entries().items() if key in known}
    return Recorded(wall(events[0].at), entries, _plain(attributes))


def wall(at: datetime) -> datetime:
    """Local wall time, as a simulation has it."""
    return local(at).replace(tzinfo=None)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those that a condition of the simulation can compare."""
    return {name: value for name, value in values.items() if value is None or isinstance(value, _PLAIN)}
