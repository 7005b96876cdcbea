"""Office hours as the kernel has them: the State's calendar, office days, closures, rates that change by the hour."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.simulation.inputs import Calendar
from engine.simulation.scenario.values import ALWAYS, OFFICE, WEEKDAYS, CalendarPlan, ScenarioError
from engine.time.hours import BusinessHours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.inputs import Slots
    from engine.simulation.scenario.values import ArrivalPlan, Leave
    from engine.time.calendar import WorkCalendar

_HOUR = 3_600_000_000
_LIMITS = "limits"
_SHAPED = "arrivals"
_ONE_DAY = timedelta(days=1)


class Calendars:
    """The calendars of a scenario, each built when it is first named. `start` is the first day that matters."""

    def __init__(self, plans: Mapping[str, CalendarPlan], base: WorkCalendar, start: date) -> None:
        if not base.first <= start <= base.last:
            raise ScenarioError(f"Expected a start from {base.first} to {base.last}, but it is {start}.")
        self._plans = {OFFICE: CalendarPlan(), **plans}
        self._base, self._start = base, start
        self._built: dict[str, Calendar] = {}

    def named(self) -> dict[str, Calendar]:
        """All that were named, by name."""
        return dict(self._built)

    def name(self, calendar: str | None) -> str | None:
        """The name under which the kernel finds it; None: always open.

        Raises:
            ScenarioError: There is no such calendar.
        """
        wanted = calendar or OFFICE
        if wanted == ALWAYS:
            return None
        if wanted not in self._built:
            self._built[wanted] = self._build(wanted)
        return wanted

    def get(self, calendar: str | None) -> Calendar:
        """A calendar that is not always open."""
        name = self.name(calendar)
        return self._built[name] if name is not None else Calendar((((0, 24 * _HOUR),),) * 7)

    def day(self, calendar: str | None) -> float:
        """Hours of a working day; of `always` those of the State's calendar."""
        if calendar == ALWAYS:
            return self._base.hours.length / _HOUR
        found = self.get(calendar)
        lengths = [_length(s) for s in (*found.week, *found.days.values()) if s]
        return lengths[0] / _HOUR if lengths else self._base.hours.length / _HOUR

    def of_limits(self, name: str | None) -> str:
        """The calendar by which limits count; by default the State's own, whatever closes an office."""
        if name is not None:
            return self.name(name) or OFFICE
        self._built.setdefault(_LIMITS, Calendar.of(self._base, first=self._start))
        return _LIMITS

    def on_leave(self, calendar: str, leave: tuple[Leave, ...], name: str) -> str:
        """The same without the days of leaves, under a name of its own."""
        days = [d for each in leave for d in self._dates(each.first, each.last)]
        self._built[name] = self.get(calendar).without(days, name)
        return name

    def shaped(self, plan: ArrivalPlan) -> tuple[str | None, float, float]:
        """The calendar of arrivals with its mean hours of a working day and of a week.

        A rate that changes by the hour is the kernel's constant rate in a calendar whose half hours are open for the
        share that the hour has of the busiest one: each hour gets its exact share of a Poisson process.
        """
        name = self.name(plan.calendar)
        base = self.get(plan.calendar)
        if plan.weekdays or plan.hours:
            base = _shape(base, plan.weekdays, plan.hours)
            name = _SHAPED
            self._built[name] = base
        week = sum(_length(slots) for slots in base.week) / _HOUR
        days = sum(1 for slots in base.week if slots)
        if not week:
            raise ScenarioError(f"Expected hours in which cases can arrive, but {plan.calendar!r} has none in a week.")
        return name, week / days, week

    def _build(self, name: str) -> Calendar:
        if name not in self._plans:
            known = ", ".join((*self._plans, ALWAYS))
            raise ScenarioError(f"Expected the calendar {name!r} to be there, but there are only {known}.")
        plan = self._plans[name]
        try:
            slots = BusinessHours.of(*plan.hours).slots if plan.hours else self._base.hours.slots
        except ValueError as error:
            raise ScenarioError(f"Expected office hours at calendars.{name}, but: {error}.") from error
        opens = [_opens(plan, day, self._base.week[day]) for day in range(7)]
        week = tuple(slots if opens[day] else () for day in range(7))
        days: dict[date, Slots] = {}
        if plan.holidays:
            for day, (works, _) in self._base.days.items():
                if day >= self._start:
                    open_then = works if plan.weekdays is None else works and opens[day.weekday()]
                    days[day] = slots if open_then else ()
        until = self._base.last if plan.holidays else None
        if plan.every is not None and plan.since is not None:
            week, days, until = self._rarely(plan.since, plan.every, Calendar(week, days, until), slots)
        days |= {day: slots for day in plan.extra if day >= self._start}
        days |= {d: () for span in plan.closures for d in self._dates(span.first, span.last)}
        if until is not None:
            days = {day: found for day, found in days.items() if day <= until}
        return Calendar(week, days, until, name)

    def _dates(self, first: date, last: date) -> list[date]:
        """Every day from `first` to `last`, both included, of those that matter."""
        start, end = max(first, self._start), min(last, self._base.last)
        return [start + timedelta(days=n) for n in range((end - start).days + 1)]

    def _rarely(
        self, since: date, every: int, base: Calendar, slots: Slots
    ) -> tuple[tuple[Slots, ...], dict[date, Slots], date]:
        """Open each so many days, on the next day on which `base` is open."""
        days: dict[date, Slots] = {}
        passed = max((self._start - since).days // every - 1, 0)
        day, last = since + timedelta(days=passed * every), self._base.last
        while day <= last:
            opens = day
            while opens <= last and not base.days.get(opens, base.week[opens.weekday()]):
                opens += _ONE_DAY
            if self._start <= opens <= last:
                days[opens] = slots
            day += timedelta(days=every)
        return ((),) * 7, days, last


def _opens(plan: CalendarPlan, day: int, plain: bool) -> bool:  # noqa: FBT001 - the weekday as it is without a plan
    return plain if plan.weekdays is None else WEEKDAYS[day] in plan.weekdays


def _length(slots: Slots) -> int:
    return sum(b - a for a, b in slots)


def _shape(base: Calendar, weekdays: tuple[float, ...], hours: tuple[float, ...]) -> Calendar:
    """Slots cut down to the share of each hour and weekday. A dated day goes by its weekday; where that one has no
    weight at all (a made-up Sunday), by the busiest.
    """
    by_day = weekdays or (1.0,) * 7
    by_hour = hours or (1.0,) * 24
    most = max(by_day) * max(by_hour)
    shares = [[d * h / most for h in by_hour] for d in (w or max(by_day) for w in by_day)]
    week = tuple(_cut(base.week[day], shares[day]) if by_day[day] else () for day in range(7))
    known: dict[tuple[Slots, int], Slots] = {}
    days: dict[date, Slots] = {}
    for day, slots in base.days.items():
        key = (slots, day.weekday())
        if key not in known:
            known[key] = _cut(slots, shares[day.weekday()])
        days[day] = known[key]
    return Calendar(week, days, base.until, _SHAPED)


def _cut(slots: Slots, shares: list[float]) -> Slots:
    """Each half hour shortened to its share; neighbours that are whole stay together."""
    half = _HOUR // 2
    found: list[tuple[int, int]] = []
    for start, stop in slots:
        at = start
        while at < stop:
            end = min(stop, (at // half + 1) * half)
            until = at + round((end - at) * shares[at // _HOUR])
            if found and found[-1][1] == at and until > at:
                found[-1] = (found[-1][0], until)
            elif until > at:
                found.append((at, until))
            at = end
    return tuple(found)
