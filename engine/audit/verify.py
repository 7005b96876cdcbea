"""The check of the whole log in the database: chains, heads, private data, checkpoints, receipts."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.audit.chain import Link
from engine.audit.check import Checker, Fault, Head, heads_digest
from engine.audit.checkpoints import Checkpoint, stored_checkpoints, stored_instant, stored_text
from engine.audit.digest import ALGORITHMS
from models.tables import case_facts, cases, checkpoint_heads, events, payloads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.audit.keys import Key
    from models import Database

    Progress = Callable[[int, int], None]
    """Called with the events checked and the events there are."""

_AT, _RECORDED_AT = stored_instant(events.c.at), stored_instant(events.c.recorded_at)
_LINK = [{"at": _AT, "recorded_at": _RECORDED_AT}.get(name, events.c[name]) for name in Link.__dataclass_fields__]
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found. `signature`: checked, unchecked (no key, or another), none (nothing was signed).
    `heads` is the digest over every case's last event: note it elsewhere, and the log of today can be told from
    any other.
    """

    events: int
    cases: int
    ok: bool
    first_bad: Fault | None
    faults: tuple[Fault, ...]
    fault_count: int
    checkpoints: int
    signature: str
    heads: str

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return asdict(self)


def verify_database(
    database: Database, *, key: Key | None = None, receipts: Sequence[Checkpoint] = (), progress: Progress | None = None
) -> Report:
    """Check every event of every case in one snapshot of the database.

    `key` is the one that signs checkpoints (None: signatures stay unchecked), `receipts` are the checkpoints kept
    outside of the database.
    """
    checker = Checker()
    with database.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(events)) or 0
        signed = _signed_heads(connection)
        for link, data, salt in stored_events(connection):
            checker.take(link)
            against_checkpoints(checker, link, signed)
            if salt is not None:
                checker.private(link.case_id, link.seq, link.body, data, salt)
            if progress and checker.events % _BATCH == 0:
                progress(checker.events, total)
        _check_case_rows(connection, checker)
        _check_facts(connection, checker)
        found = stored_checkpoints(connection)
        check_heads(checker, found, _heads_by_checkpoint(connection))
    check_awaited(checker, signed)
    signature = check_checkpoints(checker, found, key)
    check_receipts(checker, found, receipts)
    if progress:
        progress(checker.events, total)
    return report(checker, len(found), signature)


def verify_case(connection: sa.Connection, case: str) -> tuple[Fault, ...]:
    """What does not hold in the chain of one case; empty when all does."""
    checker = Checker()
    for link, data, salt in stored_events(connection, case):
        checker.take(link)
        if salt is not None:
            checker.private(link.case_id, link.seq, link.body, data, salt)
    _check_case_rows(connection, checker, case)
    return tuple(checker.faults)


def report(checker: Checker, checkpoints: int, signature: str) -> Report:
    """What a checker found, as a report."""
    return Report(
        events=checker.events,
        cases=len(checker.heads),
        ok=checker.ok,
        first_bad=checker.faults[0] if checker.faults else None,
        faults=tuple(checker.faults),
        fault_count=checker.fault_count,
        checkpoints=checkpoints,
        signature=signature,
        heads=heads_digest(checker.heads),
    )


def check_checkpoints(checker: Checker, found: Sequence[Checkpoint], key: Key | None) -> str:
    """Check how checkpoints follow one another, and their signatures; the word for `Report.signature`."""
    previous, checked = "", 0
    for place, one in enumerate(found, 1):
        if one.id != place or one.previous != previous:
            checker.fault(None, None, f"checkpoint {one.id} does not follow the one before it")
        previous = one.signature
        valid = one.by(key) if key else None
        if valid is False:
            checker.fault(None, None, f"the signature of checkpoint {one.id} is not by its key")
        checked += valid is not None
    if not found:
        return "none"
    return "checked" if checked == len(found) else "unchecked"


def against_checkpoints(checker: Checker, link: Link, signed: dict[tuple[str, int], str]) -> None:
    """Compare an event with what a checkpoint signed in its place, if one did, and take that out of `signed`."""
    expected = signed.pop((link.case_id, link.seq), link.hash)
    if expected != link.hash:
        checker.fault(link.case_id, link.seq, "a checkpoint signed another event in its place")


