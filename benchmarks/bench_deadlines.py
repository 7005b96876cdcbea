"""Deadlines per second: one by one and as arrays, against NumPy's `busday_offset` on the same calendar.

`busday_offset` knows a week and holidays but no made-up working days. The trick that makes it equal: a week of seven
working days and every single rest day, weekends too, in its list of holidays. The plain way, a five-day week and the
holidays on weekdays, is measured beside it: it is wrong wherever a weekend was made up.
"""

from __future__ import annotations

import timeit
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from engine.time import SHANGHAI, Course, Gap, Rule, Unit, china, deadline, schedule
from engine.time.arrays import deadlines

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.time import WorkCalendar

DAYS = 20
MANY = 1_000_000
SINGLE = 2_000
WEEK_OF_SEVEN = "1111111"


def starts_of(number: int) -> np.ndarray:
    """Random days of the published years, the same in every run."""
    first, last = (np.datetime64(day, "D").astype(int) for day in ("2005-01-01", "2025-12-31"))
    return np.random.default_rng(1).integers(first, last, number).astype("datetime64[D]")


def busday_calendars(calendar: WorkCalendar) -> tuple[np.busdaycalendar, np.busdaycalendar]:
    """The exact one, with every rest day a holiday, and the plain one."""
    size = (calendar.last - calendar.first).days + 1
    days = [calendar.day(calendar.first + timedelta(days=n)) for n in range(size)]
    rest = [day.date for day in days if not day.working]
    return np.busdaycalendar(WEEK_OF_SEVEN, rest), np.busdaycalendar("1111100", [d for d in rest if d.weekday() < 5])


def best(work: Callable[[], object], number: int, repeat: int = 5) -> float:
    """Calls per second for work that does `number` of them, the best of some runs."""
    return number / min(timeit.repeat(work, number=1, repeat=repeat))


def numpy_last_days(starts: np.ndarray, busdays: np.busdaycalendar) -> np.ndarray:
    """The last day, counted as the engine does: a start on a rest day is not a day of its own."""
    return np.busday_offset(starts, DAYS, roll="backward", busdaycal=busdays)


def main() -> None:
    """Print the table."""
    calendar, rule = china(), Rule(Decimal(DAYS), Unit.WORKING_DAY)
    hours = Rule(Decimal(DAYS), Unit.HOUR, business=True)
    exact, plain = busday_calendars(calendar)
    starts = starts_of(MANY)
    moments = starts.astype("datetime64[us]") + np.timedelta64(10, "h")
    pause = [(moments + np.timedelta64(3, "D"), moments + np.timedelta64(6, "D"))]
    ours = deadlines(rule, calendar, starts).astype("datetime64[D]") - 1
    assert (ours == numpy_last_days(starts, exact)).all()
    wrong = (ours != numpy_last_days(starts, plain)).mean()

    single = [moment.replace(tzinfo=SHANGHAI) for moment in moments[:SINGLE].tolist()]
    paused = [Course(s, (Gap(s + timedelta(days=3), s + timedelta(days=6)),)) for s in single]
    one_by_one = starts[:SINGLE]
    rows = {
        "one by one": best(lambda: [deadline(rule, calendar, s) for s in single], SINGLE),
        "one by one, with a pause, warning and breach": best(
            lambda: [schedule(rule, calendar, c, c.started_at) for c in paused], SINGLE
        ),
        "one by one, busday_offset": best(lambda: [numpy_last_days(s, exact) for s in one_by_one], SINGLE),
        "array": best(lambda: deadlines(rule, calendar, starts), MANY),
        "array, a pause each": best(lambda: deadlines(rule, calendar, moments, pause), MANY),
        "array, business hours": best(lambda: deadlines(hours, calendar, moments), MANY),
        "array, busday_offset, every rest day a holiday": best(lambda: numpy_last_days(starts, exact), MANY),
        "array, busday_offset, plain week": best(lambda: numpy_last_days(starts, plain), MANY),
    }
    array, alone = rows["array, busday_offset, every rest day a holiday"], rows["one by one, busday_offset"]
    print(f"Deadlines of {DAYS} working days, calendar {calendar.version}")
    print(f"{'':48} {'per second':>12} {'ns each':>9} {'to busday_offset':>17}")
    for name, rate in rows.items():
        against = alone if name.startswith("one") else array
        print(f"{name:48} {rate:12,.0f} {1e9 / rate:9,.1f} {rate / against:16.2f}x")
    print(f"The plain week gives another day for {wrong:.1%} of the starts.")


if __name__ == "__main__":
    main()
