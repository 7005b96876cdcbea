"""`banjie limits`: the limits of the documents, with clause and line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from banjie.settings import Settings
from banjie.terminal import table
from workflows.catalogue import Catalogue
from workflows.numbers import number
from workflows.places import Places

if TYPE_CHECKING:
    from workflows.catalogue import Limit

_HEADINGS = ("limit", "clause", "promise", "scope", "procedure")
_BOUNDS = {"at_most": "≤", "at_least": "≥"}


@click.command()
@click.option("--place", help="Only this place: its id or its name (shanwei, 汕尾, national).")
@click.option("--document", help="Only this document, by its id.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list to standard output.")
def limits(place: str | None, document: str | None, *, as_json: bool) -> None:
    """List the time limits of the documents, each with its clause and its line."""
    try:
        places = Places.load()
        catalogue = Catalogue.load(sources=Settings.from_environment().sources)
        chosen = _chosen(catalogue, places.place(place).id if place is not None else None, document)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps([as_record(catalogue, places, limit) for limit in chosen], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(table([_HEADINGS, *(_row(limit) for limit in chosen)])))


def as_record(catalogue: Catalogue, places: Places, limit: Limit) -> dict[str, Any]:
    """A limit as the command line's contract has it; a whole quantity is a JSON integer."""
    sources = [source._asdict() for source in limit.sources]
    return {
        "id": limit.id,
        "document": limit.document,
        "number": catalogue.document(limit.document).number,
        "clause": limit.clause,
        "source": sources[0] if sources else None,
        "sources": sources,
        "place": places.place(limit.place).name,
        "procedure": limit.procedure,
        "step": limit.step,
        "scope": limit.scope,
        "bound": limit.bound,
        "quantity": number(limit.quantity),
        "unit": limit.unit,
        "excludes": list(limit.excludes),
        "starts": limit.starts,
        "kind": limit.kind,
        "effective_from": limit.effective_from.isoformat(),
        "effective_to": limit.effective_to.isoformat() if limit.effective_to else None,
        "begins": limit.begins,
        "ends": limit.ends,
        "basis": limit.basis,
        "authority": limit.authority,
        "lapse": limit.lapse,
        "departments": {
            "lead": list(limit.departments.lead),
            "responsible": list(limit.departments.responsible),
            "cooperating": list(limit.departments.cooperating),
        },
        "written": limit.written,
        "unit_stated": limit.unit_stated,
        "note": limit.note,
        "applies": limit.applies,
        "extension": {"count": limit.extension.count, "quantity": float(limit.extension.quantity)}
        if limit.extension
        else None,
        "restarts": list(limit.restarts),
        "counters": [{"count": counter.count, "of": counter.of, "then": counter.then} for counter in limit.counters],
        "supersedes": limit.supersedes,
        "version": limit.version,
    }


def _chosen(catalogue: Catalogue, place: str | None, document: str | None) -> list[Limit]:
    wanted = catalogue.document(document).id if document is not None else None
    return [limit for limit in catalogue if place in (None, limit.place) and wanted in (None, limit.document)]


def _row(limit: Limit) -> tuple[str, ...]:
    amount = f"{_BOUNDS[limit.bound]} {limit.quantity} {limit.unit}"
    return (limit.id, limit.clause, amount, limit.scope, " · ".join(filter(None, (limit.procedure, limit.step))))
