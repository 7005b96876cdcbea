"""When cases come, as it is typed into a form: weights of weekdays, hours and months, factors of seasons. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import Season
from web.language import gettext
from web.simulate.form.typed import WrongFieldError, amount, number

if TYPE_CHECKING:
    from engine.simulation.scenario.values import ArrivalPlan

PREFIX = "arrivals."
MOST_WEIGHT, MOST_FACTOR, MOST_SEASONS = 1_000_000, 1000, 100
_DAY, _HOURS, _DAYS, _MONTHS = 24, 24, 7, 12
_BETWEEN = re.compile(r"[,，、;；]\s*|\s+")
_RUN = re.compile(r"^([01]?\d|2[0-4])(?::00)?\s*[-–—~至]\s*([01]?\d|2[0-4])(?::00)?[\s=:：]+([\d.,]+)$")
_SEASON = re.compile(r"^(\d{4}-\d\d-\d\d)\s*(?:[-–—~至到]|to)\s*(\d{4}-\d\d-\d\d)[\s×xX*]+([\d.]+)\s*(.*)$")


def texts(plan: ArrivalPlan) -> dict[str, str]:
    """The fields of what shapes a rate. Hours that differ by the weekday have none: a file says them."""
    found = {
        "weekdays": _list(plan.weekdays),
        "months": _list(plan.months),
        "seasons": "\n".join(_season(season) for season in plan.seasons),
    }
    if len(plan.hours) <= 1:
        found["hours"] = _runs(plan.hours[0]) if plan.hours else ""
    return {f"{PREFIX}{name}": text for name, text in found.items()}


def read(plan: ArrivalPlan, name: str, text: str) -> ArrivalPlan:
    """The plan with one of the fields.

    Raises:
        WrongFieldError: It is no such list.
    """
    if name == "weekdays":
        return replace(
            plan, weekdays=_weights(text, _DAYS, gettext("请填写 7 个数，周一在前，如 2，1，1，1，1，0，0。"))
        )
    if name == "months":
        return replace(plan, months=_weights(text, _MONTHS, gettext("请填写 12 个数，一月在前。")))
    if name == "hours":
        return replace(plan, hours=_hours(text))
    return replace(plan, seasons=_seasons(text, plan))


def _list(weights: tuple[float, ...]) -> str:
    return "，".join(number(weight) for weight in weights)


def _season(season: Season) -> str:
    return f"{season.first} 至 {season.last} × {number(season.factor)} {season.name}".strip()


def _runs(weights: tuple[float, ...]) -> str:
    """Neighbouring hours of one weight together; those of none are left out."""
    found: list[tuple[int, int, float]] = []
    for hour, weight in enumerate(weights):
        if found and found[-1][1] == hour and found[-1][2] == weight:
            found[-1] = (found[-1][0], hour + 1, weight)
        elif weight:
            found.append((hour, hour + 1, weight))
    return "，".join(f"{since}-{until} {number(weight)}" for since, until, weight in found)


def _weights(text: str, size: int, sentence: str) -> tuple[float, ...]:
    if not text:
        return ()
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) != size:
        raise WrongFieldError(sentence)
    found = tuple(amount(part, 0, MOST_WEIGHT) for part in parts)
    if not any(found):
        raise WrongFieldError(gettext("至少要有一个大于 0 的数。"))
    return found


def _hours(text: str) -> tuple[tuple[float, ...], ...]:
    if not text:
        return ()
    found = [0.0] * _HOURS
    last = 0
    for part in re.split(r"[，、;；\n]|,\s*(?=\d+(?::00)?\s*[-–—~至])", text):
        match = _RUN.match(part.strip())
        since, until = (int(match[1]), int(match[2])) if match else (0, 0)
        if match is None or not last <= since < until <= _DAY:
            raise WrongFieldError(gettext("请按先后填写整点时段和权重，如 9-10 3，10-12 1，14-18 1。"))
        found[since:until] = [amount(match[3], 0, MOST_WEIGHT)] * (until - since)
        last = until
    if not any(found):
        raise WrongFieldError(gettext("至少要有一个大于 0 的数。"))
    return (tuple(found),)


def _seasons(text: str, plan: ArrivalPlan) -> tuple[Season, ...]:
    """One a line. A line that still says what a season of the plan says is that one."""
    before = {_season(season): season for season in plan.seasons}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_SEASONS:
        raise WrongFieldError(gettext("最多填写 %(most)s 段。", most=MOST_SEASONS))
    return tuple(before.get(line) or _season_of(line) for line in lines)


def _season_of(line: str) -> Season:
    match = _SEASON.match(line)
    try:
        first, last = (date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else (date.max, date.min)
    except ValueError:
        first, last = date.max, date.min
    if match is None or last < first:
        raise WrongFieldError(
            gettext("请每行填写一段，如 2026-02-02 至 2026-02-13 × 1.5；这一行不是：%(line)s", line=line[:60])
        )
    return Season(first, last, amount(match[3], 0, MOST_FACTOR), match[4].strip()[:60])
