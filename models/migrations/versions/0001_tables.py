"""The first tables."""

import sqlalchemy as sa
from alembic import op

import models.types
from models.tables.guards import guard_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    _calendars()
    _checkpoints()
    _counters()
    _decisions()
    _definitions()
    _heartbeats()
    _limit_versions()
    _notices()
    _sign_in_failures()
    _users()
    _cases()
    _checkpoint_heads()
    _definition_calls()
    _sessions()
    _case_facts()
    _case_states()
    _clocks()
    _command_results()
    _events()
    _incidents()
    _materials()
    _steps()
    _timers()
    _payloads()
    _guards()


def _calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("data", models.types.Json(), nullable=False),
        sa.Column("created_at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_calendars"),
        sqlite_strict=True,
    )


def _checkpoints() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("id", models.types.BIG, autoincrement=False, nullable=False),
        sa.Column("at", models.types.Instant(), nullable=False),
        sa.Column("cases", models.types.BIG, nullable=False),
        sa.Column("events", models.types.BIG, nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_checkpoints"),
        sqlite_strict=True,
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", models.types.BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
        sqlite_strict=True,
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", models.types.BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("deployed_at", models.types.Instant(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_decisions_version")),
        sa.PrimaryKeyConstraint("decision", "version", name="pk_decisions"),
        sqlite_strict=True,
    )


def _definitions() -> None:
    op.create_table(
        "definitions",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("version", models.types.BIG, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("project_type", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("deployed_at", models.types.Instant(), nullable=False),
        sa.Column("deployed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_definitions_version")),
        sa.PrimaryKeyConstraint("process", "version", name="pk_definitions"),
        sqlite_strict=True,
    )


def _heartbeats() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_heartbeats"),
        sqlite_strict=True,
    )