def check_awaited(checker: Checker, signed: Mapping[tuple[str, int], str]) -> None:
    """What checkpoints signed and `against_checkpoints` never met is missing."""
    for case, seq in sorted(signed):
        checker.fault(case, seq, "it is missing, but a checkpoint covers it")


def check_heads(checker: Checker, found: Sequence[Checkpoint], heads: Mapping[int, Mapping[str, Head]]) -> None:
    """Compare the heads kept for each checkpoint with what it signed: their digest, and the running totals."""
    running: dict[str, int] = {}
    for one in found:
        added = heads.get(one.id, {})
        running.update({case: head.seq for case, head in added.items()})
        if one.algorithm not in ALGORITHMS or heads_digest(added, one.algorithm) != one.heads:
            checker.fault(None, None, f"the heads kept for checkpoint {one.id} are not those it signed")
        elif (one.cases, one.events) != (len(running), sum(running.values())):
            checker.fault(None, None, f"checkpoint {one.id} counts other cases and events than its heads")


def check_receipts(checker: Checker, found: Sequence[Checkpoint], receipts: Sequence[Checkpoint]) -> None:
    """Compare checkpoints with the receipts of them that were kept elsewhere."""
    stored = {one.id: one for one in found}
    for receipt in receipts:
        if receipt.id not in stored:
            checker.fault(None, None, f"checkpoint {receipt.id} is missing, but there is a receipt of it")
        elif stored[receipt.id] != receipt:
            checker.fault(None, None, f"checkpoint {receipt.id} is not the one of its receipt")


def stored_events(connection: sa.Connection, case: str | None = None) -> Iterator[tuple[Link, str, str | None]]:
    """The events in the order of their chains, each with its private data (JSON text) and their salt; the salt is None
    where no private data are kept.
    """
    beside = sa.and_(payloads.c.case_id == events.c.case_id, payloads.c.seq == events.c.seq)
    private = (sa.type_coerce(payloads.c.data, sa.Text()), payloads.c.salt)
    query = sa.select(*_LINK, *private).select_from(events.outerjoin(payloads, beside))
    if case is not None:
        query = query.where(events.c.case_id == case)
    query = query.order_by(events.c.case_id, events.c.seq)
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        *link, data, salt = row
        found = Link(*link)
        yield replace(found, at=stored_text(found.at), recorded_at=stored_text(found.recorded_at)), data, salt


def _signed_heads(connection: sa.Connection) -> dict[tuple[str, int], str]:
    return {(row.case_id, row.seq): row.hash for row in connection.execute(sa.select(checkpoint_heads))}


def _check_case_rows(connection: sa.Connection, checker: Checker, case: str | None = None) -> None:
    """Compare the end of every chain with the head that the case's row keeps."""
    query = sa.select(cases.c.id, cases.c.last_seq, cases.c.last_hash)
    for row in connection.execute(query if case is None else query.where(cases.c.id == case)):
        head = checker.heads.get(row.id, Head(0, ""))
        if head.seq < row.last_seq:
            checker.fault(row.id, head.seq + 1, f"it is missing: the case had come to event {row.last_seq}")
        elif head != Head(row.last_seq, row.last_hash):
            checker.fault(row.id, head.seq, "it is not the last event that the case knows of")


def _check_facts(connection: sa.Connection, checker: Checker) -> None:
    """Compare the facts of every case with the digest in its first event."""
    first = sa.and_(events.c.case_id == case_facts.c.case_id, events.c.seq == 1)
    facts = sa.type_coerce(case_facts.c.facts, sa.Text()).label("facts")
    query = sa.select(case_facts.c.case_id, facts, case_facts.c.salt, events.c.body).join(events, first)
    query = query.order_by(case_facts.c.case_id)
    for row in connection.execution_options(yield_per=_BATCH).execute(query):
        checker.private(row.case_id, 1, row.body, row.facts, row.salt)


def _heads_by_checkpoint(connection: sa.Connection) -> dict[int, dict[str, Head]]:
    heads: dict[int, dict[str, Head]] = {}
    for row in connection.execute(sa.select(checkpoint_heads)):
        heads.setdefault(row.checkpoint, {})[row.case_id] = Head(row.seq, row.hash)
    return heads
