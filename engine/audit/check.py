"""The check of a log, event by event: pure, in memory bounded by the number of cases, whatever the log came from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.audit.chain import START, Link, link_digest
from engine.audit.digest import SHA256, digest, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FAULTS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a case: its place and its digest."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: in which case (None: in the log as a whole), at which event, and why."""

    case: str | None
    seq: int | None
    why: str


@dataclass(slots=True)
class Checker:
    """Takes the events of a log in its order: case by case, in each from seq 1 on.

    It notices an event that was changed, left out, put in, or put elsewhere. It cannot notice by itself that the end of
    a case or a whole case is missing, or that all of a chain was written anew: for that there are the heads that a
    checkpoint signed (`engine.audit.checkpoints`).
    """

    heads: dict[str, Head] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    events: int = 0
    _case: str | None = None
    _seq: int = 0
    _hash: str = START

    @property
    def ok(self) -> bool:
        return self.fault_count == 0

    def fault(self, case: str | None, seq: int | None, why: str) -> None:
        """Note that something does not hold."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(Fault(case, seq, why))

    def take(self, found: Link) -> None:
        """The next event. After a fault the check goes on from what is stored, so that each is told once."""
        self.events += 1
        if found.case_id != self._case:
            self._begin(found)
        if found.seq != self._seq + 1:
            self._misplaced(found)
        self._compare(found)
        self._seq, self._hash = found.seq, found.hash
        self.heads[found.case_id] = Head(found.seq, found.hash)

    def _begin(self, found: Link) -> None:
        if found.case_id in self.heads:
            self.fault(found.case_id, found.seq, "its events do not stand together")
            head = self.heads[found.case_id]
            self._seq, self._hash = head.seq, head.hash
        else:
            self._seq, self._hash = 0, START
        self._case = found.case_id

    def _misplaced(self, found: Link) -> None:
        if found.seq <= self._seq:
            self.fault(found.case_id, found.seq, f"it comes after event {self._seq}: put in twice or out of order")
        elif found.seq == self._seq + 2:
            self.fault(found.case_id, self._seq + 1, "it is missing")
        else:
            self.fault(found.case_id, self._seq + 1, f"it and those up to {found.seq - 1} are missing")

    def _compare(self, found: Link) -> None:
        try:
            expected = link_digest(self._hash, found)
        except ValueError as error:
            self.fault(found.case_id, found.seq, f"its digest cannot be computed: {error}")
            return
        if expected != found.hash and found.seq == self._seq + 1:
            self.fault(found.case_id, found.seq, "its content or the event before it is not what was chained")

    def private(self, case: str, seq: int, body: str, data: str, salt: str) -> None:
        """Compare private data (JSON text) with the salted digest that the event's body holds."""
        try:
            value = json.loads(data)
            kept = any(matches(one, value, salt) for one in private_digests(body))
        except (ValueError, RecursionError):
            kept = False
        if not kept:
            self.fault(case, seq, "the private data kept beside it are not those whose digest it holds")


def private_digests(body: str) -> tuple[str, ...]:
    """The salted digests in a fact's body: the values of its fields called `…_digest`."""
    try:
        fields = json.loads(body)
    except ValueError:
        return ()
    if not isinstance(fields, dict):
        return ()
    return tuple(v for k, v in fields.items() if k.endswith("_digest") and isinstance(v, str))


def heads_digest(heads: Mapping[str, Head] | Iterable[tuple[str, Head]], algorithm: str = SHA256) -> str:
    """One digest over the heads of many cases: lines of case, seq and hash, sorted by case."""
    pairs = dict(heads)
    lines = (f"{case} {pairs[case].seq} {pairs[case].hash}\n" for case in sorted(pairs))
    return digest(algorithm, "".join(lines).encode(errors="surrogatepass"))
