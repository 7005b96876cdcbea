"""The site over the real engine, with real people and a clock that tests set."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import web
from engine.cases.commands import Command
from engine.people import Users
from engine.service import Banjie
from engine.time import SHANGHAI
from models import Database
from web import create_app
from workflows.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from engine.views import Actor

PASSWORD = "correct horse battery"
MONDAY = datetime(2026, 9, 7, 9, 30, tzinfo=SHANGHAI)
PEOPLE = (
    ("counter", "吴秋月", "counter", ("counter",)),
    ("planning", "蔡伟强", "natural_resources", ("case_worker",)),
    ("planning2", "郑俊杰", "natural_resources", ("case_worker",)),
    ("builder", "汕尾市德立纺织有限公司", None, ("applicant",)),
    ("builder2", "海丰县粤鑫仓储有限公司", None, ("applicant",)),
    ("planner", "许文彬", None, ("planner",)),
    ("auditor", "彭海生", None, ("auditor",)),
    ("admin", "罗建业", None, ("administrator",)),
)
FACTS = {"project_name": "德立纺织仓库", "area": 4960, "height": 19, "use": "warehouse", "funding": "social"}


@dataclass
class Clock:
    """The instant that the engine and the site take for the present."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Town:
    """An engine with people: what a test of the site begins with."""

    banjie: Banjie
    clock: Clock
    folder: Path
    people: dict[str, Actor] = field(default_factory=dict)
    commands: int = 0

    @property
    def data_dir(self) -> Path:
        return self.folder

    @property
    def sources(self) -> Path | None:
        return None

    def start(self, process: str = "low_risk", by: str = "counter", **more: Any) -> str:
        """A new case; its id."""
        given = {"title": "德立纺织仓库", "applicant": "汕尾市德立纺织有限公司", **more}
        facts = given.pop("facts", FACTS)
        done = self.banjie.start(process, facts, self.people[by], self.clock(), self.fresh(), **given)
        return done.case

    def do(self, case: str, word: str, by: str, step: str | None = None, **data: Any) -> Any:
        """A command on a case."""
        return self.banjie.do(Command(case, word, self.people[by], self.clock(), self.fresh(), step, data))

    def fresh(self) -> str:
        self.commands += 1
        return f"test-{self.commands}"


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogue() -> None:
    """The English texts as the set-up compiles them."""
    for source in (Path(web.__file__).parent / "translations").glob("*/LC_MESSAGES/*.po"):
        catalogue = read_po(BytesIO(source.read_bytes()))
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        source.with_suffix(".mo").write_bytes(compiled.getvalue())


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """The same Argon2id with a thousandth of the work: a test signs in within a millisecond, not within half a second.
    The parameters in service have tests of their own.
    """
    with pytest.MonkeyPatch.context() as patch:
        few = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("engine.people.passwords.PasswordHasher", few)
        yield


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.load()


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, library: Library) -> Path:
    """A database file with our processes and people, for copying."""
    path = tmp_path_factory.mktemp("furnished") / "banjie.db"
    shutil.copyfile(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    furnish(database, library)
    database.dispose()
    return path


def furnish(database: Database, library: Library) -> None:
    Banjie(database, library, Clock()).deploy_library(MONDAY)
    users = Users(database)
    for login, name, department, roles in PEOPLE:
        users.create(login, name, PASSWORD, MONDAY, department=department, roles=roles)


def town_on(database: Database, library: Library, folder: Path) -> Town:
    clock = Clock()
    people = {user.login: user.actor for user in Users(database).all()}
    return Town(Banjie(database, library, clock), clock, folder, people)


@pytest.fixture
def town(furnished: Path, tmp_path: Path, library: Library) -> Iterator[Town]:
    path = tmp_path / "town.db"
    shutil.copyfile(furnished, path)
    database = Database.open(f"sqlite:///{path}")
    yield town_on(database, library, tmp_path)
    database.dispose()


@pytest.fixture
def app(town: Town) -> Flask:
    made = create_app(town.banjie, settings=town, now=town.clock)
    made.testing = False  # errors are answered as they are in service
    return made


@dataclass
class Browser:
    """A browser without a screen: keeps cookies, finds the token of the forms it was shown."""

    client: FlaskClient

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def part(self, path: str) -> TestResponse:
        """A part of a page, as htmx asks for it."""
        return self.client.get(path, headers={"HX-Request": "true"})

    def post(self, path: str, data: dict[str, Any] | None = None, shown: str = "/sign-in") -> TestResponse:
        """Send a form of the page `shown`."""
        page = self.client.get(shown, follow_redirects=True).text
        return self.client.post(path, data={"csrf_token": csrf_of(page), **(data or {})})

    def send(self, page: TestResponse, path: str, data: dict[str, Any]) -> TestResponse:
        """Send the form of a page as it stands there, with what was typed."""
        return self.client.post(path, data={**hidden_of(page.text), **data})

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", {"login": login, "password": password})


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, "the page has no form"
    return found[1]


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of a page; of several forms with the same, the last."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


@pytest.fixture
def browse(app: Flask) -> Callable[..., Browser]:
    """A new browser, signed in where a login is given."""
    return browsers(app)


@pytest.fixture
def browser_on() -> Callable[..., tuple[Town, Callable[..., Browser]]]:
    """A town and its browsers on another database than the usual one."""

    def made(database: Database, library: Library, folder: Path) -> tuple[Town, Callable[..., Browser]]:
        furnish(database, library)
        town = town_on(database, library, folder)
        return town, browsers(create_app(town.banjie, settings=town, now=town.clock))

    return made


def browsers(app: Flask) -> Callable[..., Browser]:
    """Opens browsers before an application."""

    def opened(login: str | None = None) -> Browser:
        browser = Browser(app.test_client())
        if login:
            assert browser.sign_in(login).status_code == 302
        return browser

    return opened
