"""The pages of processes."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, abort, render_template, request, send_file

from engine.cases.commands import Refused
from models import tables as t
from web import drawings, names
from web.context import actor, banjie, site
from web.permissions import part
from web.processes import promises

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from engine.cases.definitions import DeployedProcess

pages = Blueprint("processes", __name__, url_prefix="/processes", template_folder="templates")


@pages.get("")
@part("processes")
def index() -> ResponseReturnValue:
    """The processes of a place (the person's own to begin with) or of all: document, promise, open cases. What other
    processes call stands below what one applies for.
    """
    found = sorted(banjie().processes(), key=_order)
    places = list(dict.fromkeys(process.place for process in found))
    asked = request.args.get("place")
    place = asked if asked is not None else actor().place
    chosen = [process for process in found if place not in places or process.place == place]
    line = partial(_line, banjie().open_cases())
    called = {name for process in found for name in process.model.calls}
    groups = [
        (where, [line(p) for p in its if p.id not in called], [line(p) for p in its if p.id in called])
        for where, its in ((where, list(its)) for where, its in groupby(chosen, key=lambda p: p.place))
    ]
    return render_template(
        "processes/index.html", groups=groups, places=places, chosen=place if place in places else None
    )


@pages.get("/<process>")
@part("processes")
def show(process: str) -> ResponseReturnValue:
    """A process: its diagram, its limits, its people and papers."""
    version = request.args.get("version", type=int)
    try:
        definition = banjie().definition(process, version)
    except Refused:
        abort(404)
    model, catalogue = definition.model, banjie().catalogue()
    bound = promises.bounds(model, catalogue)
    names.about(model.place)
    return render_template(
        "processes/process.html",
        model=model,
        version=definition.version,
        versions=_versions(process),
        bounds=bound,
        whole=[b for b in bound if b.is_whole],
        badges=promises.badges(bound),
        doers=promises.doers(model),
        department_of=lambda element: promises.department_of(model, element),
        uncounted=promises.uncounted(model),
        calls=[(element, definition.models[called]) for called, element in promises.calls(model).items()],
        document=_document(model.document),
        clauses={b.limit.id: catalogue.clause_text(b.limit) for b in bound},
        open_cases=banjie().open_cases().get(process, 0),
    )


@pages.get("/<process>/<int:version>/drawing.bpmn")
@part("processes")
def drawing(process: str, version: int) -> ResponseReturnValue:
    """The diagram for the viewer, its names in the reader's language."""
    try:
        return drawings.answer(process, version)
    except Refused:
        abort(404)


@pages.get("/<process>/<int:version>/<name>.bpmn")
@part("processes")
def download(process: str, version: int, name: str) -> ResponseReturnValue:  # noqa: ARG001 - it names the file
    """The diagram as it was handed in."""
    try:
        data = banjie().diagram(process, version)
    except Refused:
        abort(404)
    called = f"{process}-{version}.bpmn"
    return send_file(BytesIO(data), "application/xml", as_attachment=True, download_name=called)


def _order(process: DeployedProcess) -> tuple[bool, str, bool, str]:
    """Local processes first; in a place those with a promise of their own before what they call."""
    place = site().places.find(process.place) if process.place else None
    return place is None or place.id == "national", process.place, not process.model.limits, process.id


def _line(open_cases: Mapping[str, int], process: DeployedProcess) -> dict[str, Any]:
    catalogue = banjie().catalogue()
    bound = promises.bounds(process.model, catalogue)
    return {
        "process": process,
        "document": _document(process.document),
        "promised": [b for b in bound if b.is_whole and b.limit.authority == "promised"],
        "others": len({b.limit.id for b in bound if not b.is_whole}),
        "steps": len(process.model.steps),
        "open": open_cases.get(process.id, 0),
    }


def _document(identifier: str | None) -> Any:
    documents = banjie().catalogue().documents
    return documents.get(identifier) if identifier else None


def _versions(process: str) -> list[Any]:
    d = t.definitions.c
    query = sa.select(d.version, d.deployed_at, d.deployed_by, d.digest).where(d.process == process)
    with banjie().database.read() as connection:
        return list(connection.execute(query.order_by(d.version.desc())))
