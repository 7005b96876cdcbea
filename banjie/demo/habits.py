"""How the demo's people work: how long they take, whom they send back, what they forget. Chances, not rules."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from engine.time import SHANGHAI
from workflows.model import Element, Intake, Kind, TimeKind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from random import Random

    from engine.service import Banjie
    from engine.time import WorkCalendar
    from engine.views import Actor
    from workflows.model import FormField

# Days a step usually takes, shortest and longest: working days for approvals, natural days for the rest.
DAYS = {
    TimeKind.APPROVAL: (0.05, 0.9),
    TimeKind.APPLICANT: (0.5, 4),
    TimeKind.PUBLIC_NOTICE: (7, 8),
    TimeKind.SPECIAL_PROCEDURE: (2, 6),
    TimeKind.WORKS: (3, 9),
}
BUILDING = {"construction": (18, 40)}  # natural days; the demo's four months hold no real building time
LATE, FORGOTTEN, IGNORED = 0.045, 0.005, 0.04
SENT_BACK, CORRECTED, REFUSED = 0.08, 0.14, 0.04
PAUSED, WITHDRAWN, CLAIMED, PROMISED = 0.025, 0.035, 0.7, 0.3
SENDING_BACK = ("correct", "return", "fault", "objection", "revise", "fail")
ENDING = ("deny", "lost", "refuse", "reject")


def elements(banjie: Banjie) -> dict[str, dict[str, Element]]:
    """Per deployed process its steps by id, those of the processes it calls included."""
    models = {process.id: banjie.process(process.id) for process in banjie.processes()}

    def steps(process: str) -> dict[str, Element]:
        own = {e.id: e for e in models[process].elements.values() if e.kind is Kind.STEP}
        called = [steps(name) for name in models[process].calls]
        return {key: element for found in (*called, own) for key, element in found.items()}

    return {process: steps(process) for process in models}


class Habits:
    """Draws what people do from `random`, in office hours of `calendar`."""

    def __init__(self, random: Random, calendar: WorkCalendar) -> None:
        self.random = random
        self.calendar = calendar

    def chance(self, part: float) -> bool:
        """Whether something that happens in this part of the cases happens now."""
        return self.random.random() < part

    def withdraws(self) -> bool:
        """Whether this applicant will take the application back one day."""
        return self.chance(WITHDRAWN)

    def claims(self) -> bool:
        """Whether the step is claimed before it is done."""
        return self.chance(CLAIMED)

    def arrivals(self, count: int, start: datetime, end: datetime) -> list[datetime]:
        """`count` instants of receipt in office hours, the last days included."""
        days = [start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1)]
        working = [day for day in days if self.calendar.day(day).working]
        return sorted(min(self._office(self.random.choice(working)), end) for _ in range(count))

    def finishes(self, element: Element, at: datetime) -> datetime | None:
        """When somebody will finish a step opened at `at`; None: nobody will."""
        if element.intake is Intake.CORRECTION:
            return None if self.chance(0.2) else self.natural(at, 1, 6)
        if element.intake is Intake.REVIEW:
            return None if self.chance(IGNORED) else self.working(at, 0.1, 2.5)
        if self.chance(FORGOTTEN):
            return self.working(at, 12, 40)
        shortest, longest = BUILDING.get(element.id, DAYS[element.time])
        if element.time is not TimeKind.APPROVAL:
            return self.natural(at, shortest, longest)
        return self.working(at, 1.5, 7) if self.chance(LATE) else self.working(at, shortest, longest)

    def pauses(self, element: Element, at: datetime, until: datetime) -> tuple[datetime, datetime, int] | None:
        """A special procedure in the middle of a step: its beginning, its end and the days announced."""
        if element.time is not TimeKind.APPROVAL or element.intake or not self.chance(PAUSED):
            return None
        days = self.random.randint(2, 6)
        begin = self.between(at, until)
        return begin, self.working(begin, days, days + 1), days

    def decides(self, element: Element, at: datetime, promisable: Collection[str]) -> tuple[str, dict[str, Any]]:
        """The command that ends the step and what it says. `promisable` are the papers that may come later."""
        if element.intake is Intake.REVIEW:
            return self._receives()
        if element.intake is Intake.CORRECTION:
            return "submit-correction", {"items": ["身份证明", "总平面图"]}
        data = self._form(element, at)
        if element.decisions:
            data["decision"] = self._decision(element)
        if element.time is TimeKind.APPROVAL:
            back = data.get("decision") in SENDING_BACK
            data["opinion"] = self.random.choice(
                ("图件深度不足,请补充", "与控规指标不一致,请修改") if back else ("同意", "符合要求,同意", "经审查合格")
            )
        tolerated = [one for one in element.materials if one in promisable]
        if element.role == "counter" and tolerated and self.chance(PROMISED):
            data["promised"] = self.random.sample(tolerated, min(2, len(tolerated)))
            data["promised_due_at"] = (at.date() + timedelta(days=20)).isoformat()
        return "complete", data

    def _receives(self) -> tuple[str, dict[str, Any]]:
        drawn = self.random.random()
        if drawn < REFUSED:
            return "refuse", {"reason": "不属于本机关职权范围"}
        if drawn < REFUSED + CORRECTED:
            return "request-correction", {"items": ["总平面图盖章件", "法定代表人身份证明"], "days": 5}
        return "accept", {}

    def _decision(self, element: Element) -> str:
        onward = [d.value for d in element.decisions if not d.returns and d.value not in (*SENDING_BACK, *ENDING)]
        back = [d.value for d in element.decisions if d.returns or d.value in SENDING_BACK]
        ending = [d.value for d in element.decisions if d.value in ENDING]
        if ending and self.chance(0.015):
            return self.random.choice(ending)
        if back and (not onward or self.chance(SENT_BACK)):
            return self.random.choice(back)
        return onward[0]

    def _form(self, element: Element, at: datetime) -> dict[str, Any]:
        wanted = [f for f in element.form if f.required or (f.type != "file_name" and self.chance(0.5))]
        return {f.id: self._value(f, at) for f in wanted}

    def _value(self, field: FormField, at: datetime) -> Any:
        values = [value for value, _ in field.options]
        match field.type:
            case "boolean":
                return True
            case "integer" | "number":
                low = int(field.minimum if field.minimum is not None else 1)
                return self.random.randint(low, int(field.maximum if field.maximum is not None else low + 500))
            case "date":
                return at.date().isoformat()
            case "select":
                return self.random.choice(values)
            case "multiselect":
                return self.random.sample(values, self.random.randint(1, min(2, len(values))))
            case "file_name":
                return f"{field.label}.pdf"
            case _:
                return f"汕{at:%Y}-{self.random.randrange(100, 9999):04d}"

    def who(self, place: str, department: str | None, role: str | None, people: Mapping[str, Actor]) -> str:
        """Who of the department does it: some steps only its lead. `place` is the id of the case's."""
        if department is None:
            return "admin"
        if department == "applicant" or role == "applicant":
            return "applicant"
        there = f"{place}.{department}"
        staff = (there,) if there in people else (department, f"{department}2")
        found = [login for login in staff if login in people and (role is None or role in people[login].roles)]
        return self.random.choice(found) if found else "admin"

    def soon(self, at: datetime, until: datetime) -> datetime:
        """Within the first part of a stretch."""
        return at + (until - at) * self.random.uniform(0.05, 0.4)

    def between(self, at: datetime, until: datetime) -> datetime:
        """Somewhere inside a stretch."""
        return at + (until - at) * self.random.uniform(0.3, 0.7)

    def natural(self, at: datetime, shortest: float, longest: float) -> datetime:
        """Some natural days later, on a working day in office hours."""
        return self._later(at, (at + timedelta(days=self.random.uniform(shortest, longest))).date())

    def working(self, at: datetime, shortest: float, longest: float) -> datetime:
        """Some working days later, in office hours."""
        days = int(self.random.uniform(shortest, longest) + self.random.random() * 0.7)
        return self._later(at, self.calendar.nth(self.calendar.count(at.date()) + days) if days else at.date())

    def _later(self, at: datetime, day: date) -> datetime:
        """An office instant on `day`, or on the next working day when `day` rests or its hours are over."""
        while not self.calendar.day(day).working:
            day += timedelta(days=1)
        found = self._office(day)
        if found > at:
            return found
        soon = at + timedelta(minutes=self.random.randint(10, 70))
        return soon if soon.time() < time(18) and soon.date() == at.date() else self._later(at, day + timedelta(days=1))

    def _office(self, day: date) -> datetime:
        minute = self.random.randrange(0, 7 * 60)
        hour = 9 + minute // 60 if minute < 3 * 60 else 11 + minute // 60
        return datetime.combine(day, time(hour, minute % 60, self.random.randrange(60)), SHANGHAI)
