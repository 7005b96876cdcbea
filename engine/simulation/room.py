"""Room for tokens, frames, plans and the log: memory grows at its end, so addresses stay good."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, Protocol

from engine.simulation import layout as lay

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = lay.MARGIN + 1024
LOG_ROWS = 1 << 16
MOVES_ROOM = 1 << 14
CHUNK = 1 << 15  # zeros that are added at a time: as many at once would fill the memory twice


class Store(Protocol):
    """How the two sequences grow: lists or arrays."""

    m: Any
    x: Any

    def grow_m(self, size: int) -> int:
        """Add zeros to `m` and give where they begin."""

    def grow_x(self, size: int) -> int:
        """Add zeros to `x` and give where they begin."""

    def fill(self, rows: range, values: range) -> None:
        """Write values to these places of `m`."""


class Lists:
    """Memory as plain lists, with the standard library's heap."""

    def __init__(self, m: Sequence[Any], x: Sequence[float]) -> None:
        self.m = list(m)
        self.x = list(x)
        self.m[lay.G_HEAP] = []
        self.m[lay.G_HEAP_ROOM] = lay.NEVER

    def grow_m(self, size: int) -> int:
        """Add zeros to `m` and give where they begin."""
        at = len(self.m)
        self.m.extend([0] * size)
        return at

    def grow_x(self, size: int) -> int:
        """Add zeros to `x` and give where they begin."""
        at = len(self.x)
        self.x.extend([0.0] * size)
        return at

    def fill(self, rows: range, values: range) -> None:
        """Write values to these places of `m`."""
        self.m[rows.start : rows.stop : rows.step] = values


class Arrays:
    """Memory as arrays, for the compiled loop."""

    def __init__(self, m: Sequence[int], x: Sequence[float]) -> None:
        self.m = array("q", m)
        self.x = array("d", x)

    def grow_m(self, size: int) -> int:
        """Add zeros to `m` and give where they begin."""
        return _grow(self.m, size)

    def grow_x(self, size: int) -> int:
        """Add zeros to `x` and give where they begin."""
        return _grow(self.x, size)

    def fill(self, rows: range, values: range) -> None:
        """Write values to these places of `m`."""
        self.m[rows.start : rows.stop : rows.step] = array("q", values)


def _grow(values: array[Any], size: int) -> int:
    at = len(values)
    zeros = array(values.typecode, [0]) * min(size, CHUNK)
    for _ in range(size // CHUNK):
        values.extend(zeros)
    values.extend(zeros[: size % CHUNK])
    return at


def furnish(store: Store, frame_size: int, *, log: bool) -> None:
    """The first rows of a run."""
    store.m[lay.G_QUEUE_ROOM] = MOVES_ROOM
    store.m[lay.G_QUEUE] = store.grow_m(MOVES_ROOM * (lay.Q_SIZE + store.m[lay.G_ROUNDS]))
    if log:
        store.m[lay.G_LOG_ROOM] = LOG_ROWS
        store.m[lay.G_LOG] = store.grow_m(LOG_ROWS * lay.LOG_SIZE)
    store.m[lay.G_DYNAMIC] = len(store.m)
    add_tokens(store, FIRST)
    add_frames(store, FIRST, frame_size)


def make_room(store: Store, frame_size: int) -> None:
    """Double what runs short."""
    m = store.m
    if m[lay.G_TOKENS_LEFT] < lay.MARGIN:
        add_tokens(store, _as_many_again(m[lay.G_TOKENS_LEFT], m[lay.G_TOKENS]))
    if m[lay.G_FRAMES_LEFT] < lay.MARGIN:
        add_frames(store, _as_many_again(m[lay.G_FRAMES_LEFT], m[lay.G_FRAMES]), frame_size)
    if m[lay.G_HEAP_SIZE] + lay.MARGIN > m[lay.G_HEAP_ROOM]:
        move_heap(store)
    if m[lay.G_SOON] == 0:
        add_list(store)


def _as_many_again(left: int, all_of_them: int) -> int:
    return max(lay.MARGIN, (all_of_them - left) // 2)


def add_tokens(store: Store, count: int) -> None:
    """Free token rows, linked in front of those there are."""
    size = lay.T_SIZE + int(store.m[lay.G_ROUNDS])
    at = store.grow_m(count * size)
    m = store.m
    _link(store, range(at, at + count * size, size), lay.T_NEXT, m[lay.G_FREE_TOKEN])
    m[lay.G_FREE_TOKEN] = at
    m[lay.G_TOKENS_LEFT] += count
    m[lay.G_TOKENS] += count


def add_frames(store: Store, count: int, size: int) -> None:
    """Free frames; each has its place for variables for good."""
    at = store.grow_m(count * size)
    variables = int(store.m[lay.G_VARIABLES])
    vars_at = store.grow_x(count * variables)
    m = store.m
    rows = range(at, at + count * size, size)
    _link(store, rows, lay.F_PARENT, m[lay.G_FREE_FRAME])
    if variables:
        store.fill(_column(rows, lay.F_VARS), range(vars_at, vars_at + count * variables, variables))
    m[lay.G_FREE_FRAME] = at
    m[lay.G_FRAMES_LEFT] += count
    m[lay.G_FRAMES] += count


def _link(store: Store, rows: range, field: int, last: int) -> None:
    """Each row points to the next one, and the last to `last`."""
    store.fill(_column(rows, field), range(rows.start + rows.step, rows.stop + rows.step, rows.step))
    store.m[rows[-1] + field] = last


def _column(rows: range, field: int) -> range:
    return range(rows.start + field, rows.stop + field, rows.step)


def move_heap(store: Store) -> None:
    """A heap of twice the room, behind its last entry never; the old one's place is lost."""
    m = store.m
    room = max(int(m[lay.G_HEAP_ROOM]) * 2, 4 * lay.MARGIN)
    used = 2 * int(m[lay.G_HEAP_SIZE])
    old = int(m[lay.G_HEAP])
    at = store.grow_m(2 * room)
    m = store.m
    m[at : at + used] = m[old : old + used]
    m[at + used : at + 2 * room] = array("q", (lay.NEVER, 0)) * (room - used // 2)
    m[lay.G_HEAP] = at
    m[lay.G_HEAP_ROOM] = room


def add_list(store: Store) -> None:
    """The list of the soonest plans: before its first stands what is never and after all others."""
    at = store.grow_m(2 * (lay.SOON + 1))
    m = store.m
    m[at], m[at + 1] = lay.NEVER, lay.LATEST
    m[lay.G_SOON] = m[lay.G_SOON_END] = at + 2
