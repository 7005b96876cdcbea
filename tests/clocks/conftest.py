"""What the tests of clocks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.time import china
from tests.support.log import Log

if TYPE_CHECKING:
    from engine.time import WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return china()


@pytest.fixture
def log() -> Log:
    return Log()
