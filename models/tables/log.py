"""The append-only log, the private data beside it, and what repeats of a command are answered with."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import table
from models.types import instant, json_value, number, text

events = table(
    "events",
    text("case_id", sa.ForeignKey("cases.id")),
    number("seq"),
    text("type"),  # the fact's name
    instant("at"),
    instant("recorded_at"),
    text("actor"),
    text("command_id"),
    text("body"),  # the fact's fields as canonical JSON: the very bytes that were hashed
    text("hash"),
    text("algorithm"),
    sa.PrimaryKeyConstraint("case_id", "seq"),
    sa.CheckConstraint("seq >= 1", name="seq"),
)

payloads = table(
    "payloads",  # opinions, forms, facts: erasable, for the event holds only their salted digest
    text("case_id"),
    number("seq"),
    json_value("data"),
    text("salt"),
    sa.PrimaryKeyConstraint("case_id", "seq"),
    sa.ForeignKeyConstraint(["case_id", "seq"], ["events.case_id", "events.seq"]),
)

command_results = table(
    "command_results",
    text("command_id", primary_key=True),
    text("case_id", sa.ForeignKey("cases.id")),
    text("digest", default=""),  # of the command: the same id with another content is an error
    json_value("result"),
    instant("at"),
)
