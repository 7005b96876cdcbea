"""The heap of `kernel.heap` in the memory itself, for the compiled kernel: four children to a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import G_HEAP, G_HEAP_SIZE, NEVER

if TYPE_CHECKING:
    from engine.simulation.layout import Integers


def push(m: Integers, instant: int, word: int) -> None:
    """Plan `word` for `instant`. The caller saw to it that there is room."""
    base = m[G_HEAP]
    place = m[G_HEAP_SIZE]
    m[G_HEAP_SIZE] = place + 1
    while place > 0:
        above = (place - 1) >> 2
        at = base + 2 * above
        if m[at] < instant or (m[at] == instant and m[at + 1] < word):
            break
        m[base + 2 * place] = m[at]
        m[base + 2 * place + 1] = m[at + 1]
        place = above
    m[base + 2 * place] = instant
    m[base + 2 * place + 1] = word


def peek(m: Integers) -> int:
    """The earliest instant, or never."""
    return m[m[G_HEAP]] if m[G_HEAP_SIZE] > 0 else NEVER


def pop(m: Integers) -> int:
    """Take the earliest entry off and give its word. What lies behind the last entry is never, so that four children
    can always be compared; they are without a branch, for which one is the earliest cannot be foreseen.
    """
    base = m[G_HEAP]
    found = m[base + 1]
    size = m[G_HEAP_SIZE] - 1
    m[G_HEAP_SIZE] = size
    last = base + 2 * size
    instant = m[last]
    word = m[last + 1]
    m[last] = NEVER
    at = base
    stop = base + 2 * size
    child = base + 2
    while child < stop:
        one = child + 2 * earlier(m, child + 2, child)
        two = child + 4 + 2 * earlier(m, child + 6, child + 4)
        best = one + (two - one) * earlier(m, two, one)
        if instant < m[best] or (instant == m[best] and word < m[best + 1]):
            break
        m[at] = m[best]
        m[at + 1] = m[best + 1]
        at = best
        child = base + 4 * (best - base) + 2
    if size > 0:
        m[at] = instant
        m[at + 1] = word
    return found


def earlier(m: Integers, a: int, b: int) -> int:
    """1 if the entry at `a` comes before that at `b`, else 0."""
    return int(m[a] < m[b]) | (int(m[a] == m[b]) & int(m[a + 1] < m[b + 1]))
