"""Office hours as the kernel has them: the State's calendar, office days, closures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.simulation.inputs import Calendar
from engine.simulation.scenario.values import ALWAYS, OFFICE, WEEKDAYS, CalendarPlan, ScenarioError
from engine.time.hours import BusinessHours

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.inputs import Slots
    from engine.simulation.scenario.values import Leave
    from engine.time.calendar import WorkCalendar

_HOUR = 3_600_000_000
_LIMITS = "limits"
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

    def lengths(self, calendar: str) -> tuple[float, float]:
        """The mean hours of an open day of a plain week, and those of the week.

        Raises:
            ScenarioError: It is never open in a plain week.
        """
        open_days = [_length(slots) / _HOUR for slots in self.get(calendar).week if slots]
        if not open_days:
            raise ScenarioError(f"Expected hours in which cases can arrive, but {calendar!r} has none in a week.")
        week = sum(open_days)
        return week / len(open_days), week

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
