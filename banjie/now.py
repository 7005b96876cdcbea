"""The present instant: the one place that reads the wall clock. Everything else is told the time."""

from __future__ import annotations

from datetime import datetime

from engine.time.zone import SHANGHAI


def now() -> datetime:
    """The present, in Asia/Shanghai."""
    return datetime.now(SHANGHAI)
