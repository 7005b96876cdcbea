"""A world to work in: Banjie on a database, people, and a clock that is told."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from engine.cases import Command, Outcome, Rejection
from engine.cases.loading import load
from engine.service import Banjie
from engine.time import SHANGHAI
from engine.views import Actor, CaseFilter
from models import Database
from models import tables as t
from workflows.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from random import Random

    from engine.cases.turn import Live
    from engine.views import CaseView
    from workflows.model import FormField

Stock = list[tuple[sa.Table, list[dict[str, Any]]]]
STOCK = (t.definitions, t.definition_calls, t.decisions, t.limit_versions, t.calendars)
MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=SHANGHAI)


def person(name: str, department: str | None, *roles: str) -> Actor:
    return Actor(name, name, department, frozenset(roles))


ADMIN = person("admin", None, "administrator")
COUNTER = person("counter", "counter", "counter")
APPLICANT = person("applicant", "applicant", "applicant")
WORKER = person("worker", "housing", "case_worker")


def _value(field: FormField) -> Any:
    """Something that fits a field."""
    if field.type in ("number", "integer"):
        return int(field.minimum or 1)
    plain = {"boolean": True, "date": "2026-09-01", "file_name": "a.pdf"}
    if field.options:
        return [field.options[0][0]] if field.type == "multiselect" else field.options[0][0]
    return plain.get(field.type, "文字")


class World:
    """Banjie, with commands in few words. Without `by` an administrator acts."""

    def __init__(self, database: Database, library: Library) -> None:
        self.now = MONDAY
        self.banjie = Banjie(database, library, lambda: self.now)
        self.database = database
        self.number = 0

    def deploy(self, *files: tuple[str, bytes]) -> None:
        self.banjie.deploy(files, self.now, ADMIN)

    def start(self, process: str, at: datetime, facts: Mapping[str, Any] | None = None, **more: Any) -> str:
        self.number += 1
        by = more.pop("by", APPLICANT)
        answer = self.banjie.start(process, facts or {}, by, at, more.pop("id", f"s{self.number}"), **more)
        assert isinstance(answer, Outcome), answer
        return answer.case

    def try_(self, case: str, word: str, at: datetime, step: str | None = None, **data: Any) -> Outcome | Rejection:
        self.number += 1
        command = Command(
            case=case,
            word=word,
            actor=data.pop("by", ADMIN),
            at=at,
            command_id=data.pop("id", f"c{self.number}"),
            step=step,
            data=data.pop("data", data),
            expected_version=data.pop("version", None),
        )
        return self.banjie.do(command)

    def do(self, case: str, word: str, at: datetime, step: str | None = None, **data: Any) -> Outcome:
        answer = self.try_(case, word, at, step, **data)
        assert isinstance(answer, Outcome), answer
        return answer

    def refused(self, case: str, word: str, at: datetime, step: str | None = None, **data: Any) -> str:
        answer = self.try_(case, word, at, step, **data)
        assert isinstance(answer, Rejection), answer
        assert answer.sentence.startswith("Expected")
        return f"{answer.kind}: {answer.sentence}"

    def view(self, case: str, at: datetime | None = None, by: Actor = ADMIN) -> CaseView:
        """As it stands at an instant, by default that of its last event."""
        return self.banjie.case(case, at or self.last(case), by)

    @staticmethod
    def filter(**wanted: Any) -> CaseFilter:
        return CaseFilter(**wanted)

    def live(self, case: str) -> Live:
        """The case as it is stored."""
        with self.database.read() as connection:
            return load(connection, self.banjie._definitions, case)

    def filled(self, case: str, token: str | None = None, chance: Random | None = None) -> dict[str, Any]:
        """What the form of a step (the only open one, or `token`) asks for, and its first decision or one by chance."""
        live = self.live(case)
        element = live.definition.element(token or next(iter(live.state.steps)))
        found = {field.id: _value(field) for field in element.form if field.required}
        if element.decisions:
            decision = chance.choice(element.decisions) if chance else element.decisions[0]
            found["decision"] = decision.value
        return found

    def open(self, case: str, at: datetime | None = None) -> list[str]:
        """The open steps, by element."""
        now = at or self.last(case)
        return [s.step for s in self.view(case, now).steps if s.state == "open"]

    def last(self, case: str) -> datetime:
        """The instant of the case's last event."""
        return self.live(case).state.last_at or MONDAY


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="session")
def deployed(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, library: Library) -> Stock:
    """What deploying the library writes: checked once, then only copied into each test's database."""
    path = tmp_path_factory.mktemp("deployed") / "banjie.db"
    shutil.copyfile(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    Banjie(database, library, lambda: MONDAY).deploy_library(MONDAY)
    with database.read() as connection:
        found = [(table, [dict(row) for row in connection.execute(table.select()).mappings()]) for table in STOCK]
    database.dispose()
    return found


def _stocked(database: Database, library: Library, stock: Stock) -> World:
    with database.write() as connection:
        for table, rows in stock:
            connection.execute(table.insert(), rows)
    return World(database, library)


@pytest.fixture
def world(database: Database, library: Library, deployed: Stock) -> World:
    """On SQLite and on PostgreSQL, with the library deployed."""
    return _stocked(database, library, deployed)


@pytest.fixture
def quick(sqlite_database: Database, library: Library, deployed: Stock) -> World:
    """On SQLite only, with the library deployed."""
    return _stocked(sqlite_database, library, deployed)


@pytest.fixture
def bare(sqlite_database: Database, library: Library) -> World:
    """On SQLite only, with nothing deployed."""
    return World(sqlite_database, library)


@pytest.fixture
def monday() -> datetime:
    """Monday, 2026-09-14, 9:00."""
    return MONDAY


@pytest.fixture
def applicant() -> Actor:
    return APPLICANT


@pytest.fixture
def counter() -> Actor:
    return COUNTER


@pytest.fixture(name="person")
def make_person() -> Callable[..., Actor]:
    return person
