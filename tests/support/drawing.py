"""Small diagrams for tests, written as a few lines of text.

Each line is `kind id [attributes]` or a flow `a -> b [: condition]`. Kinds are those of BPMN without the ending
(`user`, `service`, `xor`, `and`, `start`, `end`, `throw`, `call`, `script`, `receive`, `race`), `timer b on t …` is a
boundary timer, `message b on t …` a message there, `catch c message` and `catch c PT1H` are intermediate events. What
stands in braces goes into the extension elements: `user t {step role="counter"} {limit ref="x"}`.
"""

from __future__ import annotations

import re

_TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "service": "serviceTask",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "throw": "intermediateThrowEvent",
    "script": "scriptTask",
    "receive": "receiveTask",
    "race": "eventBasedGateway",
    "catch": "intermediateCatchEvent",
    "message": "boundaryEvent",
    "call": "callActivity",
    "timer": "boundaryEvent",
}
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:banjie="urn:banjie:bpmn:1" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">'
)
_BRACES = re.compile(r"\{([^}]*)\}")


def draw(process: str, text: str) -> tuple[str, bytes]:
    """A file with one process."""
    nodes: list[str] = []
    flows: list[str] = []
    own = ""
    for raw in text.strip().splitlines():
        line = raw.strip()
        if not line:
            continue
        if line.startswith("{"):
            own += _extensions(line)
        elif "->" in line:
            flows.append(_flow(line, len(flows)))
        else:
            nodes.append(_node(line))
    extensions = f"<extensionElements>{own}</extensionElements>" if own else ""
    body = "".join((extensions, *nodes, *flows))
    xml = f'{_HEAD}<process id="{process}" name="{process}" isExecutable="true">{body}</process></definitions>'
    return f"{process}.bpmn", xml.encode()


def _extensions(text: str) -> str:
    return "".join(f"<banjie:{found}/>" for found in _BRACES.findall(text))


def _node(line: str) -> str:
    found = _extensions(line)
    plain = _BRACES.sub("", line).strip()
    kind, _, rest = plain.partition(" ")
    name, _, rest = rest.strip().partition(" ")
    inner = f"<extensionElements>{found}</extensionElements>" if found else ""
    if kind in ("timer", "message"):
        on, host, *more = rest.split()
        assert on == "on"
        rest = " ".join((f'attachedToRef="{host}"', *(m for m in more if "=" in m)))
        inner += _definition("message" if kind == "message" else next((m for m in more if "=" not in m), "timer"))
    if kind == "catch":
        inner, rest = inner + _definition(rest.split()[0]), " ".join(rest.split()[1:])
    return f'<{_TAGS[kind]} id="{name}" {rest}>{inner}</{_TAGS[kind]}>'


def _definition(what: str) -> str:
    """What an event waits for: `message`, `timer` (which says so in braces), or a duration."""
    if what == "message":
        return "<messageEventDefinition/>"
    span = "" if what == "timer" else f"<timeDuration>{what}</timeDuration>"
    return f"<timerEventDefinition>{span}</timerEventDefinition>"


def _flow(line: str, number: int) -> str:
    path, _, condition = line.partition(":")
    source, target = (part.strip() for part in path.split("->"))
    inner = ""
    if condition:
        text = condition.strip().replace("<", "&lt;")
        inner = f'<conditionExpression xsi:type="tFormalExpression">{text}</conditionExpression>'
    return f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
