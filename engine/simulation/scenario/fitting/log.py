"""Event logs as rows: what was done in which case, by whom, and when. From facts of our own cases or any other log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import events
from engine.simulation.scenario.values import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from engine.events import Event


@dataclass(frozen=True, slots=True)
class Row:
    """Something that was done. `activity` is a step's id or name. `opened` is when it could have begun, `started` when
    work began; each is None where the log does not tell, but not both. Instants are all local wall time, or all aware.
    """

    case: str
    activity: str
    resource: str | None
    opened: datetime | None
    started: datetime | None
    finished: datetime
    decision: str | None = None

    def __post_init__(self) -> None:
        first = self.opened or self.started
        if first is None or first > (self.started or self.finished) or (self.started or first) > self.finished:
            raise ScenarioError(
                f"Expected {self.activity!r} of case {self.case!r} to open, start and finish in this order, but came "
                f"{self.opened}, {self.started}, {self.finished}."
            )

    @property
    def began(self) -> datetime:
        """When the case came there, as far as the log tells."""
        found = self.opened or self.started
        assert found is not None  # noqa: S101 - asked when it was made
        return found


def rows_of(facts: Iterable[Event]) -> Iterator[Row]:
    """The completed steps of our own cases, from their facts in the order of each case. Work begins when somebody takes
    the step; where nobody did, the log does not tell. What was cancelled is left out.
    """
    opened: dict[tuple[str, str], Event] = {}
    taken: dict[tuple[str, str], Event] = {}
    for event in facts:
        fact = event.fact
        token = (event.case_id, getattr(fact, "token", None) or "")
        if isinstance(fact, events.StepOpened):
            opened[token] = event
        elif isinstance(fact, events.StepClaimed):
            taken[token] = event
        elif isinstance(fact, events.StepReleased):
            taken.pop(token, None)
        elif isinstance(fact, events.StepCompleted) and token in opened:
            began, work = opened.pop(token), taken.pop(token, None)
            yield Row(
                event.case_id,
                fact.step,
                event.actor or None,
                min(began.at, event.at),
                None if work is None else min(max(work.at, began.at), event.at),
                event.at,
                fact.decision,
            )
