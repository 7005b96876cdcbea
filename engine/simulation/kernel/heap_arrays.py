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
    """Take the earliest entry off and give its word."""
    base = m[G_HEAP]
    found = m[base + 1]
    size = m[G_HEAP_SIZE] - 1
    m[G_HEAP_SIZE] = size
    if size == 0:
        return found
    instant = m[base + 2 * size]
    word = m[base + 2 * size + 1]
    place = 0
    while True:
        first = 4 * place + 1
        if first >= size:
            break
        best = first
        at = base + 2 * first
        for child in range(first + 1, min(first + 4, size)):
            other = base + 2 * child
            if m[other] < m[at] or (m[other] == m[at] and m[other + 1] < m[at + 1]):
                best = child
                at = other
        if instant < m[at] or (instant == m[at] and word < m[at + 1]):
            break
        m[base + 2 * place] = m[at]
        m[base + 2 * place + 1] = m[at + 1]
        place = best
    m[base + 2 * place] = instant
    m[base + 2 * place + 1] = word
    return found
