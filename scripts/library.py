"""Write `docs/library.md`: per place the processes, their limits, and what the static check says.

    python scripts/library.py [--check]

The limits in force on one fixed date count, so that the page does not change with the day it is made on. `--check`
changes nothing and fails where the file is out of date.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from engine.feasibility import Kind, Report, Verdict, examine
from engine.feasibility.sentences import plain, sentence, span, total
from engine.time import china
from workflows.bpmn import read_processes
from workflows.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.feasibility import Check, Finding
    from workflows.catalogue import Limit
    from workflows.model import ProcessModel
    from workflows.places import Place

TARGET = Path(__file__).resolve().parents[1] / "docs" / "library.md"
DAY = date(2026, 9, 1)
HEAD = f"""# The library

Every procedure that comes with Banjie, the limits it runs under, and whether its promises can be kept at all.
Written by `python scripts/library.py` from `bpmn/` and `workflows/limits/`; do not edit it by hand.

How to read the verdict: the limits along the longest way through a process are added up and compared with what is
promised for the whole. Of parallel branches the longest counts, every alternative counts whatever its condition, every
loop is gone through once, and time that the promise leaves out is left out. Limits in force on {DAY} count.
"""
MEANT = {
    Verdict.HOLDS: "holds",
    Verdict.EXCEEDS: "**exceeds**",
    Verdict.UNKNOWN: "unknown",
}
TITLES = {
    Kind.TWO_FIGURES: "Several figures for one step",
    Kind.LATE_PART: "Parts due later than their whole",
    Kind.LONGER_INSIDE: "Limits longer than the one around them",
    Kind.UNKNOWN_LIMIT: "Limits that no document has",
    Kind.NO_END: "Processes without a way to the end",
    Kind.NO_LIMIT: "Steps under no limit of their own or of a group",
    Kind.UNBOUND: "Limits bound to no step",
}


class Book:
    """The library, read and checked."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.models: dict[str, ProcessModel] = {}
        self.files: dict[str, str] = {}
        for file in library.diagrams:
            for model in read_processes(file.data, file.name):
                self.models[model.id] = model
                self.files[model.id] = file.name
        self.report: Report = examine(self.models, library.catalogue, china(), library.places, DAY)

    def place_of(self, model: ProcessModel) -> str:
        """The id of the place of a process."""
        found = self.library.places.find(model.place)
        return found.id if found else ""

    def checks(self, process: str) -> list[Check]:
        """The checks of a process."""
        return [check for check in self.report.checks if check.process == process]

    def limits(self, model: ProcessModel) -> list[Limit]:
        """The limits bound in a process, as far as the catalogue knows them."""
        catalogue = self.library.catalogue
        return [catalogue.limit(name) for name in model.limit_ids() if name in catalogue]


def text(library: Library) -> str:
    """The page."""
    book = Book(library)
    return "\n".join([HEAD, *_summary(book), *(line for place in _places(book) for line in _place(book, place))]) + "\n"


def _places(book: Book) -> list[Place]:
    """Places with processes or limits, by id; the nation last."""
    used = {book.place_of(model) for model in book.models.values()} | {limit.place for limit in book.library.catalogue}
    found = [place for place in book.library.places if place.id in used]
    return sorted(found, key=lambda place: (place.id == "national", place.id))


def _summary(book: Book) -> Iterator[str]:
    yield "| place | processes | limits | holds | exceeds | unknown |"
    yield "|---|--:|--:|--:|--:|--:|"
    for place in _places(book):
        models = [m for m in book.models.values() if book.place_of(m) == place.id]
        counts = Counter(check.verdict for model in models for check in book.checks(model.id))
        verdicts = " | ".join(str(counts[v]) for v in (Verdict.HOLDS, Verdict.EXCEEDS, Verdict.UNKNOWN))
        limits = len(book.library.catalogue.for_place(place.id))
        name = f"[{place.english} {place.name}](#{place.id})"
        yield f"| {name} | {len(models)} | {limits} | {verdicts} |"
    yield ""


def _place(book: Book, place: Place) -> Iterator[str]:
    yield f'<a id="{place.id}"></a>'
    yield ""
    yield f"## {place.english} {place.name}"
    yield ""
    documents = [d for d in book.library.catalogue.documents.values() if d.place == place.id]
    for document in sorted(documents, key=lambda d: d.id):
        yield f"- {' '.join(filter(None, (f'《{document.title}》', document.number, f'(`{document.id}`)')))}"
    yield ""
    models = sorted((m for m in book.models.values() if book.place_of(m) == place.id), key=lambda m: m.id)
    for model in models:
        yield from _process(book, model)
    yield from _findings(book, place)


def _process(book: Book, model: ProcessModel) -> Iterator[str]:
    yield f"### {model.name} `{model.id}`"
    yield ""
    calls = f"; calls {', '.join(f'`{name}`' for name in model.calls)}" if model.calls else ""
    yield f"`bpmn/{book.files[model.id]}`: {_count(len(model.steps), 'step')}{calls}."
    yield ""
    for check in book.checks(model.id):
        yield f"- {_check(check)}"
    limits = book.limits(model)
    if limits:
        yield f"- Limits: {'; '.join(_limit(limit) for limit in limits)}."
    else:
        yield "- No limits of its own."
    yield ""


def _check(check: Check) -> str:
    if check.promised is None or check.unit is None:
        return f"{MEANT[check.verdict]}: `{check.limit}` is in no document."
    on = f" on `{check.element}`" if check.element else ""
    promised = f"`{check.limit}`{on} promises {span(check.promised, check.unit)}"
    if check.own:
        return f"{MEANT[check.verdict]}: {promised}; the steps have no limits of their own."
    if check.guaranteed is None:
        return f"{MEANT[check.verdict]}: {promised}; no sum can be named."
    path = ", ".join(f"`{part.step}` {span(part.amount, part.unit)}" for part in check.path)
    sums = span(check.guaranteed, check.unit)
    if len(check.path) > 1:
        sums = f"{total(check.path)} {'comes to' if check.mixed else '='} {plain(check.guaranteed)}"
    open_steps = f"; without a limit: {', '.join(f'`{step}`' for step in check.open)}" if check.open else ""
    return f"{MEANT[check.verdict]}: {promised}, the longest way takes {sums} ({path}){open_steps}."


def _limit(limit: Limit) -> str:
    least = "at least " if limit.bound == "at_least" else ""
    lines = ", ".join(str(source.line) for source in limit.sources)
    where = f", line {lines}" if lines else ""
    return f"`{limit.id}` {least}{span(limit.quantity, limit.unit)} ({limit.clause}{where})"


def _findings(book: Book, place: Place) -> Iterator[str]:
    found = [finding for finding in book.report.findings if finding.place == place.id]
    if not found:
        return
    yield "### Also found"
    yield ""
    for kind, title in TITLES.items():
        its = [finding for finding in found if finding.kind is kind]
        if its:
            yield f"{title}:"
            yield ""
            yield from (f"- {said}" for said in _sentences(book, its))
            yield ""


def _sentences(book: Book, findings: Iterable[Finding]) -> list[str]:
    models: Mapping[str, ProcessModel] = book.models
    return sorted(sentence(finding, models, book.library.catalogue) for finding in findings)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def main(arguments: list[str]) -> int:
    """Write the page; with `--check` say whether it is up to date."""
    found = text(Library.load())
    if "--check" in arguments:
        fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == found
        if not fresh:
            print(f"Expected {TARGET.name} to be up to date; run `python scripts/library.py`.", file=sys.stderr)
        return 0 if fresh else 1
    TARGET.write_text(found, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
