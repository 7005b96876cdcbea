"""What reading and checking a diagram finds: sentences that name the place, and the refusal that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_SHOWN = 60  # characters of a name in a sentence


class Severity(StrEnum):
    """How bad it is: an error refuses the diagram, a warning and a note let it through."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a diagram.

    `sentence` says what was expected and what came, and names the process and the element by itself; `process` and
    `element` repeat their ids for a page that marks the place, `line` is the line of the file where it is known.
    """

    sentence: str
    process: str | None = None
    element: str | None = None
    name: str = ""
    line: int | None = None
    severity: Severity = Severity.ERROR


class Refused(Exception):  # noqa: N818 - a refusal is an answer to bad input, not a fault of ours
    """A file is not accepted. `findings` holds every reason, the errors first; the message is their sentences."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        ranked = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        self.findings = tuple(sorted(findings, key=lambda finding: ranked[finding.severity]))
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the errors, in order."""
        return tuple(f.sentence for f in self.findings if f.severity is Severity.ERROR)


def refuse(sentence: str, line: int | None = None) -> Refused:
    """A refusal of a whole file for one reason."""
    return Refused([Finding(sentence, line=line)])


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that refuse the diagram."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)


def quoted(name: str, shown: str) -> str:
    """An id and the name people know it by, for a sentence."""
    if not shown or shown == name:
        return name or "without an id"
    short = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return f"{name or 'without an id'} ({short})"
