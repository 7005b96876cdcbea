"""What is planned: the earliest instant first, and among equal ones what was planned first.

An entry is an instant and a word: the number of the event above `SHIFT` bits, and below them whom it is for. In plain
Python the standard library's heap does it, on one number for both; `push`, `peek` and `pop` are replaced by those of
`engine.simulation.kernel.heap_arrays` when the kernel is compiled.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from engine.simulation.layout import G_HEAP, G_HEAP_SIZE, NEVER

if TYPE_CHECKING:
    from typing import Any


WORD = 64
LOW = (1 << WORD) - 1


def push(m: Any, instant: int, word: int) -> None:
    """Plan `word` for `instant`."""
    heappush(m[G_HEAP], (instant << WORD) | word)
    m[G_HEAP_SIZE] += 1


def peek(m: Any) -> int:
    """The earliest instant, or never."""
    heap: list[int] = m[G_HEAP]
    return heap[0] >> WORD if heap else NEVER


def pop(m: Any) -> int:
    """Take the earliest entry off and give its word."""
    m[G_HEAP_SIZE] -= 1
    heap: list[int] = m[G_HEAP]
    return heappop(heap) & LOW
