"""What is deployed: process diagrams and decision tables, each version kept as it came."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import table
from models.types import binary, instant, number, text

definitions = table(
    "definitions",
    text("process"),
    number("version"),
    text("name"),
    text("place", default=""),
    text("document", nullable=True),
    text("project_type", nullable=True),
    text("file", default=""),  # the name it was handed in with
    binary("xml"),
    text("digest"),  # SHA-256 of xml, hexadecimal: deploying the same bytes again makes no new version
    instant("deployed_at"),
    text("deployed_by"),
    sa.PrimaryKeyConstraint("process", "version"),
    sa.CheckConstraint("version >= 1", name="version"),
)

definition_calls = table(
    "definition_calls",  # a running case stays on its version, also of the processes that it calls
    text("process"),
    number("version"),
    text("called"),
    number("called_version"),
    sa.PrimaryKeyConstraint("process", "version", "called"),
    sa.ForeignKeyConstraint(["process", "version"], ["definitions.process", "definitions.version"]),
    sa.ForeignKeyConstraint(["called", "called_version"], ["definitions.process", "definitions.version"]),
)

decisions = table(
    "decisions",
    text("decision"),
    number("version"),
    text("name"),
    text("place", default=""),
    text("file", default=""),
    binary("xml"),
    text("digest"),
    instant("deployed_at"),
    text("deployed_by"),
    sa.PrimaryKeyConstraint("decision", "version"),
    sa.CheckConstraint("version >= 1", name="version"),
)
