"""What a case runs on: a process with the processes it calls, each at the version it was pinned to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.cases import tokens
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.execution import Program
    from workflows.model import Element, LimitBinding, ProcessModel


@dataclass(frozen=True)
class Definition:
    """A process ready to run. `versions` are those that it and the processes it calls are pinned to."""

    process: str
    version: int
    models: Mapping[str, ProcessModel]
    program: Program
    versions: Mapping[str, int]

    @property
    def model(self) -> ProcessModel:
        """The process itself."""
        return self.models[self.process]

    def element(self, token: str) -> Element:
        """The element that a token is an entry into."""
        return tokens.element_of(token, self.models, self.process)

    def limits(self, process: str, element: Element) -> tuple[str, ...]:
        """The limits that an element is under: those bound to it, and those whose end a timer on it waits for."""
        timers = self._timers.get((process, element.id), ())
        return tuple(dict.fromkeys((*(b.limit for b in element.limits), *timers)))

    @cached_property
    def _timers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for process, model in self.models.items():
            for element in model.elements.values():
                if element.attached_to and element.timer and element.timer.limit:
                    key = process, element.attached_to
                    found[key] = (*found.get(key, ()), element.timer.limit)
        return found

    def decides(self, token: str) -> str:
        """The variable that holds the decision of the intake to which this step belongs: that of its review."""
        steps = self.models[self.process_of(token)].steps
        return next((step.decides for step in steps if step.intake is Intake.REVIEW), "intake_decision")

    def process_of(self, token: str) -> str:
        """The id of the process in whose diagram a token stands."""
        return tokens.process_of(token, self.models, self.process)

    def in_main(self, token: str) -> bool:
        """Whether the token stands in the diagram of the process itself, not in one it calls."""
        return "/" not in token

    def application_scope(self, token: str) -> str | None:
        """The scope whose application an intake step decides on, or under whose application a step stands: the token
        of a call whose process has an application of its own, None for the case's.
        """
        call = tokens.call_of(token)
        while call is not None:
            called = self.element(call).called
            if called in self._applications:
                return call
            call = tokens.call_of(call)
        return None

    def has_application(self, process: str) -> bool:
        """Whether the process is applied for on its own: a front with an intake review belongs to it."""
        return process in self._applications

    @cached_property
    def _fronts(self) -> frozenset[str]:
        """Processes that are an intake and nothing else."""
        return frozenset(
            process
            for process, model in self.models.items()
            if _reviews(model) and all(step.intake for step in model.steps)
        )

    @cached_property
    def _applications(self) -> frozenset[str]:
        found = {p for p, model in self.models.items() if _reviews(model) and p not in self._fronts}
        found |= {p for p, model in self.models.items() if self._fronts.intersection(model.calls)}
        if self.process in self._fronts:
            found.add(self.process)
        return frozenset(found)

    @cached_property
    def counted(self) -> frozenset[str]:
        """The variables that nothing but scripts gives a value: nobody can bring them along, with an application or
        with a step.
        """
        elements = [e for model in self.models.values() for e in model.elements.values()]
        fields = {f.id for model in self.models.values() for f in model.facts} | {
            f.id for e in elements for f in e.form
        }
        decided = {e.decides for e in elements if e.kind is Kind.STEP and e.decisions}
        return frozenset(a.variable for e in elements for a in e.assigns) - fields - decided

    def brought(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Of what somebody brought the values that may become variables."""
        return {name: value for name, value in values.items() if name not in self.counted}

    @cached_property
    def process_limits(self) -> tuple[LimitBinding, ...]:
        """Limits of the process as a whole that begin with its acceptance."""
        return tuple(b for b in self.model.limits if b.starts_at is None)

    @cached_property
    def starting(self) -> Mapping[str, tuple[LimitBinding, ...]]:
        """By element of the main diagram: the process limits that begin there."""
        return _by(self.model, "starts_at")

    @cached_property
    def ending(self) -> Mapping[str, tuple[LimitBinding, ...]]:
        """By element of the main diagram: the process limits that end there."""
        return _by(self.model, "ends_at")

    def outcome_of(self, ends: tuple[str, ...]) -> tuple[str, str | None]:
        """The outcome of a finished instance, and the end event it comes from: of several the gravest."""
        reached = [self.model.elements[end] for end in ends if end in self.model.elements]
        for outcome in ("refused", "withdrawn", "denied", "approved"):
            for end in reached:
                if end.outcome == outcome:
                    return outcome, end.id
        return "completed", reached[-1].id if reached else None


def _reviews(model: ProcessModel) -> bool:
    return any(e.kind is Kind.STEP and e.intake is Intake.REVIEW for e in model.elements.values())


def _by(model: ProcessModel, attribute: str) -> dict[str, tuple[LimitBinding, ...]]:
    found: dict[str, tuple[LimitBinding, ...]] = {}
    for binding in model.limits:
        element = getattr(binding, attribute)
        if element is not None:
            found[element] = (*found.get(element, ()), binding)
    return found
