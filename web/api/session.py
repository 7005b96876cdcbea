"""Signing in and out of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.views import MethodView
from flask_smorest import Blueprint

from engine.people import SignInRefused
from web import identity
from web.api import schemas
from web.api.answers import refuse
from web.context import actor, now, site
from web.signin.views import check

if TYPE_CHECKING:
    from engine.views import Actor

blueprint = Blueprint("api_session", __name__, description="Sign in, sign out")


@blueprint.route("/session")
class Session(MethodView):
    """The session of the caller."""

    @blueprint.arguments(schemas.Credentials)
    @blueprint.response(201, schemas.OpenSession)
    @blueprint.alt_response(401, schema=schemas.Refusal)
    @blueprint.alt_response(429, schema=schemas.Refusal)
    def post(self, given: dict[str, str]) -> dict[str, Any]:
        """Sign in: a token for the header `Authorization: Bearer …`."""
        try:
            person = check(given["login"], given["password"])
        except SignInRefused as error:
            status, kind = (401, "unauthenticated") if error.retry_at is None else (429, "too_many_requests")
            refuse(status, kind, str(error))
        return {"token": site().people.sessions.open(person.id, now()), "person": person}

    @blueprint.response(200, schemas.Person)
    def get(self) -> Actor:
        """Who is signed in."""
        return actor()

    @blueprint.response(204)
    def delete(self) -> None:
        """Sign out: the token is worth nothing any more."""
        actor()
        given = identity.token()
        if given:
            site().people.sessions.revoke(given)
