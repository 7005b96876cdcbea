"""Which documents hold a ledger, how many tasks it has, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.ledger.stacked import read_qingcheng, read_shantou, read_zhuhai
from engine.ledger.task import LedgerError, Task
from engine.ledger.wide import read_wide

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from workflows.catalogue import Catalogue

    Reader = Callable[[str, Sequence[str]], tuple[Task, ...]]

MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table of tasks: the file it stands in, how many tasks it numbers, how it is read."""

    source_file: str
    tasks: int
    read: Reader


LEDGERS = (
    Ledger("000_e9ba1f45baa7a887.txt", 378, read_wide),
    Ledger("001_d3eb044e3dd636a5.txt", 22, read_zhuhai),
    Ledger("003_e0942ef5a1e823f4.txt", 74, read_qingcheng),
    Ledger("004_dadb34780c5cf5bd.txt", 58, read_shantou),
)


def ledgers(catalogue: Catalogue, document: str | None = None) -> dict[str, Ledger]:
    """The ledgers by the id of their document; with `document` that one only.

    Raises:
        LedgerError: that document has no ledger.
    """
    by_file = {
        found.source_file: found.id for found in reversed(tuple(catalogue.documents.values())) if found.source_file
    }
    known = {by_file[ledger.source_file]: ledger for ledger in LEDGERS if ledger.source_file in by_file}
    if document is None:
        return known
    if document not in known:
        raise LedgerError(f"Expected a document with a ledger of tasks ({', '.join(known)}), but {document!r} has none")
    return {document: known[document]}


def read_ledger(sources: Path | None, document: str, ledger: Ledger) -> tuple[Task, ...]:
    """The tasks of a ledger, from the user's copy of its document.

    Raises:
        LedgerError: the document is not there, or its table does not number its tasks from 1 to their number.
    """
    if sources is None:
        raise LedgerError(
            "Expected BANJIE_SOURCES to name the folder of the documents, as the tasks are read from them, but it is "
            "not set"
        )
    path = sources / ledger.source_file
    if not path.is_file():
        raise LedgerError(f"Expected the tasks of {document} in {path}, but there is no such file")
    if path.stat().st_size > MAX_BYTES:
        raise LedgerError(f"Expected {path} to be the text of a document, but it is longer than {MAX_BYTES} bytes")
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    tasks = ledger.read(document, text.split("\n"))
    _check(tasks, document, ledger)
    return tasks


def _check(tasks: Sequence[Task], document: str, ledger: Ledger) -> None:
    """Every number once and in order, every task with words."""
    numbers = [task.number for task in tasks]
    absent = sorted(set(range(1, ledger.tasks + 1)) - set(numbers))
    if absent or numbers != sorted(set(numbers)) or len(numbers) != ledger.tasks:
        lacking = f"number {absent[0]} is missing" if absent else f"{len(numbers)} came"
        raise LedgerError(f"Expected tasks 1 to {ledger.tasks} of {document}, each once and in order, but {lacking}")
    silent = next((task for task in tasks if not task.text), None)
    if silent is not None:
        raise LedgerError(f"Expected task {silent.number} of {document} to say what is to be done, but it is empty")
