"""The catalogue of documents and the limits they set. The files stand in `workflows/limits/<place>/`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from workflows.catalogue.loader import read_document
from workflows.catalogue.texts import Texts
from workflows.catalogue.values import Counter, Document, Extension, Limit, NotALimit, Responsible, Source
from workflows.places import Places
from workflows.tables import CatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Counter",
    "Document",
    "Extension",
    "Limit",
    "NotALimit",
    "Responsible",
    "Source",
    "UnknownLimit",
]

FOLDER = Path(__file__).parents[1] / "limits"


class UnknownLimit(CatalogueError):  # noqa: N818 - reads as the sentence it carries
    """A limit that is in no document of the catalogue."""


@dataclass(frozen=True)
class Catalogue:
    """Documents and limits by id, in the order of the files (by place, then document); and what was judged to be no
    limit.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    not_limits: tuple[NotALimit, ...] = ()
    texts: Texts | None = field(default=None, compare=False, repr=False)

    @classmethod
    def load(cls, folder: Path = FOLDER, sources: Path | None = None, places: Places | None = None) -> Catalogue:
        """Everything in `folder`. `sources` is the folder of the documents' texts (`BANJIE_SOURCES`), None where
        there is none; `places` are the departments that may be named (default: ours).

        Raises:
            CatalogueError: a file breaks its rules; the sentence names file and key.
        """
        known = places or Places.load()
        documents: dict[str, Document] = {}
        limits: dict[str, Limit] = {}
        not_limits: list[NotALimit] = []
        for path in sorted(folder.glob("*/*.toml")):
            place = known.find(path.parent.name)
            departments = place.departments if place and place.departments else None
            document, its_limits, its_others = read_document(path, departments)
            if document.id in documents:
                raise CatalogueError(f"Expected document {document.id} once, but {path} holds it again.")
            documents[document.id] = document
            limits.update((limit.id, limit) for limit in its_limits)
            not_limits.extend(its_others)
        texts = Texts(sources) if sources else None
        return cls(MappingProxyType(documents), MappingProxyType(limits), tuple(not_limits), texts)

    def __contains__(self, limit_id: object) -> bool:
        return limit_id in self.limits

    def __iter__(self) -> Iterator[Limit]:
        return iter(self.limits.values())

    def limit(self, limit_id: str) -> Limit:
        """The limit with that id.

        Raises:
            UnknownLimit: there is none; the sentence names the closest ids.
        """
        if limit_id in self.limits:
            return self.limits[limit_id]
        raise UnknownLimit(_unknown("limit", limit_id, self.limits))

    def document(self, document_id: str) -> Document:
        """The document with that id.

        Raises:
            CatalogueError: there is none.
        """
        if document_id in self.documents:
            return self.documents[document_id]
        raise CatalogueError(_unknown("document", document_id, self.documents))

    def for_place(self, place: str) -> tuple[Limit, ...]:
        """The limits of that place's own documents; those of the nation have the place `national`."""
        return tuple(limit for limit in self if limit.place == place)

    def of_document(self, document_id: str) -> tuple[Limit, ...]:
        """The limits of one document."""
        return tuple(limit for limit in self if limit.document == document_id)

    def clause_text(self, limit: Limit) -> str | None:
        """The paragraph of the document that sets the limit; None where its text is not at hand."""
        return self.texts.passage(limit.source) if self.texts and limit.source else None


def _unknown(what: str, wanted: str, known: Iterable[str]) -> str:
    ids = list(known)
    close = difflib.get_close_matches(wanted[:100], ids, n=3, cutoff=0.5) or ids[:3]
    hint = f" Close to it: {', '.join(close)}." if close else ""
    return f"Expected the id of a {what} in the catalogue, but {wanted[:100]!r} is in none of its documents.{hint}"
