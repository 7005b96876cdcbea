"""What is due when, and who is looking."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import literally_in, one_of, partial_index, table
from models.types import BIG, instant, text

TIMER_STATES = ("armed", "claimed", "done", "cancelled")

timers = table(
    "timers",
    sa.Column("id", BIG, primary_key=True, autoincrement=True),
    text("case_id", sa.ForeignKey("cases.id")),
    text("kind"),  # token, warn, breach, material, …
    text("subject"),  # the token or run it is about
    instant("due_at"),
    text("state", default="armed"),
    text("claimed_by", nullable=True),
    instant("claimed_until", nullable=True),
    sa.UniqueConstraint("case_id", "kind", "subject"),
    one_of("state", TIMER_STATES),
    partial_index("ix_timers_waiting", "state IN ('armed', 'claimed')", "due_at", "id"),
)

IS_WAITING = literally_in(timers.c.state, "armed", "claimed")
"""The condition in the very words of the partial index."""

heartbeats = table(
    "heartbeats",
    text("worker", primary_key=True),
    instant("at"),
)
