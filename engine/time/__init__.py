"""Calendars, limits and clocks as arithmetic: pure functions of what happened, a rule, a calendar and an instant."""

from engine.time.calendar import BeyondCalendar, Day, WorkCalendar
from engine.time.china import Notice, NoticeDay, china
from engine.time.count import Gap
from engine.time.hours import OFFICE, BusinessHours
from engine.time.ledger import DayEntry
from engine.time.reading import (
    Course,
    Judgement,
    Reading,
    Schedule,
    State,
    Verdict,
    days_to_deadline,
    deadline,
    judge,
    left,
    read,
    schedule,
)
from engine.time.rule import LAMPS, Basis, Bound, Extension, LampRule, NonworkingStart, Rule, Scope, Unit
from engine.time.zone import SHANGHAI, local, parse_moment

__all__ = [
    "LAMPS",
    "OFFICE",
    "SHANGHAI",
    "Basis",
    "BeyondCalendar",
    "Bound",
    "BusinessHours",
    "Course",
    "Day",
    "DayEntry",
    "Extension",
    "Gap",
    "Judgement",
    "LampRule",
    "NonworkingStart",
    "Notice",
    "NoticeDay",
    "Reading",
    "Rule",
    "Schedule",
    "Scope",
    "State",
    "Unit",
    "Verdict",
    "WorkCalendar",
    "china",
    "days_to_deadline",
    "deadline",
    "judge",
    "left",
    "local",
    "parse_moment",
    "read",
    "schedule",
]
