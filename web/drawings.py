"""Diagrams as the site draws them: the deployed file with its names in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response
from lxml import etree

from web.context import banjie
from web.text import term
from workflows.bpmn.xml import parse

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

BPMN_TYPE = "application/xml; charset=utf-8"


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
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
