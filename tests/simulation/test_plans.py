"""The compiled kernel's plans come out as the plain kernel's do: by instant, and among equal ones as they were made."""

from __future__ import annotations

from heapq import heappop, heappush

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation import layout as lay
from engine.simulation.kernel import heap_arrays
from engine.simulation.room import Arrays, add_list, move_heap

MOVES = st.lists(st.one_of(st.none(), st.integers(0, 30)), max_size=400)


def memory() -> Arrays:
    store = Arrays([0] * lay.G_SIZE, [])
    move_heap(store)
    add_list(store)
    return store


def check(moves: list[int | None]) -> None:
    """Plan so long from now (None: let the next one happen) and compare with a sorted list."""
    m, expected, now = memory().m, [], 0
    for seq, move in enumerate(moves, start=1):
        if move is not None:
            heap_arrays.push(m, now + move, seq)
            heappush(expected, (now + move, seq))
        elif expected:
            now, word = heappop(expected)
            assert heap_arrays.peek(m) == now
            assert heap_arrays.pop(m) == word
    while expected:
        assert (heap_arrays.peek(m), heap_arrays.pop(m)) == heappop(expected)
    assert heap_arrays.peek(m) == lay.NEVER


@settings(max_examples=200, deadline=None)
@given(MOVES)
def test_plans_come_in_order(moves: list[int | None]):
    check(moves)


@settings(max_examples=20, deadline=None)
@given(MOVES, st.integers(30, 3000), st.integers(1, 97))
def test_plans_come_in_order_when_there_are_many(moves: list[int | None], many: int, step: int):
    check([(number * step) % 1009 for number in range(many)] + moves)


def test_a_heap_that_moves_keeps_its_plans():
    store = memory()
    for number in range(4 * lay.MARGIN - 10):
        heap_arrays.push(store.m, (number * 7919) % 10_007, number)
    move_heap(store)
    found = [(heap_arrays.peek(store.m), heap_arrays.pop(store.m)) for _ in range(4 * lay.MARGIN - 10)]
    assert found == sorted(found)
