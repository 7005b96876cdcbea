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
    text("heads"),  # digest over its checkpoint_heads
    text("previous"),  # signature of the checkpoint before; empty at the first
    text("algorithm"),
    text("key_id"),
    text("signature"),
)

checkpoint_heads = table(
    "checkpoint_heads",  # the last event of every case that had grown since the checkpoint before
    number("checkpoint", sa.ForeignKey("checkpoints.id")),
    text("case_id"),
    number("seq"),
    text("hash"),
    sa.PrimaryKeyConstraint("checkpoint", "case_id"),
    sa.Index("ix_checkpoint_heads_case", "case_id", "seq"),
)
