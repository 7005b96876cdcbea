"""Reads one process element into a `ProcessModel`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from lxml import etree

from workflows.bpmn.events import Events
from workflows.bpmn.extensions import Extras
from workflows.bpmn.finding import Finding, Severity, quoted
from workflows.bpmn.loops import read_loop
from workflows.bpmn.vocabulary import (
    ACTIVITIES,
    ALLOWED,
    BPMN,
    KINDS,
    OUTCOMES,
    ROLES,
    SILENT,
    UNSUPPORTED,
    ZEEBE,
    tag,
)
from workflows.bpmn.xml import content, line_of
from workflows.model import Element, Flow, Intake, Kind, Lane, ProcessModel, TimeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_NAME = 400
MAX_TEXT = 20_000
_ID = re.compile(r"[^\W\d][\w.\-]{0,199}")  # an NCName; tokens of a case put # and / between ids


@dataclass(frozen=True, slots=True)
class _LaneEntry:
    lane: Lane
    nodes: tuple[str, ...]
    line: int | None


class ProcessReader:
    """One reading of one process. `findings` fills while `read` goes."""

    def __init__(self, root: etree._Element, participant: str, messages: Mapping[str, str]) -> None:
        self.findings: list[Finding] = []
        self._root = root
        self._messages = messages
        self._id = root.get("id") or ""
        self._name = label(root.get("name")) or participant or self._id
        self._elements: dict[str, Element] = {}
        self._flows: dict[str, Flow] = {}
        self._lanes: list[_LaneEntry] = []
        # Lanes may name what is refused or passed over, too: one sentence about it is enough.
        self._known = {x.get("id") for x in root.iter(f"{{{BPMN}}}*")}

    def read(self) -> ProcessModel:
        """The process. Where `findings` holds an error it is incomplete."""
        self._check_id(self._root, "process")
        self._scope(self._root, None)
        extras = Extras(self._root, ALLOWED["process"], partial(self._complain, source=self._root))
        return ProcessModel(
            id=self._id,
            name=self._name,
            documentation=self._documentation(self._root),
            place=extras.text("process", "place") or "",
            document=extras.text("process", "document"),
            limits=extras.limits(),
            elements=self._linked(),
            flows=self._flows,
            lanes={entry.lane.id: entry.lane for entry in self._lanes},
            facts=extras.facts(),
            materials=extras.materials(),
            project_type=extras.text("process", "projectType"),
        )

    # ── the walk ────────────────────────────────────────────────────────────────────────────────────────────────

    def _scope(self, holder: etree._Element, parent: str | None) -> None:
        for child in holder.iterchildren(f"{{{BPMN}}}*"):
            word = etree.QName(child).localname
            if word in KINDS:
                self._node(child, KINDS[word], parent)
            elif word == "sequenceFlow":
                self._flow(child)
            elif word == "laneSet":
                self._lane_set(child, None)
            elif word in UNSUPPORTED:
                self._complain(f"expected elements that Banjie runs, but found a {word}: {UNSUPPORTED[word]}", child)
            elif word not in SILENT and not word.endswith("LoopCharacteristics"):
                self._complain(f"expected elements of a process, but found {word}", child)

    def _node(self, source: etree._Element, kind: Kind, parent: str | None) -> None:
        name = self._check_id(source, etree.QName(source).localname)
        if name is None:
            return
        complain = partial(self._complain, source=source)
        events = Events(source, complain)
        kind = events.kind(kind)
        extras = Extras(source, ALLOWED.get(kind, frozenset()), complain)
        shown = label(source.get("name")) or (name if kind in (*ACTIVITIES, Kind.SCRIPT) else "")
        self._elements[name] = Element(
            id=name,
            kind=kind,
            name=self._short(shown, source),
            documentation=self._documentation(source),
            parent=parent,
            default=source.get("default"),
            attached_to=source.get("attachedToRef"),
            interrupting=source.get("cancelActivity") not in ("false", "0"),
            timer=events.timer(extras.timer()),
            message=events.message(self._messages, shown),
            called=self._called(source) if kind is Kind.CALL else None,
            multi=read_loop(source, kind, complain),
            limits=extras.limits(),
            **_person(extras),
            decisions=extras.decisions(),
            form=extras.fields(),
            materials=extras.needs(),
            service=extras.text("service", "name"),
            assigns=extras.assigns(),
            restarts=extras.restarts(),
            restarts_since=extras.restarts_since(),
            outcome=extras.choice("end", "outcome", OUTCOMES),
        )
        self._refuse_odd(source)
        self._misplaced(source, extras, self._elements[name])
        if kind is Kind.SCRIPT:
            self._script(source, self._elements[name])
        if kind is Kind.SUB_PROCESS:
            self._scope(source, name)

    def _script(self, source: etree._Element, element: Element) -> None:
        """A script says what it does in Banjie's own words: code of other languages is not run."""
        written = source.find(tag("script")) is not None or source.get("scriptFormat")
        if not element.assigns and not element.restarts:
            came = f"it holds a script ({source.get('scriptFormat') or 'no format'})" if written else "it has none"
            self._complain(
                f"expected a scriptTask to say what it does by banjie:assign, but {came}: Banjie runs no code from a"
                " diagram",
                source,
            )
        elif written:
            self._complain(
                "expected only banjie:assign, but it holds a script as well, which is not run", source, Severity.WARNING
            )

    def _misplaced(self, source: etree._Element, extras: Extras, element: Element) -> None:
        """A boundary event waits for one thing; words about the other would go unheard."""
        for word, given in (("timer", element.timer), ("message", element.message)):
            if element.kind is Kind.BOUNDARY and given is None and extras.first(word) is not None:
                self._complain(f"expected banjie:{word} on a {word} event, but it is none", source)
        if element.kind is Kind.BOUNDARY and element.message is None and element.form:
            self._complain("expected banjie:field on a message event, but it is none", source)

    def _refuse_odd(self, source: etree._Element) -> None:
        """Attributes that would make the element another one."""
        if source.get("triggeredByEvent") in ("true", "1"):
            self._complain("expected a plain sub-process, but it is an event sub-process", source)
        if source.get("eventGatewayType", "Exclusive") != "Exclusive" or source.get("instantiate") in ("true", "1"):
            self._complain("expected a gateway in the flow at which one event wins, but it is another kind", source)
        if source.get("isForCompensation") in ("true", "1"):
            self._complain("expected an activity of the flow, but it is for compensation", source)
        for attribute in ("startQuantity", "completionQuantity"):
            if source.get(attribute, "1") != "1":
                self._complain(f"expected {attribute} 1, but it is {source.get(attribute)}", source)

    def _called(self, source: etree._Element) -> str | None:
        """The id of the called process: BPMN's own attribute, or the one Zeebe puts in its place."""
        zeebe = source.find(f".//{{{ZEEBE}}}calledElement")
        found = source.get("calledElement") or (zeebe.get("processId") if zeebe is not None else None)
        found = (found or "").strip()
        if found.startswith(("=", "${", "#{")):
            self._complain(f"expected the id of a process to call, but {found} is decided at run time", source)
            return None
        return found.rpartition(":")[2] or None

    def _flow(self, source: etree._Element) -> None:
        name = self._check_id(source, "sequenceFlow")
        if name is None:
            return
        condition = source.find(tag("conditionExpression"))
        self._flows[name] = Flow(
            id=name,
            source=source.get("sourceRef") or "",
            target=source.get("targetRef") or "",
            name=self._short(label(source.get("name")), source),
            condition=None if condition is None else content(condition) or "",
        )

    def _lane_set(self, source: etree._Element, outer: Lane | None) -> None:
        for child in source.iterchildren(tag("lane")):
            name = self._check_id(child, "lane")
            extras = Extras(child, ALLOWED["lane"], partial(self._complain, source=child))
            department = extras.text("lane", "department") or (outer.department if outer else None)
            shown = self._short(label(child.get("name")) or name or "", child)
            lane = Lane(name or "", shown, department)
            nodes = tuple((x.text or "").strip() for x in child.iterchildren(tag("flowNodeRef")))
            self._lanes.append(_LaneEntry(lane, nodes, line_of(child)))
            for inner in child.iterchildren(tag("childLaneSet")):
                self._lane_set(inner, lane)

    # ── putting together ────────────────────────────────────────────────────────────────────────────────────────

    def _linked(self) -> dict[str, Element]:
        """The elements with their flows, their lane and its department."""
        lanes = self._lane_of()
        incoming: dict[str, list[str]] = {name: [] for name in self._elements}
        outgoing: dict[str, list[str]] = {name: [] for name in self._elements}
        for flow in self._flows.values():
            outgoing.get(flow.source, []).append(flow.id)
            incoming.get(flow.target, []).append(flow.id)
        linked: dict[str, Element] = {}
        for name, element in self._elements.items():
            outer = linked.get(element.parent or "")
            lane = lanes.get(name)
            if lane is None and element.attached_to:
                lane = lanes.get(element.attached_to)
            lane_id = lane.id if lane else (outer.lane if outer else None)
            department = lane.department if lane else (outer.department if outer else None)
            linked[name] = replace(
                element,
                incoming=tuple(incoming[name]),
                outgoing=tuple(outgoing[name]),
                lane=lane_id,
                department=element.department or department,
            )
        return linked

    def _lane_of(self) -> dict[str, Lane]:
        """Node → its innermost lane (entries stand outer before inner)."""
        found: dict[str, Lane] = {}
        for entry in self._lanes:
            for node in entry.nodes:
                if node not in self._known:
                    sentence = (
                        f"{self._place()}, lane {quoted(entry.lane.id, entry.lane.name)}: expected flow nodes of the"
                        f" process, but {node or 'an empty reference'} is none"
                    )
                    self.findings.append(Finding(sentence, self._id, entry.lane.id, entry.lane.name, entry.line))
                found[node] = entry.lane
        return found

    # ── words ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _documentation(self, source: etree._Element) -> str:
        parts = [content(x) for x in source.iterchildren(tag("documentation"))]
        text = "\n\n".join(filter(None, parts))
        if len(text) > MAX_TEXT:
            self._complain(
                f"expected a documentation of at most {MAX_TEXT:,} characters, but it has {len(text):,}", source
            )
        return text[:MAX_TEXT]

    def _short(self, name: str, source: etree._Element) -> str:
        if len(name) > MAX_NAME:
            self._complain(f"expected a name of at most {MAX_NAME} characters, but it has {len(name):,}", source)
        return name[:MAX_NAME]

    def _check_id(self, source: etree._Element, word: str) -> str | None:
        name = source.get("id")
        if name and _ID.fullmatch(name):
            return name
        came = "it has none" if not name else f"got {name[:60]!r}"
        self._complain(
            f"expected {word} to have an id of letters, digits, . _ and - (at most 200, a letter first), but {came}",
            source,
        )
        return None

    def _place(self) -> str:
        return f"Process {quoted(self._id, self._name)}"

    def _complain(self, text: str, source: etree._Element, severity: Severity = Severity.ERROR) -> None:
        name, shown = source.get("id") or "", label(source.get("name"))
        where = self._place()
        if source is not self._root:
            where += f", {etree.QName(source).localname} {quoted(name, shown)}"
        element = name if source is not self._root else None
        self.findings.append(Finding(f"{where}: {text}", self._id, element or None, shown, line_of(source), severity))


def label(text: str | None) -> str:
    """A name on one line: tools break long labels with line feeds."""
    return " ".join((text or "").split())


def _person(extras: Extras) -> dict[str, Any]:
    """Who does a step, on whose time, and what it decides; who sends a message."""
    time = extras.choice("step", "time", tuple(TimeKind))
    intake = extras.choice("step", "intake", tuple(Intake))
    return {
        "department": extras.text("step", "department") or extras.text("message", "department"),
        "role": extras.choice("step", "role", ROLES) or extras.choice("message", "role", ROLES),
        "time": TimeKind(time) if time else TimeKind.APPROVAL,
        "intake": Intake(intake) if intake else None,
        "decides": extras.text("step", "decides") or "decision",
    }
