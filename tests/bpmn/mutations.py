"""Breaks diagrams at random, the way careless tools and hostile people do."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from random import Random

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_TAGS = (
    "startEvent", "endEvent", "userTask", "manualTask", "task", "serviceTask", "scriptTask", "receiveTask",
    "callActivity",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway", "subProcess",
    "intermediateThrowEvent", "intermediateCatchEvent", "boundaryEvent", "sequenceFlow", "laneSet", "lane",
    "timerEventDefinition", "terminateEventDefinition", "messageEventDefinition", "multiInstanceLoopCharacteristics",
    "loopCardinality", "completionCondition", "timeDuration", "timeDate", "timeCycle", "conditionExpression",
    "extensionElements", "process", "bogus",
)  # fmt: skip
_VALUES = (
    "", " ", "a", "0", "-1", "true", "false", "s", "e", "中文", "1" * 40, "x y", "=", "${x}", "PT0S", "P1M", "PT5M",
    "not(", "a = 1", "R2/PT1H", "P1D",
    "always", "coalesce(n, 0) + 1", "[1,2,3]", "3", "1001", "nrOfInstances > 1", "intake", "urn:x", "<b>",
    "../../etc/passwd",
    "\u2028",
)  # fmt: skip
_ATTRIBUTES = (
    "id", "name", "default", "sourceRef", "targetRef", "attachedToRef", "cancelActivity", "calledElement",
    "isExecutable",
    "triggeredByEvent", "isSequential", "startQuantity", "ref", "limit", "quantity", "unit", "variable", "type",
    "minimum", "maximumLength", "value", "department", "processRef", "messageRef", "role", "every", "dayOfMonth",
    "hour", "repeat", "instantiate",
)  # fmt: skip


def mutate(data: bytes, random: Random, rounds: int) -> bytes:
    """`data` with `rounds` random changes."""
    root = etree.fromstring(data)
    for _ in range(rounds):
        elements = [e for e in root.iter() if isinstance(e.tag, str) and e is not root and _of_model(e)]
        if not elements:
            break
        random.choice(_CHANGES)(random.choice(elements), elements, random)
    return etree.tostring(root)


def _of_model(element: etree._Element) -> bool:
    return element.tag.startswith((BPMN, "{urn:banjie"))


def _delete(element, _elements, _random):
    element.getparent().remove(element)


def _duplicate(element, elements, random):
    twin = copy.deepcopy(element)
    if random.random() < 0.5:
        for inner in twin.iter():
            if isinstance(inner.tag, str) and inner.get("id"):
                inner.set("id", inner.get("id") + "_2")
    target = element.getparent() if random.random() < 0.6 else random.choice(elements)
    target.append(twin)


def _move(element, elements, random):
    target = random.choice(elements)
    if element not in target.iterancestors() and target is not element:
        target.append(element)


def _rename(element, _elements, random):
    element.tag = BPMN + random.choice(_TAGS)


def _drop_attribute(element, _elements, random):
    if element.attrib:
        del element.attrib[random.choice(list(element.attrib))]


def _set_attribute(element, elements, random):
    others = [e.get("id") for e in elements if e.get("id")]
    names = [*element.attrib, random.choice(_ATTRIBUTES)]
    value = random.choice(others) if others and random.random() < 0.6 else random.choice(_VALUES)
    element.set(random.choice(names), value)


def _set_text(element, _elements, random):
    element.text = random.choice(_VALUES)


def _swap_ends(_element, elements, random):
    flows = [e for e in elements if e.tag == BPMN + "sequenceFlow"]
    if flows:
        flow = random.choice(flows)
        ids = [e.get("id") for e in elements if e.get("id")]
        flow.set(random.choice(("sourceRef", "targetRef")), random.choice(ids))


_CHANGES = (_delete, _duplicate, _move, _rename, _drop_attribute, _set_attribute, _set_text, _swap_ends, _swap_ends)
