"""Calendars, notices and limits by version: what was judged once can be judged again the same way."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import table
from models.types import instant, json_value, text

calendars = table(
    "calendars",
    text("version", primary_key=True),
    json_value("data"),
    instant("created_at"),
)

notices = table(
    "notices",  # loaded by an administrator: a national notice, a local closure
    text("id", primary_key=True),
    text("name"),
    json_value("days"),
    text("by"),
    instant("at"),
)

limit_versions = table(
    "limit_versions",
    text("limit_id"),
    text("version"),
    json_value("data"),
    instant("created_at"),
    sa.PrimaryKeyConstraint("limit_id", "version"),
)
