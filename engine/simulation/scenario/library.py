"""Just what one process needs of the library: its diagrams and the documents of their limits, nothing else read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.scenario.limits import bound_ids
from engine.simulation.scenario.values import ScenarioError
from workflows.bpmn import read_processes
from workflows.catalogue import FOLDER as LIMITS
from workflows.catalogue import Catalogue
from workflows.catalogue.loader import read_document
from workflows.library import FOLDER as DIAGRAMS

if TYPE_CHECKING:
    from pathlib import Path

    from workflows.model import ProcessModel


def models_of(process: str, folder: Path = DIAGRAMS) -> dict[str, ProcessModel]:
    """A process of the library and all that it calls. A file has the name of its process.

    Raises:
        ScenarioError: There is no such process.
    """
    files = {path.stem: path for path in sorted(folder.rglob("*.bpmn"))}
    found: dict[str, ProcessModel] = {}
    waiting = [process]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in files:
            raise ScenarioError(f"Expected a process of the library, but {name!r} is none of its {len(files)}.")
        found |= {model.id: model for model in read_processes(files[name].read_bytes())}
        waiting += [called for model in found.values() for called in model.calls]
    return found


def catalogue_of(models: dict[str, ProcessModel], folder: Path = LIMITS) -> Catalogue:
    """The documents whose limits these processes bind, with all of their limits."""
    wanted = {limit.partition("/")[0] for limit in bound_ids(models)}
    contents = [read_document(path) for path in sorted(folder.glob("*/*.toml")) if path.stem in wanted]
    return Catalogue(
        {content.document.id: content.document for content in contents},
        {limit.id: limit for content in contents for limit in content.limits},
    )
