"""What was asked for on the command line, checked before anything is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_CASES = 100_000_000
MOST_SEED = 2**53 - 1
MOST_REPLICATIONS = 100_000
MOST_WORKERS = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `banjie simulate`. None: what the scenario says."""

    process: str | None
    bpmn: Path | None
    prosimos: Path | None
    scenario: Path | None
    compare: tuple[Path, ...]
    write_scenario: Path | None
    log: Path | None
    minimum_staff: str | None
    shortest: str | None
    fit: bool
    fit_log: Path | None
    from_open: bool
    cases: int | None
    seed: int | None
    replications: int | None
    workers: int
    cluster: str | None = None

    @property
    def searches(self) -> bool:
        """Whether it asks for more than a run, so that replications are needed."""
        return bool(self.compare or self.minimum_staff or self.shortest)


def asked(given: Mapping[str, Any]) -> Asked:
    """The options as values.

    Raises:
        SimulationError: One is no number that it can be, or two do not go together.
    """
    if given["process"] and given["bpmn"]:
        raise SimulationError(f"Expected a process or --bpmn, but both came: {given['process']} and {given['bpmn']}")
    if not (given["process"] or given["bpmn"] or given["scenario"]):
        raise SimulationError("Expected a process, --bpmn or --scenario, but none of them came")
    if given["prosimos"] and not given["bpmn"]:
        raise SimulationError("Expected --bpmn with the diagram that --prosimos belongs to, but it did not come")
    for name in ("scenario", "compare", "write_scenario", "fit", "fit_log", "from_open"):
        if given["prosimos"] and given[name]:
            raise SimulationError(f"Expected --prosimos to say everything, but --{name.replace('_', '-')} came, too")
    for name in ("compare", "write_scenario", "minimum_staff", "shortest"):
        if given["from_open"] and given[name]:
            raise SimulationError(f"Expected --from-open without --{name.replace('_', '-')}, but both came")
    said = [name for name in ("scenario", "fit", "fit_log") if given[name]]
    if len(said) > 1:
        raise SimulationError(
            f"Expected one of --scenario, --fit and --fit-log, but {len(said)} of them came: write a fitted scenario "
            "to a file with --write-scenario, and edit it"
        )
    if given["cluster"] and (given["log"] or given["workers"]):
        raise SimulationError(
            "Expected --cluster without --log and --workers, but one of them came: a cluster writes no event log and "
            "has workers of its own"
        )
    return Asked(
        process=given["process"],
        bpmn=_path(given["bpmn"]),
        prosimos=_path(given["prosimos"]),
        scenario=_path(given["scenario"]),
        compare=tuple(Path(name) for name in given["compare"]),
        write_scenario=_path(given["write_scenario"]),
        log=_path(given["log"]),
        minimum_staff=given["minimum_staff"],
        shortest=given["shortest"],
        fit=given["fit"],
        fit_log=_path(given["fit_log"]),
        from_open=given["from_open"],
        cases=_whole(given, "cases", 1, MOST_CASES),
        seed=_whole(given, "seed", 0, MOST_SEED),
        replications=_whole(given, "replications", 1, MOST_REPLICATIONS),
        workers=_whole(given, "workers", 1, MOST_WORKERS) or 1,
        cluster=given["cluster"],
    )


def _path(name: str | None) -> Path | None:
    return None if name is None else Path(name)


def _whole(given: Mapping[str, Any], name: str, least: int, most: int) -> int | None:
    text = given[name]
    if text is None:
        return None
    digits = text[1:] if text[:1] == "-" else text
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)) and least <= int(text) <= most:
        return int(text)
    raise SimulationError(f"Expected a whole number from {least} to {most} for --{name}, but came {text[:100]!r}")
