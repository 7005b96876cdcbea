"""The diagram as Prosimos reads it: tasks of any kind, gateways, and events that take a while; what holds or calls
other elements, and what is tied to an element's border, it does not know.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lxml import etree

from engine.simulation.errors import SimulationError
from workflows.bpmn.finding import Refused
from workflows.bpmn.vocabulary import BPMN, tag
from workflows.bpmn.xml import parse
from workflows.model import Element, Flow, Kind, Message, ProcessModel

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
    "inclusiveGateway": Kind.INCLUSIVE,
    "eventBasedGateway": Kind.EVENT_GATEWAY,
    "intermediateCatchEvent": Kind.MESSAGE,
}
_KINDS |= dict.fromkeys(
    ("task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"),
    Kind.STEP,
)
_NODES = (*_KINDS, "subProcess", "callActivity", "transaction", "adHocSubProcess", "boundaryEvent")
_NODES = (*_NODES, "intermediateThrowEvent", "complexGateway")
_LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")


def read_model(data: bytes) -> ProcessModel:
    """The one process of the file that has a start.

    Raises:
        SimulationError: It is no BPMN, holds more or less than one such process, or what Prosimos does not play.
    """
    try:
        root = parse(data, "the diagram")
    except Refused as error:
        raise SimulationError("; ".join(error.sentences)) from error
    processes = [p for p in root.iterchildren(tag("process")) if p.find(tag("startEvent")) is not None]
    if len(processes) != 1:
        raise SimulationError(f"Expected one process with a start in the diagram, but there are {len(processes)}")
    process = processes[0]
    elements = {e.id: e for e in map(_element, _nodes(process))}
    flows = {f.id: f for f in map(_flow, process.iterchildren(tag("sequenceFlow")))}
    for flow in flows.values():
        for end in (flow.source, flow.target):
            if end not in elements:
                raise SimulationError(f"Expected flow {flow.id!r} to join two elements, but {end!r} is none of them")
    starts = [e.id for e in elements.values() if e.kind is Kind.START]
    if len(starts) != 1:
        raise SimulationError(f"Expected one start in the diagram, but there are {', '.join(starts)}")
    linked = {
        key: replace(
            element,
            incoming=tuple(f.id for f in flows.values() if f.target == key),
            outgoing=tuple(f.id for f in flows.values() if f.source == key),
        )
        for key, element in elements.items()
    }
    name = process.get("id") or "process"
    return ProcessModel(name, process.get("name") or name, elements=linked, flows=flows)


def with_conditions(model: ProcessModel, conditions: Mapping[str, str]) -> ProcessModel:
    """The same with conditions on flows."""
    flows = {key: replace(flow, condition=conditions.get(key)) for key, flow in model.flows.items()}
    return replace(model, flows=flows)


def _nodes(process: etree._Element) -> list[etree._Element]:
    return [e for e in process.iterchildren(f"{{{BPMN}}}*") if etree.QName(e).localname in _NODES]


def _element(source: etree._Element) -> Element:
    word, name = etree.QName(source).localname, source.get("id") or ""
    shown = f"{word} {name!r} ({source.get('name') or 'no name'})"
    if word not in _KINDS or not name:
        raise SimulationError(f"Expected elements that Prosimos plays, but the diagram has the {shown}")
    inside = {etree.QName(child).localname for child in source.iterchildren(f"{{{BPMN}}}*")}
    odd = sorted(inside & {*_LOOPS, *(w for w in inside if w.endswith("EventDefinition") and word == "startEvent")})
    if odd:
        raise SimulationError(f"Expected elements that Prosimos plays, but the {shown} has {odd[0]}")
    kind = Kind.TERMINATE if word == "endEvent" and "terminateEventDefinition" in inside else _KINDS[word]
    title = " ".join((source.get("name") or "").split()) or name
    message = Message(name, title) if kind is Kind.MESSAGE else None
    return Element(name, kind, title, default=source.get("default"), message=message)


def _flow(source: etree._Element) -> Flow:
    name, ends = source.get("id"), (source.get("sourceRef"), source.get("targetRef"))
    if not name or None in ends:
        raise SimulationError(f"Expected each flow to have an id and two ends, but {name!r} has {ends}")
    return Flow(name, str(ends[0]), str(ends[1]), " ".join((source.get("name") or "").split()))
