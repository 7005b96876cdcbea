"""`banjie verify`: check that nobody changed the log, in the database or in an export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from tqdm import tqdm

from banjie.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.audit import Checkpoint, Fault, Report, Safe

_SHOWN = 20
_SIGNATURES = {
    "checked": "The signatures are right.",
    "unchecked": "The signatures could not be checked: the key that made them is not here.",
    "none": "Nothing is signed: a cut-off end or a chain written anew would not show.",
}


@click.command()
@click.argument("export", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seal", is_flag=True, help="Then sign how far the log has come, if all of it holds.")
@click.option(
    "--receipts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Receipts of checkpoints that were kept elsewhere, to compare with.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
def verify(export: Path | None, receipts: Path | None, *, seal: bool, as_json: bool) -> None:
    """Check every event against its chain, its checkpoints and the receipts of them.

    Without EXPORT the database is checked, else that file of JSON lines, for which no database is needed. Exit status 1
    when something does not hold.
    """
    from engine.audit import Safe  # noqa: PLC0415  the command line starts fast
    from engine.audit import receipts as read_receipts  # noqa: PLC0415

    if export is not None and seal:
        raise click.UsageError("Expected --seal without EXPORT: only the database's own log can be sealed.")
    settings = Settings.from_environment()
    safe = Safe(settings.data_dir)
    others = read_receipts(receipts) if receipts is not None else ()
    if export is not None:
        report = _verify_file(export, safe, others)
    else:
        report = _verify_database(settings, safe, others, seal=seal)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _tell(report)
    if not report.ok:
        raise SystemExit(1)


def _verify_file(path: Path, safe: Safe, receipts: Sequence[Checkpoint]) -> Report:
    from engine.audit import verify_export  # noqa: PLC0415

    with path.open(encoding="utf-8", errors="surrogateescape") as lines, _bar("lines", None) as bar:
        return verify_export(lines, key=safe.key(), receipts=receipts, progress=lambda done: _move(bar, done))


def _verify_database(settings: Settings, safe: Safe, receipts: Sequence[Checkpoint], *, seal: bool) -> Report:
    from banjie.now import now  # noqa: PLC0415
    from banjie.settings import open_database  # noqa: PLC0415
    from engine.audit import verify_database  # noqa: PLC0415

    database = open_database(settings)
    with _bar("events", 0) as bar:
        report = verify_database(
            database,
            key=safe.key(),
            receipts=(*safe.receipts(), *receipts),
            progress=lambda done, total: _move(bar, done, total),
        )
    if seal and report.ok:
        sealed = safe.seal(database, now())
        click.echo(f"Sealed as checkpoint {sealed.id}." if sealed else "Nothing new to seal.", err=True)
    database.dispose()
    return report


def _bar(unit: str, total: int | None) -> tqdm[NoReturn]:
    """A progress bar on standard error, where that is a terminal."""
    return tqdm(total=total, unit=f" {unit}", disable=None, leave=False)


def _move(bar: tqdm[NoReturn], done: int, total: int | None = None) -> None:
    if total is not None:
        bar.total = total
    bar.update(done - bar.n)


def _tell(report: Report) -> None:
    click.echo(f"{report.events} events of {report.cases} cases, {report.checkpoints} checkpoints.")
    for fault in report.faults[:_SHOWN]:
        click.echo(f"{_place(fault)}: {fault.why}.")
    if report.fault_count > _SHOWN:
        click.echo(f"… and {report.fault_count - _SHOWN} more.")
    click.echo("All of it holds." if report.ok else f"{report.fault_count} faults.")
    click.echo(_SIGNATURES[report.signature])
    click.echo(f"Digest of the last events: {report.heads}")


def _place(fault: Fault) -> str:
    if fault.case is None:
        return "The log"
    return f"Case {fault.case}" + (f", event {fault.seq}" if fault.seq is not None else "")
