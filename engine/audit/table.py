"""The log as a table for spreadsheets: one line per event.

It proves nothing by itself (`engine.audit.export` does); the hashes stand in it so that a line can be found in the log.
"""

from __future__ import annotations

import csv
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

import sqlalchemy as sa

from engine.time import local
from models.tables import cases, events

if TYPE_CHECKING:
    from engine.audit.verify import Progress
    from models import Database

COLUMNS = (
    "number", "case", "process", "seq", "type", "at", "recorded_at", "actor", "command_id", "data", "hash",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read Chinese as something else."""

_BEGIN_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EVERY = 2000


def write_table(database: Database, file: TextIO, progress: Progress | None = None) -> int:
    """Write every event, as of one moment, to an open text file (newline=""); gives their number.

    Instants are Asia/Shanghai, `data` is the fact's canonical JSON. No cell begins like a formula.
    """
    file.write(BYTE_ORDER_MARK)
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    e, c = events.c, cases.c
    chosen = sa.select(
        c.number, e.case_id, c.process, e.seq, e.type, e.at, e.recorded_at, e.actor, e.command_id, e.body, e.hash
    )
    count = 0
    with database.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0
        rows = connection.execution_options(yield_per=_EVERY).execute(
            chosen.join_from(events, cases).order_by(e.case_id, e.seq)
        )
        for count, row in enumerate(rows, 1):
            lines.writerow([harmless(value) for value in row])
            if progress and count % _EVERY == 0:
                progress(count, total)
    if progress:
        progress(count, total)
    return count


def harmless(value: object) -> str:
    """A cell that a spreadsheet shows and never works out: one that begins like a formula gets an apostrophe."""
    text = local(value).isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text.startswith(_BEGIN_FORMULAS) else text
