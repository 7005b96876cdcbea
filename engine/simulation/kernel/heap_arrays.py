"""What is planned, in the memory itself, for the compiled kernel: in the place of `kernel.heap`.

The soonest plans stand in a short list in order, the soonest last, so the next one is at hand; all that is later is in
a heap with four children to a node. Where few plans are made at once, all of them are in the list. Before the list and
behind the heap stands what never comes, so neither asks where it ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.layout import G_HEAP, G_HEAP_SIZE, G_SOON, G_SOON_END, NEVER, SOON

if TYPE_CHECKING:
    from engine.simulation.layout import Integers

SIGN = 63  # so far to the right only the sign of a word is left
HALF = SOON // 2


def push(m: Integers, instant: int, word: int) -> None:
    """Plan `word` for `instant`. The caller saw to it that there is room."""
    start = m[G_SOON]
    if m[G_HEAP_SIZE] > 0 and (m[start] < instant or (m[start] == instant and m[start + 1] < word)):
        put_later(m, instant, word)
        return
    at = m[G_SOON_END]
    end = at + 2
    m[G_SOON_END] = end
    while m[at - 2] < instant or (m[at - 2] == instant and m[at - 1] < word):
        m[at] = m[at - 2]
        m[at + 1] = m[at - 1]
        at -= 2
    m[at] = instant
    m[at + 1] = word
    if end - start == 2 * SOON:
        put_off(m)


def peek(m: Integers) -> int:
    """The earliest instant, or never."""
    return m[m[G_SOON_END] - 2]


def pop(m: Integers) -> int:
    """Take the earliest entry off and give its word."""
    end = m[G_SOON_END] - 2
    m[G_SOON_END] = end
    found = m[end + 1]
    if end == m[G_SOON] and m[G_HEAP_SIZE] > 0:
        draw_near(m)
    return found


def put_off(m: Integers) -> None:
    """The list is full: its later half goes into the heap."""
    start = m[G_SOON]
    for at in range(start, start + 2 * HALF, 2):
        put_later(m, m[at], m[at + 1])
    end = m[G_SOON_END] - 2 * HALF
    for at in range(start, end):
        m[at] = m[at + 2 * HALF]
    m[G_SOON_END] = end


def draw_near(m: Integers) -> None:
    """The list is empty: the soonest of the heap come into it."""
    start = m[G_SOON]
    count = min(HALF, m[G_HEAP_SIZE])
    m[G_SOON_END] = start + 2 * count
    for place in range(count):
        at = start + 2 * (count - 1 - place)
        m[at] = m[m[G_HEAP]]
        m[at + 1] = take_first(m)


def put_later(m: Integers, instant: int, word: int) -> None:
    """Into the heap."""
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


def take_first(m: Integers) -> int:
    """Out of the heap: the word of its first. Of four children the earliest is found without a branch, since none could
    be foreseen.
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
    child = base + 2
    while child < last:
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
    """1 if the entry at `a` comes before that at `b`, else 0: by the sign of the difference of the instants, from which
    1 is taken where the word at `a` is the smaller one.
    """
    return -((m[a] - m[b] + ((m[a + 1] - m[b + 1]) >> SIGN)) >> SIGN)
