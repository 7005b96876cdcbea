"""Users, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort
from flask.views import MethodView
from flask_smorest import Blueprint

from web.api import library_schemas as schemas
from web.api.answers import enter, refuse
from web.api.schemas import Refusal
from web.context import actor, now, site

if TYPE_CHECKING:
    from engine.people import User as Someone

blueprint = Blueprint("api_people", __name__, description="Users of this installation")


@blueprint.route("/users")
class Users(MethodView):
    """Everybody who may sign in."""

    @blueprint.response(200, schemas.User(many=True))
    def get(self) -> list[Someone]:
        """Every user."""
        enter("admin")
        return list(site().people.users.all())

    @blueprint.arguments(schemas.NewUser)
    @blueprint.response(201, schemas.User)
    @blueprint.alt_response(422, schema=Refusal)
    def post(self, given: dict[str, Any]) -> Someone:
        """A new user."""
        enter("admin")
        try:
            return site().people.users.create(at=now(), **given)
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))


@blueprint.route("/users/<user>")
class User(MethodView):
    """One user."""

    @blueprint.arguments(schemas.Duties)
    @blueprint.response(200, schemas.User)
    @blueprint.alt_response(404, schema=Refusal)
    @blueprint.alt_response(422, schema=Refusal)
    def put(self, given: dict[str, Any], user: str) -> Someone:
        """Department, roles, and whether they may sign in."""
        enter("admin")
        users = site().people.users
        try:
            found = users.by_id(user)
        except ValueError:
            abort(404)
        if found.id == actor().id and not (given["active"] and "administrator" in given["roles"]):
            refuse(409, "invalid_state", "Expected another administrator to do this, but it is your own account")
        try:
            users.set_duties(found.login, department=given["department"], roles=given["roles"], place=given["place"])
            if found.active != given["active"]:
                users.set_active(found.login, active=given["active"])
        except ValueError as error:
            refuse(422, "invalid_argument", str(error))
        return users.by_id(user)
