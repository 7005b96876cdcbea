from __future__ import annotations

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher

from engine.people import Passwords, People

AT = datetime(2026, 9, 18, 1, 0, tzinfo=UTC)
SECRET = "correct horse 电池"


@pytest.fixture(scope="session")
def quick():
    """Hashes as weak as they come: the tests measure behaviour, not strength."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def people(database, quick):
    return People(database, quick)


@pytest.fixture
def chen(people):
    return people.users.create("Chen", "陈明", SECRET, AT, department="housing", roles=["case_worker", "lead"])


@pytest.fixture
def at():
    return AT


@pytest.fixture
def secret():
    return SECRET
