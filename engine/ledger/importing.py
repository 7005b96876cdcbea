"""Tasks become cases of the process `reform_task`: each once, however often a ledger is imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from engine.cases.commands import Rejection
from engine.ledger.listing import PROCESS, known_tasks
from engine.ledger.task import LedgerError, Task
from engine.time import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.service import Banjie
    from engine.views import Actor

MAX_TITLE = 120  # signs of a case's title


@dataclass(frozen=True, slots=True)
class Imported:
    """How many tasks of a ledger became cases now, and how many were cases already."""

    document: str
    new: int
    known: int


def import_tasks(  # noqa: PLR0913 - what an import is made of
    banjie: Banjie,
    document: str,
    tasks: Sequence[Task],
    at: datetime,
    actor: Actor,
    progress: Callable[[], None] = lambda: None,
) -> Imported:
    """Start a case for each task that is none yet. `progress` is called once for each task.

    Raises:
        LedgerError: The engine refuses a task; those before it are imported, and the import can be run again.
    """
    place = banjie.library.places.place(banjie.library.catalogue.document(document).place).name
    with banjie.database.read() as connection:
        known = known_tasks(connection, document)
    new = 0
    for task in tasks:
        if task.number not in known:
            answer = banjie.start(
                PROCESS,
                facts_of(task),
                actor,
                at,
                f"ledger/{document}/{task.number}",
                title=title_of(task),
                applicant=task.in_charge,
                place=place,
            )
            if isinstance(answer, Rejection):
                raise LedgerError(f"Expected to import task {task.number} of {document}, but: {answer.sentence}")
            new += 1
        progress()
    return Imported(document, new, len(tasks) - new)


def title_of(task: Task) -> str:
    """The number and the name of the task, or the beginning of its text."""
    return f"{task.number}. {task.title or task.text}"[:MAX_TITLE].replace("\n", " ")


def facts_of(task: Task) -> dict[str, Any]:
    """What the case's form holds. A task is due at 24:00 of the last day of its month."""
    facts: dict[str, Any] = {
        "task_document": task.document,
        "task_number": task.number,
        "task_section": task.section,
        "task_title": task.title,
        "task_text": task.text,
        "lead_unit": _joined(task.lead),
        "responsible_units": _joined(task.responsible),
        "cooperating_units": _joined(task.cooperating),
        "deadline_written": task.deadline,
        "source_line": task.line,
    }
    if task.due_on is not None:
        midnight = datetime.combine(task.due_on, time(), SHANGHAI) + timedelta(days=1)
        facts["due_at"] = midnight.isoformat()
    return {key: value for key, value in facts.items() if value != ""}


def _joined(units: Sequence[str]) -> str:
    return "、".join(units)
