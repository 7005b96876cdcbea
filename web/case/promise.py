"""The promise of a case in one line: what was promised, what is used, what is left, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.processes.promises import bounds

if TYPE_CHECKING:
    from engine.views import CaseView, ClockView
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import ProcessModel

RANK = {"red": 0, "yellow": 1, "green": 2}


@dataclass(frozen=True, slots=True)
class Promise:
    """`limit` is the one promised for the whole process; `clock` its count, None before it begins."""

    limit: Limit
    clock: ClockView | None = None
    starts_at: str = ""  # the name of the element at which it begins; empty: at acceptance

    @property
    def part(self) -> int:
        """How much of it is used, in per cent, at most 100."""
        if self.clock is None or not self.clock.reading.limit:
            return 0
        used = 100 * self.clock.reading.elapsed / self.clock.reading.limit
        return max(0, min(100, round(used)))


def promise(view: CaseView, model: ProcessModel, catalogue: Catalogue) -> Promise | None:
    """The limit over the process as a whole, or None where the process has none."""
    bound = next((b for b in bounds(model, catalogue) if b.is_whole), None)
    if bound is None:
        return None
    counts = [c for c in view.clocks if c.limit == bound.limit.id]
    begins = bound.begins or bound.element
    return Promise(bound.limit, counts[-1] if counts else None, begins.name if begins else "")


def by_urgency(clocks: tuple[ClockView, ...]) -> list[ClockView]:
    """Those that count, the most urgent first, then those that have stopped, the last one first."""
    going = [c for c in clocks if c.reading.state != "stopped"]
    stopped = [c for c in clocks if c.reading.state == "stopped"]
    going.sort(key=lambda c: (c.element is not None, RANK.get(c.reading.lamp, 3), c.reading.deadline_at))
    stopped.sort(key=lambda c: (c.element is None, c.reading.ended_at or c.reading.deadline_at), reverse=True)
    return [*going, *stopped]
