"""Signed marks of how far the log had come."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import table
from models.types import BIG, instant, number, text

checkpoints = table(
    "checkpoints",
    sa.Column("id", BIG, primary_key=True, autoincrement=False),  # counts from 1 without gaps
    instant("at"),
    number("cases"),
    number("events"),
    text("heads"),  # digest over every case's last seq and hash
    text("previous"),  # signature of the checkpoint before; empty at the first
    text("algorithm"),
    text("key_id"),
    text("signature"),
)
