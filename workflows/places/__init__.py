"""Places and their departments, from `workflows/places/<place>.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from workflows.tables import CatalogueError, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Department", "Place", "Places"]

FOLDER = Path(__file__).parent
# What a department is: an authority of the place, a counter, a public institution, a utility, a private body, the
# applicant, or several of them under one name (各县（市、区）政府).
KINDS = ("authority", "counter", "institution", "utility", "private", "applicant", "group")


@dataclass(frozen=True, slots=True)
class Department:
    """Who acts. `name` is Chinese; `kind` one of `KINDS`."""

    id: str
    name: str
    english: str
    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place with departments by id, in the order they are shown."""

    id: str
    name: str
    english: str
    departments: Mapping[str, Department] = field(default_factory=dict)

    def department(self, department_id: str) -> Department:
        """The department with that id.

        Raises:
            CatalogueError: the place has none.
        """
        if department_id in self.departments:
            return self.departments[department_id]
        raise CatalogueError(
            f"Expected a department of {self.name}, but {department_id!r} is none of {', '.join(self.departments)}."
        )


@dataclass(frozen=True, slots=True)
class Places:
    """All places by id."""

    places: Mapping[str, Place]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Places:
        """Every TOML file of `folder`.

        Raises:
            CatalogueError: a file breaks its rules; the sentence names file and key.
        """
        found = [_read(path) for path in sorted(folder.glob("*.toml"))]
        return cls(MappingProxyType({place.id: place for place in found}))

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places.values())

    def find(self, word: str) -> Place | None:
        """The place with that id or (Chinese or English) name, None where there is none."""
        return next((place for place in self if word in (place.id, place.name, place.english)), None)

    def place(self, word: str) -> Place:
        """The place with that id or name.

        Raises:
            CatalogueError: there is none.
        """
        place = self.find(word)
        if place is None:
            known = ", ".join(f"{place.id} ({place.name})" for place in self)
            raise CatalogueError(f"Expected one of the places {known}, but {word[:100]!r} came.")
        return place


def _read(path: Path) -> Place:
    root = Table(path.name, read_toml(path))
    head = root.table("place")
    departments = [_department(table) for table in root.tables("department")]
    root.done()
    by_id = {department.id: department for department in departments}
    if len(by_id) != len(departments):
        raise CatalogueError(f"Expected {path.name} to hold each department once, but one stands twice.")
    place = Place(head.identifier("id"), head.text("name", None), head.text("english", None), MappingProxyType(by_id))
    head.done()
    if place.id != path.stem:
        raise CatalogueError(f"Expected {path.name} to hold place {path.stem!r}, but it holds {place.id!r}.")
    return place


def _department(table: Table) -> Department:
    department = Department(
        table.identifier("id"), table.text("name", None), table.text("english", None), table.choice("kind", KINDS)
    )
    table.done()
    return department
