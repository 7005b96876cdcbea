"""`banjie export`: the whole log in a file, for a verifier elsewhere or for a spreadsheet."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import click
from tqdm import tqdm

from banjie.settings import Settings, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models import Database


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(("jsonl", "csv", "xes")),
    required=True,
    help="jsonl: proves itself, for `banjie verify FILE`; csv: one line per event, for spreadsheets; "
    "xes: the steps of every case, for process mining.",
)
@click.option("--private", is_flag=True, help="With jsonl: opinions, forms and facts too, so that they can be checked.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
def export(file: Path, form: str, *, private: bool, force: bool, as_json: bool) -> None:
    """Write every event of every case to FILE. It appears whole or not at all."""
    if private and form != "jsonl":
        raise click.UsageError("Expected --private with --format jsonl: the others are for passing on.")
    _check_target(file, force=force)
    settings = Settings.from_environment()
    database = open_database(settings)
    try:
        with _whole(file, force=force) as out, _bar() as bar:
            document = _write(form, database, out, settings, bar, private=private)
    finally:
        database.dispose()
    if as_json:
        click.echo(json.dumps({"file": str(file), "format": form, **document}, ensure_ascii=False))
    else:
        click.echo(f"{document['events']} events written to {file}.")


def _write(  # noqa: PLR0913  (one is a flag)
    form: str, database: Database, out: TextIO, settings: Settings, bar: tqdm[NoReturn], *, private: bool
) -> dict[str, Any]:
    from banjie.now import now  # noqa: PLC0415  the command line starts fast
    from engine.audit import Safe, export_log, write_table, write_traces  # noqa: PLC0415

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    if form == "csv":
        return {"events": write_table(database, out, show)}
    if form == "xes":
        return {"events": write_traces(database, out, show)}
    seal = export_log(database, out, now(), key=Safe(settings.data_dir).key(), private=private, progress=show)
    return {name: seal[name] for name in ("events", "cases", "heads")} | {"signed": bool(seal["signature"])}


def _check_target(file: Path, *, force: bool) -> None:
    """Refuse a file that is there already, a folder, and what is no file at all (a device, a pipe)."""
    if file.is_dir() or (file.exists() and not file.is_file()):
        raise click.ClickException(f"Expected FILE to name a file, but {file} is none")
    if file.exists() and not force:
        raise click.ClickException(f"Expected a new file, but {file} is there already; --force replaces it")


@contextlib.contextmanager
def _whole(file: Path, *, force: bool) -> Iterator[TextIO]:
    """A file beside the one that is meant, which takes its place once everything is on the disk."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name[:60]}.", suffix=".part")
    except OSError as error:
        raise click.ClickException(f"Expected to write {file}, but {error.strerror}") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _check_target(file, force=force)  # somebody else may have made it meanwhile
        part.replace(file)
    except OSError as error:
        raise click.ClickException(f"Expected to write {file}, but {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)


def _bar() -> tqdm[NoReturn]:
    """A progress bar on standard error, where that is a terminal."""
    return tqdm(total=0, unit=" events", disable=None, leave=False)
