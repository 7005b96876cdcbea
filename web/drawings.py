"""Diagrams as the site draws them: the deployed file with its names in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from lxml import etree

from web.context import banjie
from web.language import language
from web.text import term
from workflows.bpmn.xml import parse

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

BPMN_TYPE = "application/xml; charset=utf-8"
LETTER = 6.5  # width of a letter in the viewer's label font, in the diagram's own units


def answer(process: str, version: int | None = None) -> ResponseReturnValue:
    """A version's diagram for the viewer, the newest by default, in UTF-8 whatever it was handed in as. Where it names
    things in Chinese, an English page gets the English names that the catalogue knows.
    """
    return Response(translated(banjie().diagram(process, version), process), content_type=BPMN_TYPE)


def translated(data: bytes, process: str) -> bytes:
    """The diagram with every name in the language of the request; everything else stays as it is."""
    root = parse(data, f"the diagram of {process}")
    for element in root.iter(etree.Element):
        name = element.get("name")
        if name:
            element.set("name", term(name))
    if language() == "en":
        _make_room(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _make_room(root: etree._Element) -> None:
    """Widen labels that were laid out for Chinese, so that no English word is broken: about the middle where a label
    stands centred on its element, else to the right.
    """
    names = {element.get("id"): element.get("name", "") for element in root.iter(etree.Element)}
    for label in root.iter("{*}BPMNLabel"):
        drawn, bounds = label.getparent(), label.find("{*}Bounds")
        if drawn is None or bounds is None:
            continue
        longest = max(map(len, names.get(drawn.get("bpmnElement"), "").split()), default=0)
        x, width = float(bounds.get("x", "0")), float(bounds.get("width", "0"))
        more = longest * LETTER + 2 * LETTER - width
        if more <= 0:
            continue
        bounds.set("width", f"{width + more:g}")
        if _is_centred(drawn, x + width / 2):
            bounds.set("x", f"{x - more / 2:g}")


def _is_centred(drawn: etree._Element, middle: float) -> bool:
    shape = drawn.find("{*}Bounds")
    if shape is None:
        return False
    centre = float(shape.get("x", "0")) + float(shape.get("width", "0")) / 2
    return abs(centre - middle) < LETTER
