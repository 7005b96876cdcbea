"""Where Banjie finds its database, its diagrams and the documents: read once from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from banjie.now import now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from engine.service import Banjie
    from models import Database


SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Settings:
    """`database_url` as SQLAlchemy reads it; `data_dir` holds what belongs to this installation (the default
    database, the key that signs checkpoints); `sources` the folder of the policy documents, None where there is none.
    """

    database_url: str
    data_dir: Path
    sources: Path | None = None

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None for one in memory or on a server."""
        if not self.database_url.startswith(SQLITE) or ":memory:" in self.database_url:
            return None
        return Path(self.database_url.removeprefix(SQLITE))

    @property
    def has_database(self) -> bool:
        """Whether there may be something in it: an SQLite file that nobody made yet holds nothing."""
        return self.database_file is None or self.database_file.exists()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """BANJIE_DATABASE_URL, BANJIE_SOURCES and BANJIE_DATA, with defaults in the user's data folder.

        Raises:
            ValueError: BANJIE_SOURCES names no folder.
        """
        env = os.environ if environment is None else environment
        data_dir = Path(env.get("BANJIE_DATA") or _data_home(env) / "banjie")
        sources = Path(env["BANJIE_SOURCES"]) if env.get("BANJIE_SOURCES") else None
        if sources is not None and not sources.is_dir():
            raise ValueError(f"Expected BANJIE_SOURCES to name the folder of the documents, but {sources} is none")
        url = env.get("BANJIE_DATABASE_URL") or f"{SQLITE}{data_dir / 'banjie.db'}"
        return cls(database_url=url, data_dir=data_dir, sources=sources)


def _data_home(env: Mapping[str, str]) -> Path:
    return Path(env.get("XDG_DATA_HOME") or Path(env.get("HOME") or Path.home()) / ".local" / "share")


def open_database(settings: Settings) -> Database:
    """The database, its folder made and its tables brought up to date.

    Raises:
        models.StoreUnavailable: It cannot be reached or written.
        OSError: A folder cannot be made.
    """
    from models import Database  # noqa: PLC0415  the command line starts fast when it needs no database

    if settings.database_file is not None:
        _make(settings.database_file.parent)
    _make(settings.data_dir)
    database = Database.open(settings.database_url)
    database.upgrade()
    return database


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"Expected to make the folder {folder}, but {error.strerror}") from error


def open_banjie(settings: Settings, *, deploy: bool = True, now: Callable[[], datetime] = now) -> Banjie:
    """The engine on that database; with `deploy`, its own library is deployed where it is not yet or has changed.

    `now` says when facts are recorded: the wall clock, but for a demo that plays the past.
    """
    from engine.service import Banjie  # noqa: PLC0415
    from workflows.library import Library  # noqa: PLC0415

    banjie = Banjie(open_database(settings), Library.load(sources=settings.sources), now)
    if deploy:
        banjie.deploy_library(now())
    return banjie
