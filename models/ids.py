"""Identifiers of rows."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def new_id(at: datetime) -> str:
    """A new identifier: 12 hexadecimal digits of milliseconds since 1970, then 20 random ones (80 bits).

    Rows made one after the other stand side by side in an index, and nobody can guess the next one.
    """
    return f"{int(at.timestamp() * 1000):012x}{secrets.token_hex(10)}"
