"""A diagram as drawn: what has a shape where, read from the XML without any of our readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from pathlib import Path

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
CONTAINERS = ("participant", "lane", "subProcess")
SILENT = (
    *("documentation", "extensionElements", "incoming", "outgoing", "laneSet"),
    *("timerEventDefinition", "messageEventDefinition", "terminateEventDefinition", "message"),
)

Point = tuple[float, float]


@dataclass(frozen=True)
class Rectangle:
    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Rectangle, margin: float = 0) -> bool:
        apart_x = self.x + self.width + margin <= other.x or other.x + other.width + margin <= self.x
        apart_y = self.y + self.height + margin <= other.y or other.y + other.height + margin <= self.y
        return not (apart_x or apart_y)

    def holds(self, other: Rectangle) -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )

    def has_on_border(self, point: Point) -> bool:
        x, y = point
        on_side = x in (self.x, self.x + self.width) and self.y <= y <= self.y + self.height
        on_end = y in (self.y, self.y + self.height) and self.x <= x <= self.x + self.width
        return on_side or on_end

    def has_inside(self, point: Point) -> bool:
        x, y = point
        return self.x < x < self.x + self.width and self.y < y < self.y + self.height


@dataclass(frozen=True)
class Sheet:
    root: etree._Element
    tags: dict[str, str]  # id of everything drawable → its BPMN tag
    names: dict[str, str]
    parents: dict[str, str]  # id → the process or sub-process around it
    hosts: dict[str, str]  # boundary event → activity
    shapes: dict[str, Rectangle]
    edges: dict[str, tuple[Point, ...]]
    labels: dict[str, Rectangle]
    flows: dict[str, tuple[str, str]]

    @classmethod
    def read(cls, path: Path) -> Sheet:
        root = etree.fromstring(path.read_bytes())
        drawable = [e for e in root.iter() if _is_drawable(e)]
        return cls(
            root=root,
            tags={e.get("id", ""): etree.QName(e).localname for e in drawable},
            names={e.get("id", ""): e.get("name", "") for e in drawable},
            parents={e.get("id", ""): _around(e) for e in drawable},
            hosts={e.get("id", ""): e.get("attachedToRef", "") for e in drawable if e.get("attachedToRef")},
            shapes={s.get("bpmnElement", ""): _bounds(s) for s in root.iter(f"{BPMNDI}BPMNShape")},
            edges={
                e.get("bpmnElement", ""): tuple(
                    (float(w.get("x", "")), float(w.get("y", ""))) for w in e.iter(f"{DI}waypoint")
                )
                for e in root.iter(f"{BPMNDI}BPMNEdge")
            },
            labels={
                str(label.getparent().get("bpmnElement")): _bounds(label)  # type: ignore[union-attr]
                for label in root.iter(f"{BPMNDI}BPMNLabel")
            },
            flows={
                f.get("id", ""): (f.get("sourceRef", ""), f.get("targetRef", ""))
                for f in root.iter(f"{BPMN}sequenceFlow")
            },
        )

    def nodes(self) -> dict[str, Rectangle]:
        """The shapes of the flow nodes: neither pool, lane nor sub-process."""
        return {i: shape for i, shape in self.shapes.items() if self.tags[i] not in CONTAINERS}


def _is_drawable(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or not element.tag.startswith(BPMN) or element.get("id") is None:
        return False
    name = etree.QName(element).localname
    return name not in (*SILENT, "definitions", "collaboration", "process")


def _around(element: etree._Element) -> str:
    parent = element.getparent()
    while parent is not None and parent.tag not in (f"{BPMN}process", f"{BPMN}subProcess"):
        parent = parent.getparent()
    return "" if parent is None else parent.get("id", "")


def _bounds(element: etree._Element) -> Rectangle:
    bounds = element.find(f"{DC}Bounds")
    assert bounds is not None
    return Rectangle(*(float(bounds.get(side, "")) for side in ("x", "y", "width", "height")))
