"""Reads what makes a BPMN event what it is: its definition, when a timer is due, which message is waited for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from lxml import etree

from workflows.bpmn.durations import literal
from workflows.bpmn.extensions import Extras
from workflows.bpmn.vocabulary import ALLOWED, BPMN, tag
from workflows.bpmn.xml import content
from workflows.model import Kind, Message, TimerRule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.bpmn.finding import Severity

_EVENTS = frozenset({Kind.START, Kind.END, Kind.MILESTONE, Kind.TIMER, Kind.BOUNDARY})
_CATCHING = frozenset({Kind.TIMER, Kind.BOUNDARY})
_TIMER, _MESSAGE = "timerEventDefinition", "messageEventDefinition"
_NAME = re.compile(r"[^\W\d]\w*")


class _Complaint(Protocol):
    def __call__(self, text: str, severity: Severity = ...) -> None: ...


class Events:
    """The event definitions of one element, and what is wrong with them."""

    def __init__(self, source: etree._Element, complain: _Complaint) -> None:
        self._source = source
        self._complain = complain
        self._definitions = [
            child
            for child in source.iterchildren(f"{{{BPMN}}}*")
            if etree.QName(child).localname.endswith(("EventDefinition", "eventDefinitionRef"))
        ]

    def kind(self, kind: Kind) -> Kind:
        """The kind, made exact: an end with a terminate definition is `TERMINATE`, a catch event with a message
        `MESSAGE`.
        """
        if kind not in _EVENTS:
            return kind
        words = [etree.QName(x).localname for x in self._definitions]
        if kind is Kind.END and words == ["terminateEventDefinition"]:
            return Kind.TERMINATE
        if kind in _CATCHING and words == [_MESSAGE]:
            return Kind.MESSAGE if kind is Kind.TIMER else kind
        if words != ([_TIMER] if kind in _CATCHING else []):
            expected = "no definition or terminate" if kind is Kind.END else "no definition"
            expected = "one timer or one message" if kind in _CATCHING else expected
            came = " and ".join(words) or "none"
            self._complain(f"expected an event with {expected}, but it has {came}{self._advice(words)}")
        return kind

    def timer(self, ours: TimerRule | None) -> TimerRule | None:
        """When the timer is due: as `banjie:timer` says, else as BPMN's own definition does."""
        definition = self._source.find(tag(_TIMER))
        if definition is None:
            return None
        extras = Extras(definition, ALLOWED[Kind.TIMER], self._complain)
        inner = extras.timer()
        if ours and inner:
            self._complain("expected one banjie:timer, but found one on the event and one on its definition")
        if ours or inner:
            return ours or inner
        cycle = _text(definition, "timeCycle")
        return self._standard(definition) if cycle is None else extras.cycle(literal(cycle))

    def message(self, known: Mapping[str, str], name: str) -> Message | None:
        """Which message is waited for; `known` are those of the file, by id, with their names. Where none is named
        the element stands for its own, called `name`.
        """
        definition = self._source.find(tag(_MESSAGE))
        if definition is None and self._source.tag != tag("receiveTask"):
            return None
        holder = self._source if definition is None else definition
        ref = (holder.get("messageRef") or "").rpartition(":")[2]
        own = self._source.get("id") or ""
        if ref and ref not in known:
            self._complain(f"expected to wait for a message of the file, but {ref!r} is none")
        return Message(ref, known.get(ref) or ref) if ref else Message(own, name or own)

    def _standard(self, definition: etree._Element) -> TimerRule | None:
        duration, date = (_text(definition, name) for name in ("timeDuration", "timeDate"))
        if (duration is None) == (date is None):
            came = "neither" if duration is None else "both"
            self._complain(f"expected a timer with a timeDuration or a timeDate, but it has {came}")
            return None
        if duration is not None:
            return TimerRule(duration=literal(duration))
        written = literal(date or "").removeprefix("=").strip()
        return TimerRule(variable=written) if _NAME.fullmatch(written) else TimerRule(date=written)

    def _advice(self, words: list[str]) -> str:
        if self._source.tag == tag("startEvent"):
            return ": a case starts with an application"
        return ": Banjie runs timers, messages that come in and terminate ends" if words else ""


def _text(definition: etree._Element, name: str) -> str | None:
    return content(definition.find(tag(name)))
