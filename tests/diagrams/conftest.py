from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.diagrams.sheet import Sheet
from workflows.bpmn import read_processes
from workflows.library import FOLDER

if TYPE_CHECKING:
    from workflows.model import ProcessModel

FILES = sorted(FOLDER.rglob("*.bpmn"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """Each diagram of the library in turn."""
    return Path(request.param)


@pytest.fixture
def sheet(path: Path) -> Sheet:
    """The diagram as drawn."""
    return Sheet.read(path)


@pytest.fixture(scope="session")
def models() -> dict[str, ProcessModel]:
    """Every process of the library, by id."""
    return {model.id: model for path in FILES for model in read_processes(path.read_bytes(), path.name)}


@pytest.fixture
def model(path: Path, models: dict[str, ProcessModel]) -> ProcessModel:
    """The diagram as read: one process per file, named as the file."""
    return models[path.stem]