def _limit_versions() -> None:
    op.create_table(
        "limit_versions",
        sa.Column("limit_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("data", models.types.Json(), nullable=False),
        sa.Column("created_at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("limit_id", "version", name="pk_limit_versions"),
        sqlite_strict=True,
    )


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("days", models.types.Json(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sqlite_strict=True,
    )


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", models.types.BIG, nullable=False),
        sa.Column("since_at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_in_failures"),
        sqlite_strict=True,
    )
    op.create_index("ix_sign_in_failures_since_at", "sign_in_failures", ["since_at"])


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("roles", models.types.Json(), nullable=False),
        sa.Column("active", models.types.Flag(), nullable=False),
        sa.Column("created_at", models.types.Instant(), nullable=False),
        sa.Column("password_at", models.types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
        sqlite_strict=True,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("definition_version", models.types.BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("received_at", models.types.Instant(), nullable=False),
        sa.Column("accepted_at", models.types.Instant(), nullable=True),
        sa.Column("closed_at", models.types.Instant(), nullable=True),
        sa.Column("deadline_at", models.types.Instant(), nullable=True),
        sa.Column("warn_at", models.types.Instant(), nullable=True),
        sa.Column("due_at", models.types.Instant(), nullable=False),
        sa.Column("paused", models.types.Flag(), nullable=False),
        sa.Column("timed", models.types.Flag(), nullable=False),
        sa.Column("breached", models.types.Flag(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("version", models.types.BIG, nullable=False),
        sa.Column("last_seq", models.types.BIG, nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.Column("last_at", models.types.Instant(), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('approved', 'denied', 'refused', 'withdrawn', 'completed')",
            name=op.f("ck_cases_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('received', 'correcting', 'accepted', 'completed', 'refused', 'withdrawn', 'stopped')",
            name=op.f("ck_cases_state"),
        ),
        sa.ForeignKeyConstraint(
            ["process", "definition_version"],
            ["definitions.process", "definitions.version"],
            name="fk_cases_process_definition_version",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_cases_applicant", "cases", ["applicant", "due_at", "id"])
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["closed_at", "id"],
        sqlite_where=sa.text("closed_at IS NOT NULL"),
        postgresql_where=sa.text("closed_at IS NOT NULL"),
    )
    op.create_index("ix_cases_due", "cases", ["due_at", "id", "process", "place"])
    op.create_index(
        "ix_cases_open_due",
        "cases",
        ["due_at", "id", "warn_at", "timed"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_place",
        "cases",
        ["place", "due_at", "id", "warn_at", "timed"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_cases_open_process",
        "cases",
        ["process", "due_at", "id", "warn_at", "timed"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_cases_owner", "cases", ["owner", "due_at", "id"])
    op.create_index("ix_cases_received", "cases", ["received_at", "id", "process", "place"])
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_cases_search", "cases", ["search", "id"])
    op.create_index("ix_cases_state", "cases", ["state", "due_at", "id", "warn_at", "timed", "closed_at"])


def _checkpoint_heads() -> None:
    op.create_table(
        "checkpoint_heads",
        sa.Column("checkpoint", models.types.BIG, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", models.types.BIG, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["checkpoint"], ["checkpoints.id"], name="fk_checkpoint_heads_checkpoint"),
        sa.PrimaryKeyConstraint("checkpoint", "case_id", name="pk_checkpoint_heads"),
        sqlite_strict=True,
    )
    op.create_index("ix_checkpoint_heads_case", "checkpoint_heads", ["case_id", "seq"])


def _definition_calls() -> None:
    op.create_table(
        "definition_calls",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("version", models.types.BIG, nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("called_version", models.types.BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["called", "called_version"],
            ["definitions.process", "definitions.version"],
            name="fk_definition_calls_called_called_version",
        ),
        sa.ForeignKeyConstraint(
            ["process", "version"],
            ["definitions.process", "definitions.version"],
            name="fk_definition_calls_process_version",
        ),
        sa.PrimaryKeyConstraint("process", "version", "called", name="pk_definition_calls"),
        sqlite_strict=True,
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("data", models.types.Json(), nullable=False),
        sa.Column("created_at", models.types.Instant(), nullable=False),
        sa.Column("seen_at", models.types.Instant(), nullable=False),
        sa.Column("expires_at", models.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sqlite_strict=True,
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _case_facts() -> None:
    op.create_table(
        "case_facts",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("facts", models.types.Json(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_facts_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_facts"),
        sqlite_strict=True,
    )


def _case_states() -> None:
    op.create_table(
        "case_states",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("state", models.types.Json(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_states_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_states"),
        sqlite_strict=True,
    )


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("limit_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("element_name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", models.types.Instant(), nullable=False),
        sa.Column("deadline_at", models.types.Instant(), nullable=True),
        sa.Column("warn_at", models.types.Instant(), nullable=True),
        sa.Column("due_at", models.types.Instant(), nullable=False),
        sa.Column("ended_at", models.types.Instant(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("elapsed", sa.Text(), nullable=True),
        sa.Column("over", sa.Text(), nullable=True),
        sa.Column("remaining", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_seq", models.types.BIG, nullable=False),
        sa.Column("stopped_seq", models.types.BIG, nullable=True),
        sa.Column("calendar_version", sa.Text(), nullable=False),
        sa.Column("limit_version", sa.Text(), nullable=False),
        sa.Column("rule", models.types.Json(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'paused', 'stopped')", name=op.f("ck_clocks_state")),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('met', 'breached', 'too_early', 'void')", name=op.f("ck_clocks_verdict")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.PrimaryKeyConstraint("case_id", "run", name="pk_clocks"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_clocks_going",
        "clocks",
        ["due_at", "case_id", "run"],
        sqlite_where=sa.text("state <> 'stopped'"),
        postgresql_where=sa.text("state <> 'stopped'"),
    )
    op.create_index(
        "ix_clocks_late",
        "clocks",
        ["deadline_at", "case_id", "run"],
        sqlite_where=sa.text("verdict IN ('breached', 'too_early')"),
        postgresql_where=sa.text("verdict IN ('breached', 'too_early')"),
    )
    op.create_index(
        "ix_clocks_late_department",
        "clocks",
        ["department", "deadline_at", "case_id", "run"],
        sqlite_where=sa.text("verdict IN ('breached', 'too_early')"),
        postgresql_where=sa.text("verdict IN ('breached', 'too_early')"),
    )
    op.create_index(
        "ix_clocks_late_document",
        "clocks",
        ["document", "deadline_at", "case_id", "run"],
        sqlite_where=sa.text("verdict IN ('breached', 'too_early')"),
        postgresql_where=sa.text("verdict IN ('breached', 'too_early')"),
    )


def _command_results() -> None:
    op.create_table(
        "command_results",
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("result", models.types.Json(), nullable=False),
        sa.Column("at", models.types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_command_results_case_id"),
        sa.PrimaryKeyConstraint("command_id", name="pk_command_results"),
        sqlite_strict=True,
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", models.types.BIG, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("at", models.types.Instant(), nullable=False),
        sa.Column("recorded_at", models.types.Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_events_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_events"),
        sqlite_strict=True,
    )


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("incident", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("raised_at", models.types.Instant(), nullable=False),
        sa.Column("resolved_at", models.types.Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_incidents_case_id"),
        sa.PrimaryKeyConstraint("case_id", "incident", name="pk_incidents"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_incidents_open",
        "incidents",
        ["raised_at"],
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )


def _materials() -> None:
    op.create_table(
        "materials",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", models.types.Instant(), nullable=True),
        sa.Column("supplied_at", models.types.Instant(), nullable=True),
        sa.CheckConstraint("state IN ('missing', 'promised', 'supplied')", name=op.f("ck_materials_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_materials_case_id"),
        sa.PrimaryKeyConstraint("case_id", "material", name="pk_materials"),
        sqlite_strict=True,
    )


def _steps() -> None:
    op.create_table(
        "steps",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("assignee", sa.Text(), nullable=True),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", models.types.Instant(), nullable=False),
        sa.Column("closed_at", models.types.Instant(), nullable=True),
        sa.Column("opened_seq", models.types.BIG, nullable=False),
        sa.Column("closed_seq", models.types.BIG, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("limit_id", sa.Text(), nullable=True),
        sa.Column("deadline_at", models.types.Instant(), nullable=True),
        sa.Column("warn_at", models.types.Instant(), nullable=True),
        sa.Column("due_at", models.types.Instant(), nullable=False),
        sa.Column("paused", models.types.Flag(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_steps_state")),
        sa.CheckConstraint(
            "time IN ('approval', 'applicant', 'public_notice', 'special_procedure', 'works')",
            name=op.f("ck_steps_time"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_steps_case_id"),
        sa.PrimaryKeyConstraint("case_id", "token", name="pk_steps"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_steps_open_assignee",
        "steps",
        ["assignee", "due_at", "case_id", "token"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_steps_open_department",
        "steps",
        ["department", "due_at", "case_id", "token"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_steps_open_due",
        "steps",
        ["due_at", "case_id", "token"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_steps_open_role",
        "steps",
        ["role", "due_at", "case_id", "token"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _timers() -> None:
    op.create_table(
        "timers",
        sa.Column("id", models.types.BIG, autoincrement=True, nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", models.types.Instant(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", models.types.Instant(), nullable=True),
        sa.CheckConstraint("state IN ('armed', 'claimed', 'done', 'cancelled')", name=op.f("ck_timers_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_timers_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sa.UniqueConstraint("case_id", "kind", "subject", name="uq_timers_case_id_kind_subject"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_timers_waiting",
        "timers",
        ["due_at", "id"],
        sqlite_where=sa.text("state IN ('armed', 'claimed')"),
        postgresql_where=sa.text("state IN ('armed', 'claimed')"),
    )


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("seq", models.types.BIG, nullable=False),
        sa.Column("data", models.types.Json(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "seq"], ["events.case_id", "events.seq"], name="fk_payloads_case_id_seq"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_payloads"),
        sqlite_strict=True,
    )


def _guards() -> None:
    for table in ("events", "checkpoints", "checkpoint_heads"):
        for statement in guard_statements(op.get_bind().dialect.name, table):
            op.execute(statement)
