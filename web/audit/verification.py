"""Checking the log while people watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.audit import verify_database
from web.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.audit import Report, Safe
    from models import Database


def verification(database: Database, safe: Safe, now: Callable[[], datetime]) -> Job[Report]:
    """The check of one database."""

    def check(move: Callable[..., None]) -> Report:
        return verify_database(database, key=safe.key(), receipts=safe.receipts(), progress=move)

    return Job("verification", check, now)
