"""Writes a drawing as BPMN 2.0 with its diagram interchange (DI)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from scripts.draw.model import EVENTS, GATEWAYS, Field

if TYPE_CHECKING:
    from scripts.draw.layout import Box, Plan
    from scripts.draw.model import Drawing, Flow, Limit, Node
    from scripts.draw.route import Route

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
BANJIE = "urn:banjie:bpmn:1"
NAMESPACES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "banjie": BANJIE}
TAGS = {
    "step": "userTask",
    "service": "serviceTask",
    "call": "callActivity",
    "start": "startEvent",
    "end": "endEvent",
    "terminate": "endEvent",
    "script": "scriptTask",
    "milestone": "intermediateThrowEvent",
    "timer": "intermediateCatchEvent",
    "message": "intermediateCatchEvent",
    "receive": "receiveTask",
    "event_gateway": "eventBasedGateway",
    "boundary": "boundaryEvent",
    "exclusive": "exclusiveGateway",
    "parallel": "parallelGateway",
    "inclusive": "inclusiveGateway",
    "sub_process": "subProcess",
}

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type


def _sub(parent: Element, tag: str, attributes: dict[str, str | None] | None = None, text: str = "") -> Element:
    """Append a `bpmn:` element; attributes that are None are left out."""
    return _make(parent, BPMN, tag, attributes, text)


def _ours(parent: Element, tag: str, attributes: dict[str, str | None]) -> Element:
    return _make(parent, BANJIE, tag, attributes)


def _make(
    parent: Element, space: str, tag: str, attributes: dict[str, str | None] | None = None, text: str = ""
) -> Element:
    child = etree.SubElement(parent, f"{{{space}}}{tag}")
    for name, value in (attributes or {}).items():
        if value is not None:
            child.set(name, value)
    if text:
        child.text = text
    return child


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:g}"


def _field(parent: Element, field: Field) -> None:
    element = _ours(
        parent,
        "field",
        {
            "id": field.id,
            "label": field.label,
            "type": field.type,
            "required": "true" if field.required else None,
            "maximumLength": _number(field.maximum_length),
            "minimum": _number(field.minimum),
            "maximum": _number(field.maximum),
            "help": field.help or None,
        },
    )
    for value, label in field.options:
        _ours(element, "option", {"value": value, "label": label})


def _limit(parent: Element, limit: Limit) -> None:
    _ours(parent, "limit", {"ref": limit.ref, "startsAt": limit.starts_at, "endsAt": limit.ends_at})


def _node_extensions(node: Node) -> list[Element]:
    holder = etree.Element("holder")
    for limit in node.limits:
        _limit(holder, limit)
    if node.kind == "step":
        step = {
            "department": node.department,
            "role": node.role,
            "time": node.time,
            "intake": node.intake,
            "decides": node.decides,
        }
        if any(step.values()):
            _ours(holder, "step", dict(step))
    if node.message and (node.role or node.department):
        _ours(holder, "message", {"role": node.role, "department": node.department})
    for choice in node.decisions:
        _ours(
            holder,
            "decision",
            {"value": choice.value, "label": choice.label, "returns": "true" if choice.returns else None},
        )
    for field in node.fields:
        _field(holder, field)
    for material in node.needs:
        _ours(holder, "needs", {"material": material})
    _behaviour(holder, node)
    return list(holder)


def _behaviour(holder: Element, node: Node) -> None:
    """What Banjie does by itself there."""
    if node.kind == "service" and node.service:
        _ours(holder, "service", {"name": node.service})
    if node.timer:
        _ours(holder, "timer", dict([node.timer] if isinstance(node.timer, tuple) else node.timer))
    for variable, value in node.assigns:
        _ours(holder, "assign", {"variable": variable, "value": value})
    for limit in node.restarts:
        _ours(holder, "restart", {"ref": limit} | ({"since": node.since} if node.since else {}))
    if node.outcome:
        _ours(holder, "end", {"outcome": node.outcome})


def _extend(parent: Element, extensions: list[Element]) -> None:
    if extensions:
        _sub(parent, "extensionElements").extend(extensions)


def _message_id(message: str) -> str:
    """The id of a `bpmn:message`: apart from those of nodes."""
    return f"message_{message}"


def _node(parent: Element, drawing: Drawing, node: Node) -> None:
    default = next((f.id for f in drawing.flows if f.source == node.id and f.default), None)
    element = _sub(
        parent,
        TAGS[node.kind],
        {
            "id": node.id,
            "name": node.name or None,
            "default": default,
            "calledElement": node.calls,
            "attachedToRef": node.host,
            "messageRef": _message_id(node.message) if node.message and node.kind == "receive" else None,
            "cancelActivity": None if node.interrupting else "false",
        },
    )
    if node.doc:
        _sub(element, "documentation", text=node.doc)
    _extend(element, _node_extensions(node))
    for flow in drawing.flows:
        if flow.target == node.id:
            _sub(element, "incoming", text=flow.id)
    for flow in drawing.flows:
        if flow.source == node.id:
            _sub(element, "outgoing", text=flow.id)
    if node.message and node.kind != "receive":
        reference = {"id": f"{node.id}_definition", "messageRef": _message_id(node.message)}
        _sub(element, "messageEventDefinition", dict(reference))
    elif node.kind in ("boundary", "timer"):
        _sub(element, "timerEventDefinition", {"id": f"{node.id}_timer"})
    elif node.kind == "terminate":
        _sub(element, "terminateEventDefinition", {"id": f"{node.id}_terminate"})
    if node.kind == "sub_process":
        _content(element, drawing, node.id)


def _content(parent: Element, drawing: Drawing, scope: str | None) -> None:
    """The nodes and flows directly inside a process or sub-process."""
    for node in drawing.children(scope):
        _node(parent, drawing, node)
    for flow in drawing.flows:
        if drawing.nodes[flow.source].parent == scope:
            _flow(parent, flow)


def _flow(parent: Element, flow: Flow) -> None:
    ends = {"sourceRef": flow.source, "targetRef": flow.target}
    element = _sub(parent, "sequenceFlow", {"id": flow.id, "name": flow.label or None, **ends})
    if flow.when:
        condition = _sub(element, "conditionExpression", text=flow.when)
        condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


def _process(root: Element, drawing: Drawing) -> None:
    process = _sub(root, "process", {"id": drawing.id, "name": drawing.name, "isExecutable": "true"})
    _sub(process, "documentation", text=drawing.doc)
    extensions = _sub(process, "extensionElements")
    _ours(
        extensions,
        "process",
        {"place": drawing.place, "document": drawing.document, "projectType": drawing.project_type},
    )
    for limit in drawing.limits:
        _limit(extensions, limit)
    if drawing.facts:
        facts = _ours(extensions, "facts", {})
        for field in drawing.facts:
            _field(facts, field)
    for material in drawing.materials:
        attributes = {"id": material.id, "name": material.name, "tolerable": str(material.tolerable).lower()}
        _ours(extensions, "material", {**attributes, "when": material.when})
    lanes = _sub(process, "laneSet", {"id": f"{drawing.id}_lanes"})
    for lane in drawing.lanes:
        element = _sub(lanes, "lane", {"id": f"lane_{lane.id}", "name": lane.name})
        _ours(_sub(element, "extensionElements"), "lane", {"department": lane.department})
        for node in drawing.nodes.values():
            if _lane_of(drawing, node) == lane.id:
                _sub(element, "flowNodeRef", text=node.id)
    _content(process, drawing, None)


def _lane_of(drawing: Drawing, node: Node) -> str:
    """A sub-process belongs to the lane of its first step."""
    if node.kind == "boundary" and node.host:
        return _lane_of(drawing, drawing.nodes[node.host])
    if node.kind != "sub_process":
        return node.lane
    return next(_lane_of(drawing, child) for child in drawing.children(node.id))


def _bounds(parent: Element, box: Box) -> None:
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    _make(parent, DC, "Bounds", {name: _number(round(value)) for name, value in sides.items()})


def _shape(plane: Element, node: str, box: Box, label: Box | None, **attributes: str) -> None:
    shape = _make(plane, BPMNDI, "BPMNShape", {"id": f"{node}_di", "bpmnElement": node, **attributes})
    _bounds(shape, box)
    if label:
        _bounds(_make(shape, BPMNDI, "BPMNLabel"), label)


def _diagram(root: Element, drawing: Drawing, plan: Plan, routes: dict[str, Route], labels: dict[str, Box]) -> None:
    diagram = _make(root, BPMNDI, "BPMNDiagram", {"id": f"{drawing.id}_diagram"})
    plane = _make(
        diagram, BPMNDI, "BPMNPlane", {"id": f"{drawing.id}_plane", "bpmnElement": f"{drawing.id}_collaboration"}
    )
    _shape(plane, f"{drawing.id}_pool", plan.pool, None, isHorizontal="true")
    for lane in drawing.lanes:
        _shape(plane, f"lane_{lane.id}", plan.lanes[lane.id], None, isHorizontal="true")
    ordered = sorted(drawing.nodes.values(), key=lambda n: (n.kind == "boundary", n.kind != "sub_process"))
    for node in ordered:
        more: dict[str, str] = {}
        if node.kind == "sub_process":
            more["isExpanded"] = "true"
        if node.kind == "exclusive":
            more["isMarkerVisible"] = "true"
        outside = labels.get(node.id) if node.kind in (*GATEWAYS, *EVENTS) else None
        _shape(plane, node.id, plan.boxes[node.id], outside, **more)
    for flow in drawing.flows:
        edge = _make(plane, BPMNDI, "BPMNEdge", {"id": f"{flow.id}_di", "bpmnElement": flow.id})
        for x, y in routes[flow.id]:
            _make(edge, DI, "waypoint", {"x": _number(round(x)), "y": _number(round(y))})
        if flow.id in labels:
            _bounds(_make(edge, BPMNDI, "BPMNLabel"), labels[flow.id])


def to_xml(drawing: Drawing, plan: Plan, routes: dict[str, Route], labels: dict[str, Box]) -> bytes:
    """The whole file."""
    root = etree.Element(
        f"{{{BPMN}}}definitions",
        {"id": f"{drawing.id}_definitions", "targetNamespace": f"urn:banjie:process:{drawing.id}"},
        nsmap=NAMESPACES,
    )
    for message in dict.fromkeys(node.message for node in drawing.nodes.values() if node.message):
        _sub(root, "message", {"id": _message_id(message), "name": message})
    collaboration = _sub(root, "collaboration", {"id": f"{drawing.id}_collaboration"})
    _sub(
        collaboration,
        "participant",
        {"id": f"{drawing.id}_pool", "name": drawing.name, "processRef": drawing.id},
    )
    _process(root, drawing)
    _diagram(root, drawing, plan, routes, labels)
    etree.indent(root, "  ")
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"
