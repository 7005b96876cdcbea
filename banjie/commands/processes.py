"""`banjie processes`: what is deployed."""

from __future__ import annotations

import json

import click

from banjie.settings import Settings, open_banjie


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON list to standard output.")
def processes(*, as_json: bool) -> None:
    """List the deployed processes with the limits they run under."""
    found = open_banjie(Settings.from_environment()).processes()
    if not as_json:
        for one in found:
            click.echo(f"{one.id:<22} {one.version:>3}  {one.place}  {one.name}  {' '.join(one.limits)}")
        return
    documents = [
        {
            "id": one.id,
            "name": one.name,
            "place": one.place,
            "document": one.document,
            "bpmn": one.file,
            "version": one.version,
            "limits": list(one.limits),
        }
        for one in found
    ]
    click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
