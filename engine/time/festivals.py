"""The festivals that are days off by law, for years whose notice is not published yet.

全国年节及纪念日放假办法 (State Council Order 795, in force since 2025-01-01), art. 2: New Year's Day 1 day, Spring
Festival 4 (the eve and the first three days of the year), Qingming 1, Labour Day 2, Dragon Boat 1, Mid-Autumn 1,
National Day 3. What is moved to join them to weekends is known only from the yearly notice and is not guessed here.

The lunar dates are those of GB/T 33661-2017; a test computes them anew from the positions of sun and moon.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# First day of the lunar year, Qingming, fifth of the fifth month, fifteenth of the eighth: month and day.
MOVING: Mapping[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
    2036: ((1, 28), (4, 4), (5, 30), (10, 4)),
    2037: ((2, 15), (4, 4), (6, 18), (9, 24)),
    2038: ((2, 4), (4, 5), (6, 7), (9, 13)),
    2039: ((1, 24), (4, 5), (5, 27), (10, 2)),
    2040: ((2, 12), (4, 4), (6, 14), (9, 20)),
}


def statutory(year: int) -> dict[date, str]:
    """The days off of that year by law alone, each with its festival. Where two fall on one day, that day is one."""
    spring, qingming, dragon, autumn = (date(year, *day) for day in MOVING[year])
    found = {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    found |= {autumn: "中秋节", dragon: "端午节", qingming: "清明节"}
    found |= {date(year, 5, day): "劳动节" for day in (1, 2)}
    found |= {spring + timedelta(days=n): "春节" for n in (-1, 0, 1, 2)}
    return found | {date(year, 1, 1): "元旦"}
