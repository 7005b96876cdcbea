"""`banjie deploy`: hand in diagrams and decision tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from banjie.now import now
from banjie.settings import Settings, open_banjie
from workflows.bpmn import Refused

_MOST_BYTES = 20_000_000


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
def deploy(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check and deploy FILES (.bpmn, .dmn), all of them or none. The same file again makes no new version."""
    read = [(str(file), _read(file)) for file in files]
    banjie = open_banjie(Settings.from_environment())
    try:
        done = banjie.deploy(read, now(), "operator")
    except Refused as refused:
        if as_json:
            click.echo(json.dumps(_refusal(refused), ensure_ascii=False, indent=2))
        raise
    found = [{"process": one.process, "version": one.version} for one in done]
    if as_json:
        click.echo(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2))
        return
    for one in done:
        click.echo(f"{one.process}  version {one.version}" + ("" if one.new else " (unchanged)"))


def _refusal(refused: Refused) -> dict[str, Any]:
    """Why nothing was deployed: the first element and sentence, and all findings."""
    found = [
        {
            "severity": one.severity,
            "process": one.process,
            "element": one.element,
            "name": one.name,
            "line": one.line,
            "sentence": one.sentence,
        }
        for one in refused.findings
    ]
    first = found[0] if found else {"element": None, "sentence": str(refused)}
    return {"element": first["element"], "sentence": first["sentence"], "findings": found}


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise click.ClickException(f"Expected {file} to have at most {_MOST_BYTES} bytes, but it has more")
        return file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"Expected to read {file}, but {error.strerror}") from error
