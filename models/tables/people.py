"""Who may sign in, and who is signed in."""

from __future__ import annotations

import sqlalchemy as sa

from models.tables.base import table
from models.types import flag, instant, json_value, number, text

users = table(
    "users",
    text("id", primary_key=True),
    text("login", unique=True),  # lower case
    text("name"),
    text("password_hash"),  # argon2id, with its parameters
    text("department", nullable=True),
    json_value("roles"),  # a list of role ids
    flag("active", default=True),
    instant("created_at"),
    instant("password_at"),  # when the password was set
    text("place", nullable=True),  # whose cases are theirs, as diagrams name it; none: every place's
)

sessions = table(
    "sessions",
    text("id", primary_key=True),  # SHA-256 of the token, hexadecimal; the token itself is only in the cookie
    text("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), index=True),
    json_value("data"),
    instant("created_at"),
    instant("seen_at"),
    instant("expires_at", index=True),
)

sign_in_failures = table(
    "sign_in_failures",
    text("subject", primary_key=True),  # digest of what is counted: a login from an address, or a login from anywhere
    number("failures"),
    instant("since_at", index=True),  # the first failure of this count
)
