"""What a simulation is made of, read from files. A small what-if takes a fraction of a second, so only the diagrams and
the documents that its process needs are read, and no database is opened for a process of the library.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.simulation.errors import SimulationError
from workflows.bpmn.read import read_processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection

    from engine.time.calendar import WorkCalendar
    from workflows.model import ProcessModel

DIAGRAMS = Path(__file__).parents[2] / "bpmn"
MAX_BYTES = 50_000_000


def read_file(path: Path, what: str) -> bytes:
    """The bytes of a file that somebody named.

    Raises:
        SimulationError: It cannot be read, or is far too large to be that.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SimulationError(f"Expected to read {what} {path}, but {reason}") from error
    if len(data) > MAX_BYTES:
        raise SimulationError(f"Expected {what} {path} to be smaller than {MAX_BYTES} bytes, but it is larger")
    return data


def of_process(process: str) -> dict[str, ProcessModel]:
    """That process and every one it calls: of the library, else as it is deployed.

    Raises:
        SimulationError: There is none of that name.
    """
    files = {path.stem: path for path in DIAGRAMS.glob("*/*.bpmn")}
    if process not in files:
        deployed = _deployed()
        if process not in deployed:
            raise SimulationError(_unknown(process, [*files, *deployed]))
        return deployed
    return with_called({process: _model(files[process], process)}, files)


def of_file(path: Path, process: str | None = None) -> tuple[str, dict[str, ProcessModel]]:
    """The processes of a file and those of the library that they call; and which of them is meant: the one named, else
    the only one that no other of the file calls.

    Raises:
        SimulationError: The file cannot be read, or does not say which process is meant.
        workflows.bpmn.Refused: It holds what cannot be run.
    """
    models = {model.id: model for model in read_processes(read_file(path, "the diagram"), path.name)}
    called = {name for model in models.values() for name in model.calls}
    mains = [name for name in models if name not in called] or list(models)
    if process is None and len(mains) != 1:
        raise SimulationError(
            f"Expected one process in {path}, but there are {', '.join(mains) or 'none'}: a scenario says which it is"
        )
    main = mains[0] if process is None else process
    if main not in models:
        raise SimulationError(f"Expected process {main!r} in {path}, but there are {', '.join(models)}")
    return main, with_called(models, {path.stem: path for path in DIAGRAMS.glob("*/*.bpmn")})


def with_called(models: Mapping[str, ProcessModel], files: Mapping[str, Path]) -> dict[str, ProcessModel]:
    """The models and those of the library that they call, at any depth. What is in no file is left to whoever compiles
    them, who says who calls it.
    """
    found = dict(models)
    ahead = [name for model in models.values() for name in model.calls]
    while ahead:
        name = ahead.pop()
        if name not in found and name in files:
            found[name] = _model(files[name], name)
            ahead += found[name].calls
    return found


def _model(path: Path, process: str) -> ProcessModel:
    for model in read_processes(path.read_bytes(), path.name):
        if model.id == process:
            return model
    raise SimulationError(f"Expected process {process!r} in {path}, but it is not there")


def _deployed() -> dict[str, ProcessModel]:
    """What somebody deployed beside the library; nothing where there is no database yet."""
    from banjie.settings import Settings, open_banjie  # noqa: PLC0415 - few processes need the database

    settings = Settings.from_environment()
    if not settings.has_database:
        return {}
    return {one.id: one.model for one in open_banjie(settings, deploy=False).processes()}


@contextmanager
def recorded() -> Iterator[Connection | None]:
    """The database to read from; None where there is none yet.

    Raises:
        models.StoreUnavailable: It cannot be reached.
    """
    from banjie.settings import Settings, open_database  # noqa: PLC0415 - few simulations need the database

    settings = Settings.from_environment()
    if not settings.has_database:
        yield None
        return
    database = open_database(settings)
    try:
        with database.read() as connection:
            yield connection
    finally:
        database.dispose()


def _unknown(process: str, known: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415 - only for the sentence

    names = sorted(set(known))
    close = difflib.get_close_matches(process[:100], names, n=3, cutoff=0.5)
    hint = f"close to it are {', '.join(close)}" if close else "`banjie processes` lists them"
    return f"Expected the id of a process, but {process[:100]!r} is none; {hint}"


def calendar() -> WorkCalendar:
    """The State's calendar."""
    from engine.time.china import china  # noqa: PLC0415 - the files that Prosimos reads need none

    return china()
