"""Small diagrams as text, for tests: one function per BPMN element, each giving its XML."""

# ruff: noqa: A002 - an id is an id

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:banjie="urn:banjie:bpmn:1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
)
LAYOUT = (
    '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="s"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
)


def definitions(*parts: str) -> bytes:
    """A whole file of processes and collaborations."""
    return f"<definitions {NAMESPACES}>{''.join(parts)}{LAYOUT}</definitions>".encode()


def process(*parts: str, id: str = "p", name: str = "", **attributes: str) -> str:
    """A process."""
    return node("process", id, *parts, name=name, **{"isExecutable": "true", **attributes})


def diagram(*parts: str, **attributes: str) -> bytes:
    """A file of one process."""
    return definitions(process(*parts, **attributes))


def node(kind: str, id: str, *inner: str, **attributes: str) -> str:
    """Any element with an id."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if value)
    return f"<{kind} id={quoteattr(id)}{written}>{''.join(inner)}</{kind}>"


def extras(*parts: str) -> str:
    return f"<extensionElements>{''.join(parts)}</extensionElements>"


def start(id: str = "s") -> str:
    return node("startEvent", id)


def end(id: str = "e", *inner: str) -> str:
    return node("endEvent", id, *inner)


def task(id: str, *inner: str, **attributes: str) -> str:
    return node("userTask", id, *inner, **attributes)


def step(id: str, *additions: str, **attributes: str) -> str:
    """A user task with Banjie's additions."""
    return task(id, extras(*additions), **attributes)


def timer(body: str = "<timeDuration>PT1H</timeDuration>") -> str:
    return f"<timerEventDefinition>{body}</timerEventDefinition>"


def boundary(id: str, host: str, *inner: str, **attributes: str) -> str:
    return node("boundaryEvent", id, *(inner or (timer(),)), attachedToRef=host, **attributes)


def flow(source: str, target: str, condition: str | None = None, id: str = "") -> str:
    inner = "" if condition is None else f"<conditionExpression>{escape(condition)}</conditionExpression>"
    return node("sequenceFlow", id or f"{source}_{target}", inner, sourceRef=source, targetRef=target)


def path(*ids: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(a, b) for a, b in pairwise(ids))


def around(middle: str, *more: str) -> bytes:
    """A diagram whose one step `a` is drawn by `middle`."""
    return diagram(start(), middle, end(), path("s", "a", "e"), *more)
