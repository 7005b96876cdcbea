"""`banjie check`: whether the promises can be kept at all."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from banjie.now import now
from banjie.settings import Settings, open_banjie
from engine.feasibility import Check, Finding, Report, Verdict, examine
from engine.feasibility.record import of_check, of_finding
from engine.feasibility.sentences import plain, sentence, span, why
from engine.time import SHANGHAI
from workflows.bpmn import read_processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workflows.catalogue import Catalogue
    from workflows.model import ProcessModel
    from workflows.places import Place

_SIGNS = {Verdict.HOLDS: "holds  ", Verdict.EXCEEDS: "EXCEEDS", Verdict.UNKNOWN: "unknown"}


@click.command()
@click.argument("process", required=False)
@click.option("--place", help="Only this place: its id or its name (shanwei, 汕尾).")
@click.option(
    "--findings", "only_findings", is_flag=True, help="What else does not go together, instead of the checks."
)
@click.option("--day", help="The limits in force on this date, in its year (default: today).")
@click.option("--json", "as_json", is_flag=True, help="One JSON list to standard output.")
def check(process: str | None, place: str | None, day: str | None, *, only_findings: bool, as_json: bool) -> None:
    """Whether a promise can be kept at all, if everybody keeps their own limit.

    Adds up the limits on the longest way through a PROCESS (default: every one that is deployed) and compares the sum
    with what is promised for the whole, and for each group or call whose insides have limits of their own. PROCESS may
    be the name of a .bpmn file: a draft is checked before it is deployed. A promise that cannot be kept is a finding,
    not a failure: the exit status is 0.
    """
    on = _day(day)
    banjie = open_banjie(Settings.from_environment())
    places, catalogue = banjie.library.places, banjie.catalogue()
    where = places.place(place) if place is not None else None
    models = {one.id: one.model for one in banjie.processes()}
    wanted = _wanted(process, models)
    chosen = _chosen(examine(models, catalogue, banjie.calendar(), places, on), wanted, where, models)
    if as_json and only_findings:
        _print([of_finding(finding, models, catalogue) for finding in chosen.findings])
    elif as_json:
        _print([of_check(one, models, catalogue, _its(one, chosen.findings, models)) for one in chosen.checks])
    elif only_findings:
        _show_findings(chosen.findings, models, catalogue)
    else:
        _show(chosen, models)


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else now().astimezone(SHANGHAI).date()
    except ValueError:
        raise click.ClickException(f"Expected a date like 2026-09-01 for --day, but came {text!r}") from None


def _wanted(process: str | None, models: dict[str, ProcessModel]) -> tuple[str, ...] | None:
    """The ids asked for, None for all; the processes of a file are put among the others."""
    if process is None:
        return None
    if process.endswith(".bpmn"):
        try:
            drafts = read_processes(Path(process).read_bytes(), process)
        except OSError as error:
            raise click.ClickException(f"Expected to read {process}, but {error.strerror}") from error
        models.update((draft.id, draft) for draft in drafts)
        return tuple(draft.id for draft in drafts)
    if process not in models:
        raise click.ClickException(
            f"Expected a process that is deployed, but {process!r} is none of {', '.join(models)}"
        )
    return (process,)


def _chosen(
    report: Report, wanted: tuple[str, ...] | None, place: Place | None, models: Mapping[str, ProcessModel]
) -> Report:
    """What was asked for. A process's findings are its own, and those about limits that it binds."""
    checks, findings = report.checks, report.findings
    if wanted is not None:
        checks = tuple(c for c in checks if c.process in wanted)
        findings = tuple(f for f in findings if any(f.concerns(models[name]) for name in wanted))
    if place is not None:
        checks = tuple(c for c in checks if c.place in (place.id, place.name))
        findings = tuple(f for f in findings if f.place == place.id)
    return Report(checks, findings)


def _its(one: Check, findings: Iterable[Finding], models: Mapping[str, ProcessModel]) -> list[Finding]:
    return [finding for finding in findings if finding.concerns(models[one.process])]


def _print(document: list[Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _show(report: Report, models: Mapping[str, ProcessModel]) -> None:
    for one in report.checks:
        click.echo(f"{_SIGNS[one.verdict]}  {one.process}  {one.name}  {_figures(one)}")
        click.echo(f"         {one.limit}{f' on {one.element}' if one.element else ''}")
        if one.path:
            click.echo(f"         {_path(one)}")
        click.echo(f"         {why(one, models)}")
        click.echo("")
    counts = Counter(one.verdict for one in report.checks)
    said = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    click.echo(f"{len(report.checks)} promises: {said}. {_counted(report.findings)}")


def _figures(one: Check) -> str:
    if one.promised is None or one.unit is None:
        return "no such limit"
    guaranteed = "?" if one.guaranteed is None else plain(one.guaranteed)
    more = one.with_rework is not None and one.guaranteed is not None and one.with_rework > one.guaranteed
    rework = f", {plain(one.with_rework)} with rework" if more and one.with_rework is not None else ""
    return f"promised {span(one.promised, one.unit)}, guaranteed {guaranteed}{rework}"


def _path(one: Check) -> str:
    return " → ".join(f"{part.step} {span(part.amount, part.unit)} [{part.limit or 'timer'}]" for part in one.path)


def _counted(findings: Iterable[Finding]) -> str:
    counts = Counter(finding.kind.value.replace("_", " ") for finding in findings)
    if not counts:
        return "Nothing else was found."
    return "Also (--findings): " + ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())) + "."


def _show_findings(findings: Iterable[Finding], models: Mapping[str, ProcessModel], catalogue: Catalogue) -> None:
    for finding in findings:
        click.echo(f"{finding.kind.value:<14} {finding.place:<12} {sentence(finding, models, catalogue)}")
