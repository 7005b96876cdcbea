"""The list of cases."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine.views import CaseFilter
from web.context import actor, banjie, now
from web.language import lazy_gettext
from web.names import departments
from web.permissions import only_applicant, part
from web.text import LAMP_NAMES, STATE_NAMES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

pages = Blueprint("cases", __name__, url_prefix="/cases", template_folder="templates")

PAGE = 50
ORDERS = ("deadline", "received", "closed")
STATES = {"open": lazy_gettext("在办"), **STATE_NAMES}
CHOICES = {"lamp": LAMP_NAMES, "state": STATES, "order": ORDERS}
TEXT_LIMIT = 100


@pages.get("")
@part("cases")
def index() -> ResponseReturnValue:
    """One page of the list, under the filters of the address."""
    wanted = asked_for()
    try:
        page = banjie().cases(wanted, now())
    except ValueError:  # a cursor that no page gave
        return redirect(url_for("cases.index", **kept(wanted)))
    processes = banjie().processes()
    template = "cases/list.html" if request.headers.get("HX-Request") else "cases/index.html"
    return render_template(
        template,
        page=page,
        wanted=wanted,
        kept=kept(wanted),
        processes=[(p.id, p.name) for p in processes],
        places=sorted({p.place for p in processes if p.place}),
        departments=departments(),
        states=STATES,
        own=only_applicant(actor()),
    )


def asked_for() -> CaseFilter:
    """The filter that the address names; words it does not know are passed over, so that an old link still opens."""
    given = {name: (request.args.get(name) or "").strip() or None for name in _names()}
    for name, known in CHOICES.items():
        if given[name] not in known:
            given[name] = None
    text = given.pop("text")
    order = given.pop("order") or "deadline"
    owner = actor() if only_applicant(actor()) else None
    return CaseFilter(
        **given, text=text[:TEXT_LIMIT] if text else None, order=order, limit=PAGE, owner=owner, within=actor().within
    )


def _names() -> list[str]:
    return [f.name for f in fields(CaseFilter) if f.name not in ("limit", "owner", "within")]


def kept(wanted: CaseFilter) -> dict[str, Any]:
    """The filter as arguments of an address, without the page."""
    found = {name: getattr(wanted, name) for name in _names() if name != "after"}
    return {name: value for name, value in found.items() if value and (name, value) != ("order", "deadline")}
