"""`banjie guide`: which process a project takes, what it needs and what it may skip."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

import click

from workflows.decisions import guide as guides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflows.decisions.guide import Guidance, Item

MAX_BYTES = 1_000_000


@click.command()
@click.option("--facts", required=True, type=click.File("rb"), help="A JSON object of facts; - reads standard input.")
@click.option("--place", default="shanwei", show_default=True, help="The place: its id or its name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object to standard output.")
def guide(facts: IO[bytes], place: str, *, as_json: bool) -> None:
    """Say which process a project takes, which matters and materials it needs, and which rule says so."""
    try:
        guidance = guides.guide(read_facts(facts), place)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(guides.as_record(guidance), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(guidance)))


def read_facts(file: IO[bytes]) -> dict[str, Any]:
    """The facts in a JSON file.

    Raises:
        ValueError: it is too long, no JSON, or no object.
    """
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError(f"Expected the facts to be at most {MAX_BYTES} bytes, but the file is longer.")
    try:
        facts = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"Expected the facts to be JSON in UTF-8, but {error}.") from error
    if not isinstance(facts, dict):
        raise ValueError(f"Expected the facts to be a JSON object of names and values, but {str(facts)[:60]!r} came.")  # noqa: TRY004 - bad input, not a bad call
    return facts


def _lines(guidance: Guidance) -> list[str]:
    verdict = guidance.process or ("no process fits" if guidance.project_type else "cannot be said yet")
    lines = [f"process: {verdict}", f"project type: {guidance.project_type or '?'}"]
    lines += _section("matters", guidance.matters)
    lines += _section("materials", guidance.materials)
    lines += _section("exempt", guidance.exempt)
    lines += _words("limits", guidance.limits)
    kind = [why for why in guidance.why if why.table == "project_type"]
    lines += _words("why", [f"{why.text} · {why.clause} · {why.rule}" for why in kind])
    lines += _words("needs facts", guidance.missing)
    lines += _words("assumed", guidance.assumed)
    return lines + _words("ignored", guidance.ignored)


def _section(title: str, items: Sequence[Item]) -> list[str]:
    return _words(title, [f"{item.name} · {item.clause}" for item in items])


def _words(title: str, words: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"  {word}" for word in words)] if words else []
