"""`banjie init`: make the database, deploy the library, create the first administrator."""

from __future__ import annotations

import click

from banjie.settings import Settings, open_banjie


@click.command()
def init() -> None:
    """Make the database and deploy the library of processes. Safe to repeat."""
    settings = Settings.from_environment()
    banjie = open_banjie(settings)
    click.echo(
        f"{len(banjie.processes())} processes stand ready in {settings.database_url.split('@')[-1]}.",
        err=True,
    )
    click.echo("Create the first administrator with: banjie user add LOGIN --role administrator", err=True)
