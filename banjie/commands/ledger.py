"""`banjie ledger`: the reform tasks of the user's documents, imported as cases and listed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from tqdm import tqdm

from banjie.now import now
from banjie.settings import Settings, open_banjie
from engine.ledger import import_tasks, ledgers, list_tasks, read_ledger
from engine.time import parse_moment
from engine.views import Actor

if TYPE_CHECKING:
    from datetime import datetime

    from engine.ledger import Imported, LedgerRow, Task

_OPERATOR = Actor("operator", "操作员", None, frozenset({"administrator", "operator"}))
_DOCUMENT = click.option("--document", help="Only this document, by its id.")
_AT = click.option("--at", help="The instant (ISO 8601, Asia/Shanghai unless it says otherwise; default: now).")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")


@click.group()
def ledger() -> None:
    """Import the reform tasks of the documents as long cases, list them."""


@ledger.command("import")
@_DOCUMENT
@_AT
@_JSON
def import_(document: str | None, at: str | None, *, as_json: bool) -> None:
    """Read the tables of tasks from the documents in BANJIE_SOURCES and start a case for each task that is none yet."""
    moment = _moment(at)
    settings = Settings.from_environment()
    banjie = open_banjie(settings)
    wanted = ledgers(banjie.library.catalogue, document)
    read = {name: read_ledger(settings.sources, name, table) for name, table in wanted.items()}
    total = sum(map(len, read.values()))
    with tqdm(total=total, desc="Importing tasks", unit="task", file=sys.stderr) as bar:

        def step() -> None:
            bar.update()

        done = [import_tasks(banjie, name, tasks, moment, _OPERATOR, step) for name, tasks in read.items()]
    if as_json:
        click.echo(json.dumps([_imported(one, read[one.document]) for one in done], ensure_ascii=False, indent=2))
        return
    for one in done:
        click.echo(f"{one.document}: {one.new} new, {one.known} there already")


@ledger.command("list")
@_DOCUMENT
@_AT
@_JSON
def list_(document: str | None, at: str | None, *, as_json: bool) -> None:
    """List the tasks that were imported, with how far they are."""
    moment = _moment(at)
    banjie = open_banjie(Settings.from_environment())
    if document is not None:
        ledgers(banjie.library.catalogue, document)
    with banjie.database.read() as connection:
        rows = list_tasks(connection, moment, document)
    if as_json:
        click.echo(json.dumps([_record(row) for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        until = row.due_on.isoformat() if row.due_on else "-"
        late = "late" if row.late else row.outcome or row.state
        click.echo(f"{row.document}  {row.task:>3}  {until:<10}  {late:<9}  {row.lead or row.responsible}  {row.title}")


def _moment(text: str | None) -> datetime:
    return parse_moment(text) if text else now()


def _imported(done: Imported, tasks: tuple[Task, ...]) -> dict[str, Any]:
    return {"document": done.document, "tasks": len(tasks), "new": done.new, "known": done.known}


def _record(row: LedgerRow) -> dict[str, Any]:
    days = {key: value.isoformat() for key in ("due_on", "due_at") if (value := getattr(row, key)) is not None}
    return {**asdict(row), **days}
