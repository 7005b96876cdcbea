"""What passes of a limit, as its clock counts: mean, quantiles and a histogram, out of the buckets that a run keeps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from engine.simulation.statistics.intervals import NOTHING, by_order, over_replications, quantile
from engine.simulation.statistics.pools import mean_of_sums
from engine.simulation.statistics.values import SHARES, Elapsed, Histogram, Spread

if TYPE_CHECKING:
    from engine.simulation.inputs import Limit
    from engine.simulation.outcome import Bucket, LimitCount

MOST_BINS = 60


class Ordered(Sequence[float]):
    """The values of a run's counts in order, as far as the buckets tell them: within a bucket they lie evenly. Whole
    days are what they are.
    """

    def __init__(self, buckets: Sequence[Bucket], longest: float, *, whole: bool) -> None:
        self.buckets, self.longest, self.whole = buckets, longest, whole
        self.until = list(accumulate(count for _, _, count in buckets))

    def __len__(self) -> int:
        return self.until[-1] if self.until else 0

    def __getitem__(self, place: int) -> float:  # type: ignore[override]  # nobody asks for slices
        number = bisect_right(self.until, place)
        low, width, count = self.buckets[number]
        if self.whole and width == 1:
            return low
        before = self.until[number] - count
        return min(low + width * (place - before + 0.5) / count, self.longest)


def elapsed_of(limit: Limit, counts: Sequence[LimitCount], effect: float) -> Elapsed:
    """What passed of a limit, over all counts that ended. `effect` widens the intervals of a single replication."""
    filled = [count for count in counts if count.count]
    ordered = [Ordered(count.buckets, count.longest, whole=limit.rule.by_date) for count in filled]
    sums = [(count.count, count.elapsed, count.elapsed_squares) for count in filled]
    estimates = {"mean": mean_of_sums(sums, effect) if filled else NOTHING}
    for name, share in SHARES.items():
        if len(filled) == 1:
            estimates[name] = by_order(ordered[0], share, effect)
        else:
            estimates[name] = over_replications([quantile(values, share) for values in ordered])
    spread = Spread(limit.rule.reading_unit.value, sum(count.count for count in filled), estimates)
    return Elapsed(spread, _histogram(limit, filled), _line(limit))


def _line(limit: Limit) -> float | None:
    """Where the limit stands among the bars: behind that of its last day. Months have no length of their own."""
    from engine.time.rule import Unit  # noqa: PLC0415 - it brings the calendars, which a run without limits has no use for

    rule = limit.rule
    if rule.unit is Unit.MONTH:
        return None
    if rule.unit is Unit.IMMEDIATE:
        return 1.0
    return float(rule.quantity) + (1 if rule.by_date else 0)


def _histogram(limit: Limit, counts: Sequence[LimitCount]) -> Histogram:
    """Of all replications together, in at most 60 bars of one width that the limit does not cut."""
    longest = max((count.longest for count in counts), default=0.0)
    if not counts:
        return Histogram((), ())
    whole = limit.rule.by_date
    line = _line(limit) or 1.0
    width = 1.0 if whole else line / 8
    while (longest + whole) / width > MOST_BINS:
        width = _wider(width, line, whole=whole)
    bins = int(longest / width) + 1
    held = [0] * bins
    for count in counts:
        for low, wide, number in count.buckets:
            middle = low if whole and wide == 1 else min(low + wide / 2, longest)
            held[min(int(middle / width + 1e-9), bins - 1)] += number
    return Histogram(tuple(n * width for n in range(bins + 1)), tuple(held))


def _wider(width: float, line: float, *, whole: bool) -> float:
    """The next width that has an edge where the limit stands."""
    if not whole:
        return width * 2
    wider = int(width) + 1
    while line % wider and wider < line:
        wider += 1
    return float(wider) if wider <= line else width * 2
