"""What an auditor asks: breaches, and whether the log is whole."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from engine.audit import verify_database
from engine.time import parse_moment
from web.api import library_schemas as schemas
from web.api.answers import enter, refuse
from web.api.schemas import Refusal
from web.context import actor, banjie, now

blueprint = Blueprint("api_oversight", __name__, description="Breaches and the proof of the log")


@blueprint.route("/breaches")
class Breaches(MethodView):
    """Broken limits."""

    @blueprint.arguments(schemas.BreachQuery, location="query")
    @blueprint.response(200, schemas.BreachPage)
    @blueprint.alt_response(422, schema=Refusal)
    def get(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Every breach under a filter: case, clause, by how much, whose time."""
        enter("audit")
        try:
            for name in ("since", "until"):
                asked[name] = parse_moment(asked[name]) if asked[name] else None
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))
        rows, following = banjie().breaches(now(), **asked, within=actor().within)
        return {"rows": rows, "next": following}


@blueprint.route("/audit/verification")
class Verification(MethodView):
    """The chain of the log."""

    @blueprint.response(200, schemas.Verified)
    def get(self) -> Any:
        """Check every event of every case against its chain; this reads the whole log."""
        enter("audit")
        return verify_database(banjie().database).to_json()
