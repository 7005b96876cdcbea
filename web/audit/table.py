"""Breaches as a table that a spreadsheet opens: every cell is text or a number, none is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"  # Excel takes a file for UTF-8 only with it
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: object) -> str:
    """The cell's text; what a spreadsheet would take for a formula is preceded by an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The rows as CSV (RFC 4180), one after the other, with the mark in front."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    yield MARK
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
