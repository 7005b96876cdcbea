"""What is published: processes, limits, the guide, and the arithmetic of a deadline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Response, abort
from flask.views import MethodView
from flask_smorest import Blueprint

from engine.time import Course, Gap, Rule, Unit, days_to_deadline, parse_moment, read
from web.api import library_schemas as schemas
from web.api.answers import refuse
from web.api.schemas import Refusal
from web.context import banjie, now
from workflows.decisions import DecisionError
from workflows.decisions.guide import as_record, guide
from workflows.tables import CatalogueError

if TYPE_CHECKING:
    from engine.time import Reading

blueprint = Blueprint("api_library", __name__, description="Processes, limits, deadlines, the guide")


@blueprint.route("/processes")
class Processes(MethodView):
    """Deployed processes."""

    @blueprint.response(200, schemas.Process(many=True))
    def get(self) -> Any:
        """Every process in its latest version."""
        return list(banjie().processes())


@blueprint.route("/processes/<process>/diagram")
class Diagram(MethodView):
    """A diagram."""

    @blueprint.arguments(schemas.VersionQuery, location="query")
    @blueprint.response(200, content_type="application/xml", schema={"type": "string", "format": "binary"})
    @blueprint.alt_response(404, schema=Refusal)
    def get(self, asked: dict[str, Any], process: str) -> Response:
        """The BPMN file as it was deployed."""
        if process not in {p.id for p in banjie().processes()}:
            abort(404)
        return Response(banjie().diagram(process, asked["version"]), mimetype="application/xml")


@blueprint.route("/limits")
class Limits(MethodView):
    """The catalogue."""

    @blueprint.arguments(schemas.LimitQuery, location="query")
    @blueprint.response(200, schemas.Limit(many=True))
    def get(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Every limit of every document, or those of one document or place."""
        catalogue = banjie().catalogue()
        return [
            _limit(limit.id)
            for limit in catalogue
            if asked["document"] in (None, limit.document) and asked["place"] in (None, limit.place)
        ]


@blueprint.route("/limits/<path:limit>")
class Limit(MethodView):
    """One limit."""

    @blueprint.response(200, schemas.Limit)
    @blueprint.alt_response(404, schema=Refusal)
    def get(self, limit: str) -> dict[str, Any]:
        """A limit with its locators."""
        try:
            return _limit(limit)
        except CatalogueError as error:
            refuse(404, "not_found", str(error))


@blueprint.route("/deadline")
class Deadline(MethodView):
    """When a limit ends."""

    @blueprint.arguments(schemas.DeadlineQuery, location="query")
    @blueprint.response(200, schemas.Deadline)
    @blueprint.alt_response(422, schema=Refusal)
    def get(self, asked: dict[str, Any]) -> Reading:
        """The end of a limit on the calendar in force, with every day and why it was counted or not."""
        try:
            return _reading(asked)
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))


@blueprint.route("/guide")
class Guide(MethodView):
    """The guide."""

    @blueprint.arguments(schemas.Project)
    @blueprint.response(200)
    @blueprint.alt_response(422, schema=Refusal)
    def post(self, given: dict[str, Any]) -> Any:
        """Process, matters, materials, exemptions and limits of a project, with the rules that say so."""
        try:
            return as_record(guide(given["facts"], given["place"]))
        except (DecisionError, CatalogueError) as error:
            refuse(422, "invalid_argument", str(error))


def _limit(limit: str) -> dict[str, Any]:
    catalogue = banjie().catalogue()
    found = catalogue.limit(limit)
    names = schemas.Limit().fields.keys() - {"number", "sources"}
    sources = [{"file": source.file, "line": source.line} for source in found.sources]
    number = catalogue.document(found.document).number
    return {**{name: getattr(found, name) for name in names}, "number": number, "sources": sources}


def _reading(asked: dict[str, Any]) -> Reading:
    """The reading that was asked for.

    Raises:
        ValueError: An instant, the quantity or a pause makes no sense; the sentence says which.
    """
    calendar, rule = banjie().calendar(), Rule(asked["quantity"], Unit(asked["unit"]))
    start = parse_moment(asked["start"])
    end = parse_moment(asked["end"]) if asked["end"] else None
    if end is not None and end < start:
        raise ValueError(f"Expected an end after the start {asked['start']}, but came {asked['end']}")
    course = Course(start, tuple(_gap(text) for text in asked["pause"]), end)
    at = parse_moment(asked["at"]) if asked["at"] else now()
    reading = read(rule, calendar, course, at)
    if asked["at"] or asked["end"]:
        return reading
    return replace(reading, days=days_to_deadline(rule, calendar, course, at))


def _gap(text: str) -> Gap:
    first, dots, last = text.partition("..")
    if not dots:
        raise ValueError(f"Expected a pause like 2026-09-01..2026-09-05, but came {text!r}")
    start, end = parse_moment(first), parse_moment(last) if last else None
    if end is not None and end < start:
        raise ValueError(f"Expected a pause that ends after it begins, but came {text!r}")
    return Gap(start, end)
