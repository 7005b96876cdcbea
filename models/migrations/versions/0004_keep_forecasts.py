"""Keep forecasts: simulations that begin with the cases that are open."""

import sqlalchemy as sa
from alembic import op

import models.types

revision = "0004"
down_revision = "0003"

KIND = "ck_simulations_kind"
KINDS = "kind IN ('run', 'forecast', 'comparison', 'search')"
INDEXES = {
    "ix_simulations_process_created_at": ["process", "created_at"],
    "ix_simulations_user_id_created_at": ["user_id", "created_at"],
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(KIND), "simulations", type_="check")
        op.create_check_constraint(op.f(KIND), "simulations", KINDS)
        return
    # SQLite cannot change a constraint: the table is made anew, and takes what the old one holds.
    for name in INDEXES:
        op.drop_index(name, "simulations")
    op.rename_table("simulations", "simulations_before")
    _simulations()
    op.execute("INSERT INTO simulations SELECT * FROM simulations_before")
    op.drop_table("simulations_before")
    for name, columns in INDEXES.items():
        op.create_index(name, "simulations", columns)


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
        sa.CheckConstraint(KINDS, name=op.f(KIND)),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_simulations_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_simulations"),
        sqlite_strict=True,
    )
