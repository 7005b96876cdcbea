"""What the tests of time share: the calendar, and short ways to write rules and instants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.time import china

if TYPE_CHECKING:
    from engine.time import WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return china()
