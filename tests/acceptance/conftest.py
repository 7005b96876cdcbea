from __future__ import annotations

import contextlib
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.command import Terminal, Zygote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Where commands are forked from."""
    found = Zygote(tmp_path_factory.mktemp("zygote"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def ready(zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database made by `banjie init`, for copying."""
    folder = tmp_path_factory.mktemp("ready")
    answer = Terminal(zygote, folder).run("init")
    assert answer.status == 0, answer
    with contextlib.closing(sqlite3.connect(folder / "banjie.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a forked process leaves it in the file beside
    return folder


@pytest.fixture(scope="module")
def office(zygote: Zygote, ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A terminal that the tests of a module share: each starts cases of its own."""
    return _copied(zygote, ready, tmp_path_factory.mktemp("office"))


@pytest.fixture
def terminal(zygote: Zygote, ready: Path, tmp_path: Path) -> Terminal:
    """A terminal for one test alone."""
    return _copied(zygote, ready, tmp_path)


def _copied(zygote: Zygote, ready: Path, folder: Path) -> Terminal:
    shutil.copyfile(ready / "banjie.db", folder / "banjie.db")
    return Terminal(zygote, folder)
