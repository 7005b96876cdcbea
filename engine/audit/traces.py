"""The cases as XES for process mining: a trace for each case, the entries into its steps as events.

A step's start is when somebody took it; where nobody did, the log does not tell, and only its end stands there. The
first event of an entry says when the step opened (`enable_time`). Of people it holds the ids of those who acted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

import sqlalchemy as sa

from engine import events as facts
from engine import xes
from engine.time import local
from models.tables import cases, events

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from sqlalchemy.engine import Connection

    from engine.audit.verify import Progress
    from models import Database

_TOLD = (
    facts.StepOpened,
    facts.StepClaimed,
    facts.StepReleased,
    facts.StepCompleted,
    facts.StepReturned,
    facts.StepCancelled,
)
_TYPES = tuple(name for name, cls in facts.FACTS.items() if cls in _TOLD)
_ABOUT = ("process", "place", "state", "outcome")  # of a case
_EVERY = 2000


@dataclass(slots=True)
class _Entry:
    """An entry into a step that is open."""

    fact: facts.StepOpened
    instance: int
    opened: datetime
    taken: tuple[datetime, str] | None = None


def write_traces(database: Database, file: TextIO, progress: Progress | None = None) -> int:
    """Write every case, as of one moment, to an open text file; gives the number of events written."""
    written = count = 0
    file.write(xes.HEAD)
    with database.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(events).where(events.c.type.in_(_TYPES))) or 0
        told_of = (cases.c.id, cases.c.number, *(cases.c[name] for name in _ABOUT))
        about = {row.id: row for row in connection.execute(sa.select(*told_of))}
        for case, rows in groupby(_rows(connection), key=lambda row: row.case_id):
            known = list(rows)
            told = list(_events(known))
            file.write(_trace(about[case], told))
            written += len(told)
            if progress and (count + len(known)) // _EVERY > count // _EVERY:
                progress(count + len(known), total)
            count += len(known)
    file.write(xes.END)
    if progress:
        progress(count, total)
    return written


def _rows(connection: Connection) -> Iterator[Any]:
    e = events.c
    chosen = sa.select(e.case_id, e.type, e.at, e.actor, e.body).where(e.type.in_(_TYPES)).order_by(e.case_id, e.seq)
    return iter(connection.execution_options(yield_per=_EVERY).execute(chosen))


def _trace(case: Any, told: Iterable[tuple[datetime, str]]) -> str:
    named = [xes.attribute("concept:name", xes.clean(case.number))]
    named += [xes.attribute(key, xes.clean(getattr(case, key) or "")) for key in _ABOUT]
    in_order = sorted(told, key=lambda one: one[0])
    return "".join([xes.TRACE, *named, *(text for _, text in in_order), xes.TRACE_END])


def _events(rows: Iterable[Any]) -> Iterator[tuple[datetime, str]]:
    """What is written of a case, with its instants, in the order of its log."""
    entries: dict[str, _Entry] = {}
    instance = 0
    for row in rows:
        fact, at = facts.fact_from_json(row.type, json.loads(row.body)), local(row.at)
        if isinstance(fact, facts.StepOpened):
            instance += 1
            entries[fact.token] = _Entry(fact, instance, at)
        elif isinstance(fact, facts.StepClaimed) and fact.token in entries:
            entries[fact.token].taken = at, fact.user
        elif isinstance(fact, facts.StepReleased) and fact.token in entries:
            entries[fact.token].taken = None
        elif isinstance(fact, facts.StepCompleted | facts.StepReturned | facts.StepCancelled) and fact.token in entries:
            yield from _closed(entries.pop(fact.token), fact, at, row.actor)


def _closed(entry: _Entry, fact: facts.Fact, at: datetime, actor: str) -> Iterator[tuple[datetime, str]]:
    """Start and end of an entry. What is dated back behind its opening stands at it."""
    opened = min(entry.opened, at)
    taken = None if entry.taken is None else (min(max(entry.taken[0], opened), at), entry.taken[1])
    given_up = xes.WITHDRAWN if taken is None else xes.ABORTED
    how = xes.COMPLETE if isinstance(fact, facts.StepCompleted) else given_up
    enabled = xes.date("enable_time", _instant(opened))
    if taken is not None:
        yield taken[0], _event(entry, xes.START, taken[1], taken[0], enabled)
        enabled = ""
    decided = xes.attribute("decision", xes.clean(getattr(fact, "decision", None) or ""))
    yield at, _event(entry, xes.LIFECYCLE[how], actor, at, enabled + decided)


def _event(entry: _Entry, word: str, who: str, at: datetime, more: str) -> str:
    fact = entry.fact
    texts = {
        "concept:name": fact.name or fact.step,
        "element": fact.step,
        "org:group": fact.department or "",
        "org:role": fact.role or "",
        "org:resource": who,
        "concept:instance": str(entry.instance),
        "lifecycle:transition": word,
    }
    said = "".join(xes.attribute(key, xes.clean(value)) for key, value in texts.items())
    return f"{xes.EVENT}{said}{more}{xes.date('time:timestamp', _instant(at))}{xes.EVENT_END}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
