"""The event log of a simulation in a file: CSV, XES (IEEE 1849) or Parquet, written while the simulation runs and read
back for a scenario to be fitted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock
    from workflows.places import Places

FORMATS = (".csv", ".csv.gz", ".xes", ".xes.gz", ".parquet")
OFFSET = "+08:00"


class LogWriter(Protocol):
    """A log that is being written. It appears whole when it is closed; as a context manager it is closed on leaving,
    and dropped if an exception passes.
    """

    def block(self, block: LogBlock) -> None:
        """Write some rows, in the order in which `engine.simulation.run` hands them out."""

    def close(self) -> None:
        """Finish the file and put it in its place. Once closed, closing again does nothing."""

    def abort(self) -> None:
        """Leave nothing behind. Does nothing once it is closed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def form_of(path: Path) -> str:
    """The format that a file's name asks for, one of `FORMATS`.

    Raises:
        SimulationError: None of them.
    """
    for form in FORMATS:
        if path.name.lower().endswith(form) and len(path.name) > len(form):
            return form
    raise SimulationError(f"Expected the log's name to end with {', '.join(FORMATS)}, but came {path.name!r}")


def titles_of(compiled: Compiled, places: Places) -> dict[str, str]:
    """What the departments of the simulated process are called where it is at home."""
    place = places.find(compiled.models[compiled.main].place)
    return {} if place is None else {name: one.name for name, one in place.departments.items()}


def open_log(  # noqa: PLR0913 - three are options
    path: Path,
    compiled: Compiled,
    inputs: Inputs,
    *,
    titles: Mapping[str, str] | None = None,
    offset: str = OFFSET,
    told: Callable[[float], None] | None = None,
) -> LogWriter:
    """Begin to write a log.

    Args:
        path: Where it will stand, once it is whole; its ending says the format.
        compiled: The diagrams, as they are simulated.
        inputs: The scenario, as it is simulated.
        titles: What staff groups and pools are called in the log; others go by their ids.
        offset: The offset from UTC of the scenario's wall time, written behind each instant.
        told: Told which share is written, from 0 to 1, where a log is written on closing (XES); it may stop that by
            raising.

    Raises:
        SimulationError: The name has another ending, the folder cannot be written, or what writes Parquet is missing.
    """
    from engine.simulation.logs.labels import Labels  # noqa: PLC0415 - it brings NumPy along

    form = form_of(path)
    labels = Labels.of(compiled, inputs, titles or {})
    if form == ".parquet":
        from engine.simulation.logs.as_parquet import ParquetLog  # noqa: PLC0415 - an extra

        return ParquetLog(path, labels, inputs, offset)
    if form.startswith(".xes"):
        from engine.simulation.logs.as_xes import XesLog  # noqa: PLC0415 - the same

        return XesLog(path, labels, inputs, offset, told)
    from engine.simulation.logs.as_csv import CsvLog  # noqa: PLC0415 - the same

    return CsvLog(path, labels, inputs, offset)


__all__ = ["FORMATS", "LogWriter", "form_of", "open_log", "titles_of"]
