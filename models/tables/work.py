"""Projections of the log that the lists read: steps and clocks. They can be thrown away and rebuilt."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import literally_in, one_of, partial_index, table
from models.types import NEVER, flag, instant, json_value, number, text

STEP_STATES = ("open", "done", "cancelled")
TIME_KINDS = ("approval", "applicant", "public_notice", "special_procedure", "works")
CLOCK_STATES = ("running", "paused", "stopped")
VERDICTS = ("met", "breached", "too_early", "void")

_OPEN = "state = 'open'"
_LATE = "verdict IN ('breached', 'too_early')"
_GOING = "state <> 'stopped'"

steps = table(
    "steps",
    text("case_id", sa.ForeignKey("cases.id")),
    text("token"),
    text("step"),
    text("name"),
    text("department", nullable=True),
    text("role", nullable=True),
    text("assignee", nullable=True),
    text("time"),
    text("scope", nullable=True),
    text("state"),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    number("opened_seq"),
    number("closed_seq", nullable=True),  # of the event that closed it: leads to its payload
    text("decision", nullable=True),
    text("actor", nullable=True),  # who finished it
    # Of the tightest clock over the step; due_at is the same or NEVER, for sorting.
    text("run", nullable=True),
    text("limit_id", nullable=True),
    instant("deadline_at", nullable=True),
    instant("warn_at", nullable=True),
    instant("due_at", default=NEVER),
    flag("paused"),
    sa.PrimaryKeyConstraint("case_id", "token"),
    one_of("state", STEP_STATES),
    one_of("time", TIME_KINDS),
    # Work lists: open steps of a department or of a person, late first.
    partial_index("ix_steps_open_department", _OPEN, "department", "due_at", "case_id", "token"),
    partial_index("ix_steps_open_assignee", _OPEN, "assignee", "due_at", "case_id", "token"),
    partial_index("ix_steps_open_due", _OPEN, "due_at", "case_id", "token"),
    partial_index("ix_steps_open_role", _OPEN, "role", "due_at", "case_id", "token"),
)

clocks = table(
    "clocks",
    text("case_id", sa.ForeignKey("cases.id")),
    text("run"),
    text("limit_id"),
    text("document"),
    text("clause", default=""),
    text("element", nullable=True),
    text("element_name", default=""),
    text("department", nullable=True),
    text("state"),
    instant("started_at"),
    instant("deadline_at", nullable=True),
    instant("warn_at", nullable=True),
    instant("due_at", default=NEVER),  # deadline_at, or NEVER
    instant("ended_at", nullable=True),
    text("verdict", nullable=True),
    text("elapsed", nullable=True),  # decimal string in unit
    text("over", nullable=True),  # decimal string in unit
    text("remaining", nullable=True),  # decimal string in unit: what is left, kept while it is paused
    text("unit"),
    number("started_seq"),
    number("stopped_seq", nullable=True),
    text("calendar_version"),
    text("limit_version"),
    json_value("rule"),
    sa.PrimaryKeyConstraint("case_id", "run"),
    one_of("state", CLOCK_STATES),
    one_of("verdict", VERDICTS, or_null=True),
    # Breaches: those judged, and those still going past their deadline; by document, department, limit.
    partial_index("ix_clocks_late", _LATE, "deadline_at", "case_id", "run"),
    partial_index("ix_clocks_late_document", _LATE, "document", "deadline_at", "case_id", "run"),
    partial_index("ix_clocks_late_department", _LATE, "department", "deadline_at", "case_id", "run"),
    partial_index("ix_clocks_going", _GOING, "due_at", "case_id", "run"),
)

IS_OPEN = steps.c.state == sa.literal_column("'open'")
IS_LATE = literally_in(clocks.c.verdict, "breached", "too_early")
IS_GOING = clocks.c.state != sa.literal_column("'stopped'")
"""Conditions in the very words of the partial indexes: use these, and the lists stay as fast as they are short."""
