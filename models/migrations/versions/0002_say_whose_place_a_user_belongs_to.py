"""Say whose place a user belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _users()


def _users() -> None:
    op.add_column("users", sa.Column("place", sa.Text(), nullable=True))
