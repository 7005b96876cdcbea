"""Reads how often an activity is done: BPMN's loop characteristics, with the words other vendors use for a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.vocabulary import ACTIVITIES, CAMUNDA, ZEEBE, tag
from workflows.bpmn.xml import content
from workflows.model import Kind, MultiInstance

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml import etree


def read_loop(source: etree._Element, kind: Kind, complain: Callable[[str], None]) -> MultiInstance | None:
    """How often `source` is done, None for once. What Banjie does not run is told to `complain`."""
    if source.find(tag("standardLoopCharacteristics")) is not None:
        complain("expected no loop marker, but it has one: draw the loop with a gateway and a flow back")
    loop = source.find(tag("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None
    if kind is Kind.RECEIVE:
        complain("expected a receive task to wait once, but it has a multi-instance marker")
        return None
    if kind not in ACTIVITIES:
        complain("expected a multi-instance marker on activities only, but found it here")
        return None
    collection, item = _collection(loop)
    found = MultiInstance(
        sequential=loop.get("isSequential") in ("true", "1"),
        cardinality=content(loop.find(tag("loopCardinality"))),
        collection=collection,
        item=item,
        completion=content(loop.find(tag("completionCondition"))),
    )
    if (found.cardinality is None) == (found.collection is None):
        came = "neither" if found.cardinality is None else "both"
        complain(f"expected a multi-instance activity to name a loopCardinality or a list, but it names {came}")
        return None
    return found


def _collection(loop: etree._Element) -> tuple[str | None, str | None]:
    """The list variable and the variable that holds the item."""
    item = loop.find(tag("inputDataItem"))
    named = (item.get("name") or item.get("id")) if item is not None else None
    ref = content(loop.find(tag("loopDataInputRef")))
    zeebe = loop.find(f".//{{{ZEEBE}}}loopCharacteristics")
    if ref is None and zeebe is not None:
        return zeebe.get("inputCollection"), named or zeebe.get("inputElement")
    camunda = f"{{{CAMUNDA}}}"
    return ref or loop.get(f"{camunda}collection"), named or loop.get(f"{camunda}elementVariable")
