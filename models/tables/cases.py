"""Cases: one row each for the lists, and beside it what only an open case needs."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import one_of, partial_index, sqlite_index, table
from models.types import NEVER, flag, instant, json_value, number, text

CASE_STATES = ("received", "correcting", "accepted", "completed", "refused", "withdrawn", "stopped")
OUTCOMES = ("approved", "denied", "refused", "withdrawn", "completed")

_OPEN = "closed_at IS NULL"

cases = table(
    "cases",
    text("id", primary_key=True),
    text("number", unique=True),
    text("process"),
    number("definition_version"),
    text("title", default=""),
    text("applicant", default=""),
    text("owner", default=""),  # the user who started it
    text("place", default=""),
    text("state"),
    text("outcome", nullable=True),
    instant("received_at"),
    instant("accepted_at", nullable=True),
    instant("closed_at", nullable=True),
    # Of the tightest running clock; due_at is the same or NEVER, for sorting.
    instant("deadline_at", nullable=True),
    instant("warn_at", nullable=True),
    instant("due_at", default=NEVER),
    flag("paused"),
    flag("timed"),  # some clock runs or is paused: there is a lamp
    flag("breached"),  # some clock of it was or is over
    # The first open step, for the list.
    text("step_name", nullable=True),
    text("department", nullable=True),
    text("search", default=""),  # number, title, applicant in one, lower case
    number("version"),  # every change is made WHERE version = the one read
    # The head of its event chain.
    number("last_seq", default=0),
    text("last_hash", default=""),
    instant("last_at"),
    sa.ForeignKeyConstraint(["process", "definition_version"], ["definitions.process", "definitions.version"]),
    one_of("state", CASE_STATES),
    one_of("outcome", OUTCOMES, or_null=True),
    # The list shows open cases, tightest first, under one filter or none; or closed ones, latest first. The columns
    # behind the id let lamps be counted, and other rows be passed over, from the index alone.
    partial_index("ix_cases_open_due", _OPEN, "due_at", "id", "warn_at", "timed"),
    partial_index("ix_cases_open_process", _OPEN, "process", "due_at", "id", "warn_at", "timed"),
    partial_index("ix_cases_open_place", _OPEN, "place", "due_at", "id", "warn_at", "timed"),
    sa.Index("ix_cases_state", "state", "due_at", "id", "warn_at", "timed", "closed_at"),
    sqlite_index("ix_cases_search", "search", "id"),  # text is looked for in it from end to end, not in the wide table
    sa.Index("ix_cases_owner", "owner", "due_at", "id"),
    sa.Index("ix_cases_applicant", "applicant", "due_at", "id"),
    sa.Index("ix_cases_received", "received_at", "id", "process", "place"),
    sa.Index("ix_cases_due", "due_at", "id", "process", "place"),
    partial_index("ix_cases_closed", "closed_at IS NOT NULL", "closed_at", "id"),
)

case_states = table(
    "case_states",
    text("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    json_value("state"),  # the token game's state, the clocks' state, …
    text("digest"),
)

case_facts = table(
    "case_facts",
    text("case_id", sa.ForeignKey("cases.id"), primary_key=True),
    json_value("facts"),  # personal data: the log holds their salted digest only
    text("salt"),
)

materials = table(
    "materials",
    text("case_id", sa.ForeignKey("cases.id")),
    text("material"),
    text("name"),
    text("state"),
    instant("due_at", nullable=True),
    instant("supplied_at", nullable=True),
    sa.PrimaryKeyConstraint("case_id", "material"),
    one_of("state", ("missing", "promised", "supplied")),
)

incidents = table(
    "incidents",
    text("case_id", sa.ForeignKey("cases.id")),
    text("incident"),
    text("token", nullable=True),
    text("message"),
    instant("raised_at"),
    instant("resolved_at", nullable=True),
    text("note", default=""),
    sa.PrimaryKeyConstraint("case_id", "incident"),
    partial_index("ix_incidents_open", "resolved_at IS NULL", "raised_at"),
)

counters = table(
    "counters",  # the last number given out per series: case numbers count without gaps within a year
    text("name", primary_key=True),
    number("last"),
)
