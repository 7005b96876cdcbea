"""What a run gives: plain counts and sums of each replication. Spans are hours; statistics are built upon this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.simulation.layout import LOG_SIZE

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Mapping


Bucket = tuple[float, float, int]  # from where on it counts, how wide it is, how many it holds


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step over all cases after the warm-up: how often it was entered, completed and cancelled; sums and sums of
    squares, over what was completed, of waiting (opened to started), of work, and of the span (opened to finished).
    """

    entered: int
    count: int
    cancelled: int
    wait: float
    wait_squares: float
    work: float
    work_squares: float
    span: float
    span_squares: float


@dataclass(frozen=True, slots=True)
class PoolCount:
    """A queue: the area under its length (hours times waiting), how often somebody began, how long they had waited,
    how long it was at most, and its course: the area in each bucket of the inputs' `queue_every`.
    """

    area: float
    started: int
    wait: float
    longest: int
    course: Sequence[float]


@dataclass(frozen=True, slots=True)
class StaffCount:
    """A group of staff: working hours spent on steps that came to their end, and those that there were to spend."""

    busy: float
    available: float


@dataclass(frozen=True, slots=True)
class LimitCount:
    """A limit: how many counts ended and how many of them in a breach, how far those were over altogether (too late, or
    of a shortest time too early), how many decided nothing, and how many cases had a count, and a breach.

    `elapsed` is what passed of it, as its clock counts, over all counts that ended; with the sum of squares, the most
    of any count, and the buckets that hold them: of whole days one for each day to beyond twice the limit, by the clock
    each a 64th of it; further on they grow, so that none is wider than a 32nd of what it holds. All amounts are in the
    unit in which the limit is read (`engine.time.Rule.reading_unit`), as `engine.time.judge` says them. `hours` are
    those, of clock time, that each step inside was open in the counts that ended in a breach, completed or not.
    """

    count: int
    breached: int
    over: float
    void: int
    cases: int
    cases_breached: int
    elapsed: float
    elapsed_squares: float
    longest: float
    hours: Mapping[str, float]
    buckets: tuple[Bucket, ...]


@dataclass(frozen=True, slots=True)
class Replication:
    """One run.

    `arrived` = `ended` + `open`, warm-up included. `cycle` are hours from arrival to end of the cases that count, by
    arrival; NaN: still open at the horizon. `first` is the number of the first of them. `start`, `end` (microseconds
    since `Inputs.origin`) and `approval` (working days) are empty unless `Inputs.keep` is set. `hours` is the time that
    the queues and the staff were watched, from the end of the warm-up on. `verdicts` are those of the inputs' recorded
    cases, one for each limit: 0 nothing was decided, 1 kept, 2 breached. They are in none of the other figures but
    `arrived`, `ended`, `open` and the queues.
    """

    number: int
    arrived: int
    ended: int
    open: int
    peak: int
    events: int
    first: int
    finished_at: int
    hours: float
    cycle: Sequence[float]
    start: Sequence[int]
    end: Sequence[int]
    approval: Sequence[int]
    steps: Mapping[str, StepCount]
    pools: Mapping[str, PoolCount]
    staff: Mapping[str, StaffCount]
    limits: Mapping[str, LimitCount]
    verdicts: Sequence[Sequence[int]] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """All replications, in order. `mode` says how they were run: `plain` or `compiled`."""

    mode: str
    replications: tuple[Replication, ...]


class LogRows(Sequence["list[int]"]):
    """Rows of the event log: seven whole numbers each, one row behind the other in `numbers`. NumPy takes them as an
    array of seven columns.
    """

    def __init__(self, numbers: array[int]) -> None:
        self.numbers = numbers

    def __len__(self) -> int:
        return len(self.numbers) // LOG_SIZE

    def __getitem__(self, place: int) -> list[int]:  # type: ignore[override]  # nobody asks for slices
        at = range(0, len(self.numbers), LOG_SIZE)[place]
        return self.numbers[at : at + LOG_SIZE].tolist()

    def __iter__(self) -> Iterator[list[int]]:
        numbers = self.numbers.tolist()
        return (numbers[at : at + LOG_SIZE] for at in range(0, len(numbers), LOG_SIZE))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001 - NumPy's protocol
        import numpy as np  # noqa: PLC0415 - whoever asks for an array has it

        return np.array(np.asarray(self.numbers).reshape(-1, LOG_SIZE), dtype=dtype, copy=copy)

    def of_cases(self, first: int, last: int) -> list[list[int]]:
        """Those of the cases from `first` on, `last` left out."""
        cases = self.numbers[::LOG_SIZE]
        return [self[place] for place, case in enumerate(cases) if first <= case < last]


@dataclass(frozen=True, slots=True)
class LogBlock:
    """Rows of the event log, in the order in which things ended. A row is case, step, staff (−1: none), opened,
    started, finished (microseconds since `Inputs.origin`) and how (0 completed, 1 cancelled); step and staff are places
    in `steps` and `staff`. What takes a block also takes rows as lists, or as an array of NumPy's.
    """

    replication: int
    rows: Any
    steps: Sequence[str]
    staff: Sequence[str]
