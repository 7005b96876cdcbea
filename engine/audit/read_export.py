"""The verifier of an exported log: it needs the file only, and neither a database nor trust in who wrote it."""

from __future__ import annotations

import hmac
import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from engine.audit.canonical import canonical_text
from engine.audit.chain import Link
from engine.audit.check import Checker, Head, heads_digest
from engine.audit.checkpoints import Checkpoint, checkpoint_from
from engine.audit.digest import ALGORITHMS
from engine.audit.export import FORM, seal_content
from engine.audit.verify import (
    Report,
    against_checkpoints,
    check_awaited,
    check_checkpoints,
    check_heads,
    check_receipts,
    report,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from engine.audit.keys import Key

_EVENT = {field.name for field in fields(Link)}
_SEAL = {"at", "cases", "events", "heads", "algorithm", "key_id", "signature"}
_EVERY = 2000


class _Reader:
    """What was read so far. Events are checked as they come; how checkpoints and seal fit, at the end."""

    def __init__(self) -> None:
        self.checker = Checker()
        self.checkpoints: list[Checkpoint] = []
        self.heads: dict[int, dict[str, Head]] = {}
        self.seal: dict[str, Any] | None = None
        self.awaited: dict[tuple[str, int], str] = {}  # events that checkpoints signed and that did not come yet

    def line(self, number: int, text: str) -> None:
        """Take one line; what is wrong with it becomes a fault."""
        try:
            data = json.loads(text)
            if not isinstance(data, dict):
                raise ValueError("it is no object")  # noqa: TRY004, TRY301  (told below, like any other fault of a line)
            self._take(number, data)
        except (ValueError, RecursionError) as error:
            self.checker.fault(None, None, f"line {number} cannot be read: {error}")

    def _take(self, number: int, data: dict[str, Any]) -> None:
        if self.seal is not None:
            raise ValueError("it stands after the seal")
        if number == 1:
            if data.get("form") != FORM:
                raise ValueError(f"it does not name the form {FORM}")
        elif "seal" in data:
            self.seal = _seal(data["seal"])
        elif "checkpoint" in data:
            self._checkpoint(data)
        else:
            self._event(data)

    def _event(self, data: dict[str, Any]) -> None:
        private = data.pop("private", None)
        if set(data) != _EVENT or type(data["seq"]) is not int or not isinstance(data["body"], dict):
            raise ValueError("it is not an event")
        if any(not isinstance(data[name], str) for name in _EVENT - {"seq", "body"}):
            raise ValueError("it is not an event")
        link = Link(**{**data, "body": canonical_text(data["body"])})
        self.checker.take(link)
        against_checkpoints(self.checker, link, self.awaited)
        if private is not None:
            if not isinstance(private, dict) or set(private) != {"data", "salt"}:
                raise ValueError("its private data have no salt")
            self.checker.private(link.case_id, link.seq, link.body, json.dumps(private["data"]), str(private["salt"]))

    def _checkpoint(self, data: dict[str, Any]) -> None:
        one = checkpoint_from(data["checkpoint"])
        rows = data.get("heads")
        if not isinstance(rows, list) or any(not _is_head(row) for row in rows):
            raise ValueError("it has no heads")
        if self.checker.events:
            raise ValueError("it is a checkpoint after the first event")
        self.checkpoints.append(one)
        self.heads[one.id] = {case: Head(seq, found) for case, seq, found in rows}
        self.awaited.update({(case, seq): found for case, seq, found in rows})


def verify_export(
    lines: Iterable[str],
    *,
    key: Key | None = None,
    receipts: Sequence[Checkpoint] = (),
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Check an exported log, line by line. `key` and `receipts` as for `verify_database`, but receipts of later than
    the export are left aside; `progress` is called with the number of lines read.
    """
    reader = _Reader()
    number = 0
    for number, line in enumerate(lines, 1):
        reader.line(number, line)
        if progress and number % _EVERY == 0:
            progress(number)
    if progress:
        progress(number)
    checker = reader.checker
    check_heads(checker, reader.checkpoints, reader.heads)
    check_awaited(checker, reader.awaited)
    signatures = {check_checkpoints(checker, reader.checkpoints, key), _check_seal(checker, reader.seal, key)}
    sealed_at = reader.seal["at"] if reader.seal else ""
    check_receipts(checker, reader.checkpoints, [one for one in receipts if one.at <= sealed_at])
    signature = "unchecked" if "unchecked" in signatures else "checked" if "checked" in signatures else "none"
    return report(checker, len(reader.checkpoints), signature)


def _check_seal(checker: Checker, seal: dict[str, Any] | None, key: Key | None) -> str:
    """Compare the log with its seal; the word for `Report.signature`."""
    if seal is None:
        checker.fault(None, None, "the seal at the end is missing: the export was cut off")
        return "none"
    if (seal["cases"], seal["events"]) != (len(checker.heads), checker.events):
        counted = f"{checker.events} events of {len(checker.heads)} cases"
        checker.fault(
            None, None, f"the seal counts {seal['events']} events of {seal['cases']} cases, there are {counted}"
        )
    elif seal["heads"] != heads_digest(checker.heads, seal["algorithm"]):
        checker.fault(None, None, "the last events of the cases are not those that were sealed")
    if not seal["signature"]:
        return "none"
    if key is None or key.id != seal["key_id"]:
        return "unchecked"
    expected = key.sign(seal["algorithm"], seal_content(seal))
    if not hmac.compare_digest(expected.encode(), seal["signature"].encode()):
        checker.fault(None, None, "the signature of the seal is not by its key")
    return "checked"


def _seal(data: Any) -> dict[str, Any]:
    """The seal.

    Raises:
        ValueError: It is none.
    """
    if not isinstance(data, dict) or set(data) != _SEAL or data["algorithm"] not in ALGORITHMS:
        raise ValueError("it is not a seal")
    if any(type(value) is not (int if name in ("cases", "events") else str) for name, value in data.items()):
        raise ValueError("it is not a seal")
    return data


def _is_head(row: Any) -> bool:
    return isinstance(row, list) and [type(part) for part in row] == [str, int, str]
