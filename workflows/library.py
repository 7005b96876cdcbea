"""Everything that comes with Banjie: the diagrams and decision tables of `bpmn/`, and the catalogue of limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workflows.catalogue import Catalogue
from workflows.places import Places

FOLDER = Path(__file__).parents[1] / "bpmn"


@dataclass(frozen=True, slots=True)
class File:
    """A diagram or a decision table as it stands on the disk. `name` is its path below the library's folder."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Library:
    """Diagrams and tables in the order of their names, the catalogue, and the places with their departments."""

    diagrams: tuple[File, ...]
    tables: tuple[File, ...]
    catalogue: Catalogue
    places: Places

    @classmethod
    def load(cls, sources: Path | None = None, folder: Path = FOLDER) -> Library:
        """What stands in `folder`, with our own catalogue. `sources` is the folder of the documents' texts.

        Raises:
            workflows.tables.CatalogueError: A file of the catalogue breaks its rules.
        """
        places = Places.load()
        return cls(
            diagrams=_files(folder, "*.bpmn"),
            tables=_files(folder, "*.dmn"),
            catalogue=Catalogue.load(sources=sources, places=places),
            places=places,
        )


def _files(folder: Path, pattern: str) -> tuple[File, ...]:
    found = sorted(folder.rglob(pattern))
    return tuple(File(path.relative_to(folder).as_posix(), path.read_bytes()) for path in found)
