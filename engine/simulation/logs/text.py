"""Rows of text made by whole columns: pieces of fixed width stand beside each other, filled up with NUL, and at the end
every NUL is taken out. No label holds one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

DAY = 86_400_000_000
_SECOND = 1_000_000
_LAST_DAY = np.datetime64("9999-12-31", "D")
_CHUNK_BYTES = 1 << 19  # what stays in the processor's cache while its columns are filled
_GROUP = 10_000  # digits are written four at a time
_GROUPS = 4


def column(texts: Sequence[str]) -> Any:
    """Texts as a column to choose from."""
    return np.array([text.encode() for text in texts] or [b""], dtype=np.bytes_)


def chunks(size: int, width: int) -> Iterator[slice]:
    """Slices of rows that are `width` bytes wide each."""
    rows = max(_CHUNK_BYTES // max(width, 1), 1)
    return (slice(at, min(at + rows, size)) for at in range(0, size, rows))


def joined(parts: Sequence[Any], size: int) -> bytes:
    """The rows that these columns make, beside each other. A part is a column of `size` texts, or one text for all."""
    found: bytes = _beside(parts, size).tobytes().translate(None, b"\0")
    return found


def _padded(numbers: Any, size: int) -> Any:
    """Numbers as texts of that many digits."""
    powers = 10 ** np.arange(size - 1, -1, -1)
    digits = (numbers[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    return np.ascontiguousarray(digits).view(f"S{size}").ravel()


def _beside(parts: Sequence[Any], size: int) -> Any:
    """Columns, and texts that are the same in each row, put together."""
    kinds = [(str(n), f"S{len(p) or 1}" if isinstance(p, bytes) else p.dtype) for n, p in enumerate(parts)]
    made = np.empty(size, dtype=kinds)
    for number, part in enumerate(parts):
        made[str(number)] = part
    return made.view(f"S{made.itemsize}")


class Digits:
    """Whole numbers of up to sixteen digits."""

    def __init__(self) -> None:
        whole = _padded(np.arange(_GROUP), 4)
        first = np.char.lstrip(whole, b"0")
        self.table = np.concatenate((first, whole))

    def of(self, numbers: Any) -> list[Any]:
        """The columns of some numbers of 0 or more."""
        found: list[Any] = []
        high = numbers
        for place in range(_GROUPS):
            higher = high // _GROUP
            piece = self.table[high - higher * _GROUP + (higher > 0) * _GROUP]
            if place == 0:
                piece[numbers == 0] = b"0"
            found.insert(0, piece)
            high = higher
            if not high.any():
                break
        return found


class Clock:
    """Instants of a run as ISO 8601, with `between` between date and time and an offset behind."""

    def __init__(self, origin: datetime, offset: str, between: str = "T") -> None:
        self.origin = np.datetime64(origin.date(), "D")
        self.between = between
        self.days = column([])
        second = np.arange(86_400)
        parts = [_padded(n, 2) for n in (second // 3600, second // 60 % 60, second % 60)]
        self.seconds = _beside([parts[0], b":", parts[1], b":", parts[2], b"."], len(second))
        self.thousandths = _padded(np.arange(1000), 3)
        self.last = _beside([self.thousandths, offset.encode()], 1000)

    def of(self, instants: Any) -> list[Any]:
        """The columns of some instants, microseconds since 0:00 of the first day.

        Raises:
            SimulationError: One lies beyond the year 9999.
        """
        day = instants // DAY
        self._reach(int(day.max(initial=0)))
        rest = instants - day * DAY
        second = rest // _SECOND
        micro = rest - second * _SECOND
        thousandth = micro // 1000
        return [
            self.days[day],
            self.seconds[second],
            self.thousandths[thousandth],
            self.last[micro - thousandth * 1000],
        ]

    def _reach(self, day: int) -> None:
        if day < len(self.days) and self.days[0]:
            return
        if day > (_LAST_DAY - self.origin).astype(int):
            raise SimulationError("Expected the log to end by the year 9999, but it goes on beyond it")
        count = min(max(day + 1, 2 * len(self.days), 400), int((_LAST_DAY - self.origin).astype(int)) + 1)
        dates = (self.origin + np.arange(count)).astype("S10")
        self.days = _beside([dates, self.between.encode()], count)
