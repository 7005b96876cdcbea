"""Cases and work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.views import MethodView
from flask_smorest import Blueprint

from engine.cases.commands import Command
from engine.time import parse_moment
from engine.views import CaseFilter
from web import definitions
from web.api import schemas
from web.api.answers import done, enter, refuse
from web.context import actor, banjie, now
from web.permissions import only_applicant

if TYPE_CHECKING:
    from engine.cases.commands import Outcome
    from engine.views import CasePage, CaseView, WorkItem

blueprint = Blueprint("api_cases", __name__, description="Cases and the steps that wait")


@blueprint.route("/work")
class Work(MethodView):
    """Open steps."""

    @blueprint.arguments(schemas.WorkQuery, location="query")
    @blueprint.response(200, schemas.Work(many=True))
    def get(self, asked: dict[str, Any]) -> list[WorkItem]:
        """The open steps the caller may do, late first."""
        enter("work")
        try:
            return list(banjie().work(actor(), now(), **asked))
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))


@blueprint.route("/cases")
class Cases(MethodView):
    """The list of cases."""

    @blueprint.arguments(schemas.CaseQuery, location="query")
    @blueprint.response(200, schemas.CasePage)
    def get(self, asked: dict[str, Any]) -> CasePage:
        """Cases under a filter, page by page; an applicant sees their own."""
        enter("cases")
        wanted = CaseFilter(**asked, owner=actor() if only_applicant(actor()) else None, within=actor().within)
        try:
            return banjie().cases(wanted, now())
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))

    @blueprint.arguments(schemas.NewCase)
    @blueprint.response(201, schemas.Done)
    @blueprint.alt_response(422, schema=schemas.Refusal)
    def post(self, given: dict[str, Any]) -> Outcome:
        """Hand in an application."""
        enter("apply")
        return done(
            banjie().start(
                given["process"],
                given["facts"],
                actor(),
                now(),
                given["command_id"],
                title=given["title"],
                applicant=given["applicant"],
                materials=given["materials"],
            )
        )


@blueprint.route("/cases/<case>")
class Case(MethodView):
    """One case."""

    @blueprint.arguments(schemas.AtQuery, location="query")
    @blueprint.response(200, schemas.Case)
    @blueprint.alt_response(404, schema=schemas.Refusal)
    def get(self, asked: dict[str, Any], case: str) -> CaseView:
        """The case with its steps, clocks, materials and events."""
        enter("cases")
        return definitions.case_for(case, _instant(asked["at"]))


@blueprint.route("/cases/<case>/readings")
class Readings(MethodView):
    """The clocks of a case."""

    @blueprint.arguments(schemas.AtQuery, location="query")
    @blueprint.response(200, schemas.Clock(many=True))
    @blueprint.alt_response(404, schema=schemas.Refusal)
    def get(self, asked: dict[str, Any], case: str) -> Any:
        """Every count of a limit, with the days that prove it."""
        enter("cases")
        return list(definitions.case_for(case, _instant(asked["at"])).clocks)


@blueprint.route("/cases/<case>/commands")
class Commands(MethodView):
    """Doing something with a case."""

    @blueprint.arguments(schemas.Order)
    @blueprint.response(200, schemas.Done)
    @blueprint.alt_response(403, schema=schemas.Refusal)
    @blueprint.alt_response(404, schema=schemas.Refusal)
    @blueprint.alt_response(409, schema=schemas.Refusal)
    @blueprint.alt_response(422, schema=schemas.Refusal)
    def post(self, given: dict[str, Any], case: str) -> Outcome:
        """Give a command. The same `command_id` again gets the first answer."""
        definitions.case_for(case)
        return done(banjie().do(Command(case=case, actor=actor(), at=now(), **given)))


def _instant(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        refuse(422, "invalid_argument", str(error))
