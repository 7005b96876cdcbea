"""From the TOML files under `workflows/limits/<place>/<document>.toml` to documents and limits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workflows.catalogue import values
from workflows.catalogue.values import Counter, Document, Extension, Limit, NotALimit, Responsible, Source, digest
from workflows.expression import ExpressionError, parse
from workflows.tables import CatalogueError, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

# The name of a text in the documents' folder: no separators, so it cannot lead out of that folder.
SOURCE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.txt")


class Content(NamedTuple):
    """One file: a document, its limits, and the phrases that look like limits and are not, in the order of the file."""

    document: Document
    limits: tuple[Limit, ...]
    not_limits: tuple[NotALimit, ...]


def read_document(path: Path, departments: Collection[str] | None = None) -> Content:
    """Read a file.

    `departments` are the ids that may be named; None: any.

    Raises:
        CatalogueError: a sentence that names the file and the key.
    """
    root = Table(path.name, read_toml(path))
    document = _document(root.table("document"), path)
    limits = tuple(_limit(table, document, departments) for table in root.tables("limit"))
    not_limits = tuple(_not_a_limit(table, document) for table in root.tables("not_limit"))
    root.done()
    seen: set[str] = set()
    for limit in limits:
        if limit.id in seen:
            raise CatalogueError(f"Expected {path.name} to hold each limit once, but {limit.id} stands twice.")
        seen.add(limit.id)
    return Content(document, limits, not_limits)


def _document(table: Table, path: Path) -> Document:
    effective_from, effective_to = _in_force(table)
    source = table.optional("source_file")
    if source is not None and not SOURCE_FILE.fullmatch(source):
        raise table.wrong("source_file", "the name of a .txt file without any folder", source)
    document = Document(
        id=table.identifier("id"),
        title=table.text("title", None),
        number=table.text("number", None),
        issuer=table.text("issuer", None),
        issued_on=_date(table, "issued_on"),
        effective_from=effective_from or _date(table, "effective_from"),
        effective_to=effective_to,
        place=table.identifier("place"),
        source_file=source,
        **_extent(table),
    )
    table.done()
    if document.id != path.stem or document.place != path.parent.name:
        raise CatalogueError(
            f"Expected {path.name} to stand as <place>/<document id>.toml, but it is document {document.id!r} of place "
            f"{document.place!r} in folder {path.parent.name!r}."
        )
    return document


def _extent(table: Table) -> dict[str, int]:
    """The lines of the file that hold the document."""
    lines = table.integers("lines")
    if not lines:
        return {}
    if len(lines) != 2 or not 1 <= lines[0] <= lines[1]:  # noqa: PLR2004 - first and last
        raise table.wrong("lines", "the first and the last line of the document", list(lines))
    return {"first_line": lines[0], "last_line": lines[1]}


def _not_a_limit(table: Table, document: Document) -> NotALimit:
    phrase = NotALimit(
        document.id,
        _sources(table, document),
        table.text("written", None),
        table.choice("why", values.NOT_LIMITS),
        table.text("note"),
    )
    table.done()
    return phrase


def _limit(table: Table, document: Document, departments: Collection[str] | None) -> Limit:
    effective_from, effective_to = _in_force(table)
    limit = Limit(
        id=f"{document.id}/{table.identifier('id')}",
        document=document.id,
        clause=table.text("clause", None),
        sources=_sources(table, document),
        place=document.place,
        procedure=table.text("procedure", None),
        step=table.optional("step"),
        scope=table.choice("scope", values.SCOPES),
        bound=table.choice("bound", values.BOUNDS, "at_most"),
        quantity=table.number("quantity"),
        unit=table.choice("unit", values.UNITS),
        starts=table.choice("starts", values.STARTS),
        begins=table.text("begins"),
        ends=table.text("ends"),
        excludes=table.texts("excludes", values.EXCLUSIONS),
        extension=_extension(table),
        restarts=table.texts("restarts"),
        lapse=table.choice("lapse", values.LAPSES) if table.has("lapse") else None,
        applies=_applies(table),
        departments=_departments(table, departments),
        kind=table.choice("kind", values.KINDS, "limit"),
        authority=table.choice("authority", values.AUTHORITIES, "promised"),
        basis=table.choice("basis", values.BASES) if table.has("basis") else None,
        policies=_policies(table),
        effective_from=effective_from or document.effective_from,
        effective_to=effective_to or document.effective_to,
        written=table.text("written"),
        unit_stated=table.boolean("unit_stated", default=True),
        note=table.text("note"),
        counters=_counters(table),
        supersedes=f"{document.id}/{table.identifier('supersedes')}" if table.has("supersedes") else None,
    )
    if not limit.unit_stated and not limit.note:
        raise table.wrong("note", "the reason for the unit, as the document does not state it", None)
    for key in ("lapse", "basis"):
        table.optional(key)
    table.done()
    return replace(limit, version=digest(limit))


def _date(table: Table, key: str) -> date:
    day = table.day(key)
    if day is None:
        raise table.wrong(key, "a date such as 2023-06-16", None)
    return day


def _in_force(table: Table) -> tuple[date | None, date | None]:
    first, last = table.day("effective_from"), table.day("effective_to")
    if first and last and last < first:
        raise table.wrong("effective_to", f"a date from {first} on", str(last))
    return first, last


def _sources(table: Table, document: Document) -> tuple[Source, ...]:
    lines = table.integers("lines")
    if document.source_file is None:
        if lines:
            raise table.wrong("lines", "empty, as the document has no source_file", list(lines))
        return ()
    if not lines:
        raise table.wrong("lines", "the line or lines of the figure", None)
    first, last = document.first_line or 1, document.last_line or max(lines)
    if any(not first <= line <= last for line in lines):
        raise table.wrong("lines", f"lines from {first} to {last}, where the document stands", list(lines))
    return tuple(Source(document.source_file, line) for line in lines)


def _extension(table: Table) -> Extension | None:
    part = table.table("extension")
    if not table.has("extension"):
        return None
    each = part.number("each") if part.has("each") else None
    extension = Extension(part.integer("count"), part.number("quantity"), part.text("approver", None), each)
    part.done()
    return extension


def _counters(table: Table) -> tuple[Counter, ...]:
    counters = []
    for part in table.tables("counters"):
        counters.append(Counter(part.integer("count"), part.text("of", None), part.text("then", None)))
        part.done()
    return tuple(counters)


def _applies(table: Table) -> str | None:
    text = table.optional("applies")
    try:
        if text:
            parse(text)
    except ExpressionError as error:
        raise CatalogueError(f"Expected {table.where}, applies to be an expression. {error.sentence}") from error
    return text


def _departments(table: Table, known: Collection[str] | None) -> Responsible:
    part = table.table("departments")
    departments = Responsible(*(part.texts(key, known) for key in ("lead", "responsible", "cooperating")))
    part.done()
    return departments


def _policies(table: Table) -> dict[str, str]:
    part = table.table("policies")
    policies = {key: part.choice(key, among) for key, among in values.POLICIES.items() if part.has(key)}
    for key in values.POLICIES:
        part.optional(key)
    part.done()
    return policies
