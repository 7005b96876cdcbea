"""Keep simulations."""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _simulations()


def _simulations() -> None:
    op.create_table(
        "simulations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("version", models.types.BIG, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("result", models.types.Json(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("created_at", models.types.Instant(), nullable=False),
        sa.CheckConstraint("kind IN ('run', 'comparison', 'search')", name=op.f("ck_simulations_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_simulations_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_simulations"),
        sqlite_strict=True,
    )
    op.create_index("ix_simulations_process_created_at", "simulations", ["process", "created_at"])
    op.create_index("ix_simulations_user_id_created_at", "simulations", ["user_id", "created_at"])
