"""What is deployed: diagrams by process and version, checked on the way in, compiled once on the way out."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from engine.cases.calling import callees_first, touched
from engine.cases.commands import not_found
from engine.cases.definition import Definition
from engine.execution import ProgramError, compile_program
from models import tables as t
from workflows.bpmn import Finding, Refused, read_processes
from workflows.bpmn.check import ensure
from workflows.expression import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from models import Database
    from workflows.library import Library
    from workflows.model import ProcessModel

MODELS = 512
"""The most diagrams whose models are kept, for all engines of the program."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """A process or decision table that was handed in. `new` is false where the same bytes stood there already."""

    process: str
    version: int
    new: bool = True


@dataclass(frozen=True, slots=True)
class DeployedProcess:
    """A process in its newest version. `limits` are all that it runs under, those of called processes included;
    `file` is the name its diagram was handed in with.
    """

    id: str
    name: str
    place: str
    document: str | None
    version: int
    limits: tuple[str, ...]
    model: ProcessModel
    file: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A stored version: its model, its bytes, and the versions of what it calls."""

    process: str
    version: int
    model: ProcessModel
    xml: bytes
    digest: str
    calls: Mapping[str, int]
    file: str = ""


class Definitions:
    """The deployed processes of one database. Thread-safe; what was read is kept, because a version never changes."""

    def __init__(self, database: Database, library: Library, services: Collection[str]) -> None:
        self._database = database
        self._library = library
        self._services = services
        self._departments = frozenset(d for place in library.places for d in place.departments)
        self._versions: dict[tuple[str, int], Version] = {}
        self._ready: dict[tuple[str, int], Definition] = {}
        self._lock = threading.Lock()

    def deploy(self, files: Sequence[tuple[str, bytes]], at: datetime, actor: str) -> tuple[Deployed, ...]:
        """Check and store diagrams, all of them or none. The same bytes again make no new version. A process that
        calls a new version becomes a new version itself, so that a version always means the same.

        Raises:
            workflows.bpmn.Refused: A diagram cannot be accepted; the sentences name the elements.
        """
        read = [(name, data, model) for name, data in files for model in read_processes(data, name)]
        with self._database.write() as connection:
            known = self._newest(connection)
            wanted = {v.process: (v.model, v.xml, v.file) for v in known.values()}
            wanted |= {model.id: (model, data, name) for name, data, model in read}
            models = {process: model for process, (model, _, _) in wanted.items()}
            ensure(
                [model for _, _, model in read],
                known_limits=self._library.catalogue.limits.keys(),
                known_processes={process: v.model for process, v in known.items()},
                restartable=[limit.id for limit in self._library.catalogue if limit.restarts],
                known_departments=self._departments,
                known_services=self._services,
            )
            _compiled(models, touched(models, {model.id for _, _, model in read}))
            stored: dict[str, Version] = {}
            for process in callees_first(models):
                model, xml, file = wanted[process]
                calls = {c: stored[c].version for c in model.calls}
                version = self._store(connection, known.get(process), _new(model, xml, calls, file), at, actor)
                stored[process] = version
        handed_in = dict.fromkeys(model.id for _, _, model in read)
        return tuple(Deployed(p, stored[p].version, known.get(p) != stored[p]) for p in handed_in)

    def unknown(self, files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        """Those of `files` that are not what was handed in last under their name."""
        d, e = t.definitions.c, t.decisions.c
        with self._database.read() as connection:
            known: dict[str, str] = {}
            for query in (
                sa.select(d.file, d.digest).order_by(d.version),
                sa.select(e.file, e.digest).order_by(e.version),
            ):
                known |= {row.file: row.digest for row in connection.execute(query)}
        return [(name, data) for name, data in files if known.get(name) != hashlib.sha256(data).hexdigest()]

    def _store(self, connection: Connection, old: Version | None, new: Version, at: datetime, actor: str) -> Version:
        if old is not None and (old.digest, dict(old.calls)) == (new.digest, dict(new.calls)):
            return old
        number = old.version + 1 if old else 1
        found = Version(new.process, number, new.model, new.xml, new.digest, new.calls, new.file)
        model = new.model
        row = {
            "process": model.id,
            "version": number,
            "name": model.name,
            "place": model.place,
            "document": model.document,
            "project_type": model.project_type,
            "file": new.file,
            "xml": new.xml,
            "digest": new.digest,
            "deployed_at": at,
            "deployed_by": actor,
        }
        connection.execute(t.definitions.insert(), row)
        pins = [
            {"process": model.id, "version": number, "called": called, "called_version": version}
            for called, version in new.calls.items()
        ]
        if pins:
            connection.execute(t.definition_calls.insert(), pins)
        return found

    def newest(self) -> tuple[DeployedProcess, ...]:
        """Every process in its newest version, by id."""
        with self._database.read() as connection:
            found = self._newest(connection)
        return tuple(self._shown(found[process], found) for process in sorted(found))

    def version(self, process: str, version: int | None = None) -> Version:
        """A stored version, the newest by default.

        Raises:
            Refused: There is none.
        """
        with self._database.read() as connection:
            return self._version(connection, process, version)

    def ready(self, connection: Connection, process: str, version: int | None = None) -> Definition:
        """A process ready to run, the newest version by default.

        Raises:
            Refused: There is none.
        """
        if version is None:
            version = self._version(connection, process, None).version
        found = self._ready.get((process, version))
        if found is None:
            stored = self._with_called(connection, process, version)
            models = {name: one.model for name, one in stored.items()}
            versions = {name: one.version for name, one in stored.items()}
            program = compile_program(models, process, self._asked_by_limits(models))
            found = Definition(process, version, models, program, versions)
            with self._lock:
                self._ready[process, version] = found
        return found

    def _asked_by_limits(self, models: Mapping[str, ProcessModel]) -> frozenset[str]:
        """The facts that decide whether a limit of these processes is meant for a project."""
        limits = self._library.catalogue.limits
        bound = {name for model in models.values() for name in model.limit_ids() if name in limits}
        conditions = (limits[name].applies for name in bound)
        return frozenset[str]().union(*(parse(text).names() for text in conditions if text))

    def _with_called(self, connection: Connection, process: str, version: int) -> dict[str, Version]:
        found: dict[str, Version] = {}
        todo = [(process, version)]
        while todo:
            name, number = todo.pop()
            stored = self._version(connection, name, number)
            found[name] = stored
            todo.extend((c, n) for c, n in stored.calls.items() if c not in found)
        return found

    def _version(self, connection: Connection, process: str, version: int | None) -> Version:
        if version is None:
            newest = sa.select(sa.func.max(t.definitions.c.version)).where(t.definitions.c.process == process)
            version = connection.execute(newest).scalar()
            if version is None:
                raise not_found(f"Expected a deployed process, but {process[:80]!r} is none")
        found = self._versions.get((process, version))
        if found is None:
            found = self._read(connection, process, version)
            with self._lock:
                self._versions[process, version] = found
        return found

    def _read(self, connection: Connection, process: str, version: int) -> Version:
        found = self._read_all(connection, [(process, version)])
        if not found:
            raise not_found(f"Expected a version of process {process}, but it has no version {version}")
        return found[process, version]

    @staticmethod
    def _read_all(connection: Connection, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        """Those of the wanted versions that are stored, in two queries."""
        d, c = t.definitions.c, t.definition_calls.c
        rows = connection.execute(sa.select(t.definitions).where(sa.tuple_(d.process, d.version).in_(wanted))).all()
        calls: dict[tuple[str, int], dict[str, int]] = {}
        for pin in connection.execute(sa.select(t.definition_calls).where(sa.tuple_(c.process, c.version).in_(wanted))):
            calls.setdefault((pin.process, pin.version), {})[pin.called] = pin.called_version
        return {
            (row.process, row.version): Version(
                process=row.process,
                version=row.version,
                model=_model(row.xml, row.file, row.process),
                xml=row.xml,
                digest=row.digest,
                calls=calls.get((row.process, row.version), {}),
                file=row.file,
            )
            for row in rows
        }

    def _newest(self, connection: Connection) -> dict[str, Version]:
        d = t.definitions.c
        rows = connection.execute(sa.select(d.process, sa.func.max(d.version)).group_by(d.process)).all()
        newest = [(process, version) for process, version in rows]
        missing = [key for key in newest if key not in self._versions]
        if missing:
            found = self._read_all(connection, missing)
            with self._lock:
                self._versions |= found
        return {process: self._versions[process, version] for process, version in newest}

    def _shown(self, stored: Version, newest: Mapping[str, Version]) -> DeployedProcess:
        limits: dict[str, None] = {}
        todo, seen = [stored.process], set[str]()
        while todo:
            process = todo.pop(0)
            if process in newest and process not in seen:
                seen.add(process)
                limits |= dict.fromkeys(newest[process].model.limit_ids())
                todo.extend(newest[process].model.calls)
        m = stored.model
        return DeployedProcess(m.id, m.name, m.place, m.document, stored.version, tuple(limits), m, stored.file)


def _new(model: ProcessModel, xml: bytes, calls: Mapping[str, int], file: str) -> Version:
    return Version(model.id, 0, model, xml, hashlib.sha256(xml).hexdigest(), calls, file)


@lru_cache(maxsize=MODELS)
def _model(xml: bytes, file: str, process: str) -> ProcessModel:
    """A process of a stored diagram. The bytes say it all, so several engines of one program read them once."""
    return next(model for model in read_processes(xml, file or process) if model.id == process)


def _compiled(models: Mapping[str, ProcessModel], processes: Iterable[str]) -> None:
    """Every process must compile, with those it calls.

    Raises:
        workflows.bpmn.Refused: One does not.
    """
    for process in processes:
        try:
            compile_program(models, process)
        except ProgramError as error:
            raise Refused([Finding(str(error), process, error.element)]) from error
