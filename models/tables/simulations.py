"""Simulations that people ran: what was asked, what came out, who asked and when."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import one_of, table
from models.types import instant, json_value, number, text

simulations = table(
    "simulations",
    text("id", primary_key=True),  # drawn at random: the page's address
    text("kind"),
    text("process"),
    number("version"),  # of the process
    text("title"),
    text("scenario"),  # TOML, as it was run
    json_value("result"),
    text("calendar"),  # the version of the calendar it was counted by
    text("user_id", sa.ForeignKey("users.id", ondelete="CASCADE")),
    instant("created_at"),
    one_of("kind", ("run", "forecast", "comparison", "search")),
    sa.Index("ix_simulations_process_created_at", "process", "created_at"),
    sa.Index("ix_simulations_user_id_created_at", "user_id", "created_at"),
)
