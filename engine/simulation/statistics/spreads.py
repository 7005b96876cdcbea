"""How long cases took: means and quantiles with their intervals, and the histogram.

Many values are an array of NumPy's, few of them a list, whichever way they were simulated: so the figures do not depend
on that, and a small run does not wait for NumPy.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.simulation import layout
from engine.simulation.inputs import Calendar
from engine.simulation.statistics.intervals import (
    Estimate,
    by_order,
    design_effect,
    of_correlated,
    over_replications,
    quantile,
    total,
)
from engine.simulation.statistics.values import SHARES, Histogram, Spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.simulation.inputs import Inputs
    from engine.simulation.outcome import Replication

BINS = 50
MANY = 20_000  # values, from which on NumPy is quicker although it has to be loaded
NAMES = ("mean", *SHARES)
MONDAY_TO_FRIDAY = Calendar.weekly(("mon-fri", "09:00", "18:00"))
_NICE = (1, 2, 3, 4, 6, 12, 24)  # hours a bin is wide, as far as a day; then days by 1, 2 and 5


def is_array(values: Any) -> bool:
    """Whether it is an array of NumPy's."""
    return hasattr(values, "dtype")


def ended(replication: Replication) -> Any:
    """The cycle times of the cases that ended, in the order of arrival."""
    return _of_ended(replication, replication.cycle)


def _of_ended(replication: Replication, values: Any) -> Any:
    """Those of the cases that ended, out of what was kept of each case."""
    cycle = replication.cycle
    if len(cycle) > MANY:
        import numpy as np  # noqa: PLC0415 - a small run does without

        column = np.asarray(values)
        return column if replication.open == 0 else column[~np.isnan(np.asarray(cycle))]
    return [value for value, span in zip(values, cycle, strict=True) if span == span]  # noqa: PLR0124 - what is no number is not itself


def approvals(replication: Replication) -> Any:
    """The approval time of the cases that ended, in working days."""
    return _of_ended(replication, replication.approval)


def spans(replication: Replication, days: Sequence[int]) -> Any:
    """The span of the cases that ended, in working days: those up to the last day without those up to the first, as
    approval time is counted. `days`: the working days up to each day of the run.
    """
    start, end = _of_ended(replication, replication.start), _of_ended(replication, replication.end)
    if is_array(start):
        import numpy as np  # noqa: PLC0415 - a small run does without

        table = np.asarray(days)
        return table[end // layout.DAY] - table[start // layout.DAY]
    return [days[last // layout.DAY] - days[first // layout.DAY] for first, last in zip(start, end, strict=True)]


def working_days(inputs: Inputs, last: int) -> list[int]:
    """How many working days of the limits' calendar there were from the first day of the run up to each day, the last
    being that of the instant `last`. Without a calendar they are Monday to Friday, as in the run.
    """
    from datetime import timedelta  # noqa: PLC0415 - beside its use

    calendar = MONDAY_TO_FRIDAY if inputs.limit_calendar is None else inputs.calendars[inputs.limit_calendar]
    day, found, count = inputs.origin.date(), [], 0
    for _ in range(int(last) // layout.DAY + 1):
        count += bool(calendar.days.get(day, calendar.week[day.weekday()]))
        found.append(count)
        day += timedelta(days=1)
    return found


def figures(values: Any) -> dict[str, float] | None:
    """The mean and the quantiles of one replication; None without a case."""
    if not len(values):
        return None
    if is_array(values):
        import numpy as np  # noqa: PLC0415 - a small run does without

        found = np.quantile(values, list(SHARES.values()))
        return {"mean": total(values) / len(values), **dict(zip(SHARES, map(float, found), strict=True))}
    ordered = sorted(values)
    quantiles = {name: quantile(ordered, share) for name, share in SHARES.items()}
    return {"mean": total(values) / len(values), **quantiles}


def spread(columns: Sequence[Any], unit: str) -> Spread:
    """Of the values of each replication. With several replications that have cases each figure is their mean with
    Student's t; with one the mean has batch means and a quantile its order statistics.
    """
    filled = [column for column in columns if len(column)]
    count = sum(len(column) for column in filled)
    if len(filled) == 1:
        return Spread(unit, count, _of_one_run(filled[0]))
    rows = [row for row in map(figures, filled) if row is not None]
    return Spread(unit, count, {name: over_replications([row[name] for row in rows]) for name in NAMES})


def _of_one_run(values: Any) -> dict[str, Estimate]:
    effect = design_effect(values)
    if is_array(values):
        import numpy as np  # noqa: PLC0415 - a small run does without

        ordered: Any = np.sort(values)
    else:
        ordered = sorted(values)
    quantiles = {name: by_order(ordered, share, effect) for name, share in SHARES.items()}
    return {"mean": of_correlated(values), **quantiles}


def histogram(columns: Sequence[Any]) -> Histogram:
    """Of all replications together, with at most 50 bins of a width that reads well."""
    filled = [column for column in columns if len(column)]
    if not filled:
        return Histogram((), ())
    width = _width((_most(filled) - _least(filled)) / BINS)
    first = math.floor(_least(filled) / width) * width
    bins = max(1, math.ceil((_most(filled) - first) / width + 1e-12))
    edges = [first + n * width for n in range(bins + 1)]
    counts = [0] * bins
    for column in filled:
        for place, number in enumerate(_counted(column, edges)):
            counts[place] += number
    return Histogram(tuple(edges), tuple(counts))


def _least(columns: Iterable[Any]) -> float:
    return min(float(column.min() if is_array(column) else min(column)) for column in columns)


def _most(columns: Iterable[Any]) -> float:
    return max(float(column.max() if is_array(column) else max(column)) for column in columns)


def _width(least: float) -> float:
    """The narrowest width that reads well and is not below `least`: hours, then days, or parts of an hour."""
    if least <= 0:
        return 1.0
    if least <= 0.5:  # noqa: PLR2004 - half an hour
        tens = 10.0 ** math.floor(math.log10(least))
        return next(tens * by for by in (1, 2, 5, 10) if tens * by >= least)
    for hours in _NICE:
        if hours >= least:
            return float(hours)
    days = least / 24
    tens = 10.0 ** math.floor(math.log10(days))
    return 24 * next(tens * by for by in (1, 2, 5, 10) if tens * by >= days)


def _counted(values: Any, edges: Sequence[float]) -> list[int]:
    if is_array(values):
        import numpy as np  # noqa: PLC0415 - a small run does without

        places: Any = np.searchsorted(np.asarray(edges), values, side="right") - 1
        found = np.bincount(np.minimum(places, len(edges) - 2), minlength=len(edges) - 1)
        return [int(number) for number in found]
    from bisect import bisect_right  # noqa: PLC0415 - beside its use

    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[min(bisect_right(edges, value) - 1, len(edges) - 2)] += 1
    return counts
