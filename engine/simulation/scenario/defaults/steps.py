"""The defaults of a step: how long it takes, who does it, how it is decided and what its form sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.scenario.defaults.budgets import Budgets, department_of, kind_of_time
from engine.simulation.scenario.values import NOBODY, Draw, Scenario, ScenarioError, StepPlan
from engine.time.rule import Bound
from workflows.model import TimeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.simulation.network import Compiled, Node
    from engine.simulation.scenario.defaults.facts import Questions
    from engine.time.rule import Rule
    from workflows.model import Element

OFFICE_POOL = "staff"  # who does a step of which the diagram names no department
P90_OF_MEAN = 1.67021  # of a gamma distribution whose deviation is half its mean (shape 4)
UNLIMITED_DAYS = 1.0  # a step under no limit is given one working day
APPLICANT_DAYS = (1.0, 3.0, 10.0)
SPECIAL_DAYS = (5.0, 15.0, 30.0)
WORKS_WEEKS = (4.0, 12.0, 26.0)
RECTIFICATION_WEEKS = (1.0, 2.0, 6.0)  # works on a way back: what an inspection found is put right
NOTICE_DAYS = 7.0
NOTICE_MARGIN = 3.0  # the day it begins on does not count, and it may not end on a weekend
BACK = ("correct", "return", "revise", "fault", "rectify", "recheck", "again", "supplement", "incomplete", "urge")


class StepDefaults:
    """The defaults of a process's steps. `day`: hours of a working day."""

    def __init__(
        self, scenario: Scenario, compiled: Compiled, rules: Mapping[str, Rule], day: float, questions: Questions
    ) -> None:
        self.scenario, self.compiled, self.rules, self.day, self.questions = scenario, compiled, rules, day, questions
        self.budgets = Budgets(compiled, rules, day)

    def plan(self, node: Node, name: str, said: StepPlan) -> StepPlan:
        """What is said of a step, and the defaults for the rest of it."""
        department = department_of(self.compiled, node)
        delay = kind_of_time(node, department) is not TimeKind.APPROVAL
        by_clock = said.duration is not None and said.duration.by_clock
        pool = said.pool or (NOBODY if delay or by_clock else department or OFFICE_POOL)
        return StepPlan(
            duration=said.duration or self._duration(node, department),
            pool=pool,
            calendar=said.calendar,
            priority=said.priority,
            decisions=self._decisions(node, name, said),
            fields={**self._fields(node.element), **said.fields},
            durations=said.durations,
            batch=said.batch,
        )

    def _duration(self, node: Node, department: str | None) -> Draw:
        kind = kind_of_time(node, department)
        if kind is TimeKind.APPLICANT:
            return Draw("triangular", APPLICANT_DAYS, unit="days")
        if kind is TimeKind.WORKS:
            weeks = RECTIFICATION_WEEKS if self.budgets.comes_back(node) else WORKS_WEEKS
            return Draw("triangular", weeks, unit="weeks")
        if kind is TimeKind.SPECIAL_PROCEDURE:
            return Draw("triangular", SPECIAL_DAYS, unit="days")
        if kind is TimeKind.PUBLIC_NOTICE:
            return self._notice(node)
        hours = self.budgets.hours.get(node.index, UNLIMITED_DAYS * self.day)
        mean = _plain(hours * self.scenario.assumptions.limit_share / P90_OF_MEAN)
        return Draw("gamma", (mean, mean / 2), unit="working_hours")

    def _notice(self, node: Node) -> Draw:
        """The shortest notice that a limit upon it asks for, and the margin that its days need."""
        for binding in node.element.limits:
            rule = self.rules[binding.limit]
            if rule.bound is Bound.AT_LEAST:
                unit = "working_days" if rule.unit.value == "working_day" else "days"
                per_day = {"hour": 24.0, "minute": 1440.0}.get(rule.unit.value, 1.0)
                days = float(rule.quantity) / per_day * (30.0 if rule.unit.value == "month" else 1.0)
                margin = 1.0 if unit == "working_days" else NOTICE_MARGIN
                return Draw("fixed", (days + margin,), unit=unit)
        return Draw("fixed", (NOTICE_DAYS,), unit="days")

    def _decisions(self, node: Node, name: str, said: StepPlan) -> dict[str, float]:
        """How often each decision is taken, by its value."""
        element = node.element
        if not element.decisions:
            if said.decisions:
                raise ScenarioError(f"Expected decisions at steps.{name}, but the diagram draws none there.")
            return {}
        if element.decides in said.fields:
            return {}
        weights = _said_decisions(node, name, said) if said.decisions else self._shares(element)
        if not any(weights.values()):
            raise ScenarioError(f"Expected a weight above 0 at steps.{name}, decisions, but all of them are 0.")
        return weights

    def _shares(self, element: Element) -> dict[str, float]:
        """The first decision mostly, corrections as often as their rate says, the others what is left."""
        given = self.scenario.assumptions
        first, *others = [d.value for d in element.decisions]
        back = [d.value for d in element.decisions[1:] if d.returns or d.value in BACK]
        rest = [value for value in others if value not in back]
        if not others:
            return {first: 1.0}
        corrected = given.correction if back else 0.0
        taken = (1 - corrected) * (given.first_choice if rest else 1.0)
        shares = {first: taken}
        shares |= {value: corrected / len(back) for value in back}
        shares |= {value: (1 - corrected - taken) / len(rest) for value in rest}
        return {value: round(shares[value], 6) for value in (first, *others)}

    def _fields(self, element: Element) -> dict[str, Draw]:
        """What the step's form sets, where a condition asks for it."""
        share = self.scenario.assumptions.fact
        found = {}
        for form in element.form:
            if form.id in self.questions.asked and form.id != element.decides and form.id not in self.scenario.facts:
                found[form.id] = self.questions.draw(form.id, form, share)
        return found


def _said_decisions(node: Node, name: str, said: StepPlan) -> dict[str, float]:
    """Weights by the values of decisions, where the scenario may call them by their labels."""
    decisions = node.element.decisions
    by_name = {d.label: d.value for d in decisions} | {d.value: d.value for d in decisions}
    for given in said.decisions:
        if given not in by_name:
            raise ScenarioError(f"Expected steps.{name}, decisions to name {', '.join(by_name)}, but {given!r} came.")
    return {by_name[given]: weight for given, weight in said.decisions.items()}


def _plain(number: float) -> float:
    """Three digits that count, for people to read."""
    return float(f"{number:.3g}")
