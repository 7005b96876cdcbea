"""The clocks of an open case as they stand now, for a simulation to let them run on: what began them and when, what has
not counted, what somebody extended or paused, and what was judged. All of it is the log's, by `engine.clocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine import time
from engine.cases.tokens import element_id, process_of
from engine.clocks import ClockState, apply
from engine.clocks.readings import course
from engine.simulation.recorded import Counted, Entry
from engine.simulation.scenario.limits import limit_id
from engine.simulation.scenario.opened.past import wall
from engine.time import Gap, Rule, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.clocks import Run
    from engine.events import Event
    from engine.simulation.inputs import Inputs, Limit
    from engine.simulation.network import Compiled
    from engine.simulation.recorded import Recorded
    from engine.time import WorkCalendar


@dataclass(frozen=True, slots=True)
class Paused:
    """A pause that is on now. `until`: when it is taken to end: as it was planned, or now where no plan says more."""

    kind: str
    since: datetime
    until: datetime
    planned: bool

    def as_record(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "kind": self.kind,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "assumed": "planned" if self.planned else "now",
        }


def as_it_stands(  # noqa: PLR0913 - the case, and what it is read with
    past: Recorded, events: Sequence[Event], compiled: Compiled, inputs: Inputs, calendar: WorkCalendar, at: datetime
) -> tuple[Recorded, tuple[Paused, ...]]:
    """The case with its running counts and its verdicts, and the pauses that are on.

    Raises:
        ValueError: The log does not hang together, or goes beyond the calendar.
        KeyError: It is about an element that the diagrams do not have.
    """
    found = _Standing(events, compiled, inputs, calendar, at)
    counts = tuple(found.counts())
    entries = found.entries(past.entries)
    recorded = replace(past, counts=counts, verdicts=found.verdicts(), entries=entries)
    return recorded, tuple(found.paused.values())


class _Standing:
    def __init__(
        self, events: Sequence[Event], compiled: Compiled, inputs: Inputs, calendar: WorkCalendar, at: datetime
    ) -> None:
        self.compiled, self.inputs, self.calendar, self.at = compiled, inputs, calendar, at
        self.rules = {limit_id(limit.id): limit.rule for limit in inputs.limits}
        self.opened = {e.fact.token: e.at for e in events if isinstance(e.fact, facts.StepOpened | facts.ScopeOpened)}
        state = ClockState()
        for event in events:
            state = apply(state, event)
        planned = {e.fact.pause: e.fact.planned_days for e in events if isinstance(e.fact, facts.PauseStarted)}
        self.paused = {
            name: self._pause(pause.kind, pause.started_at, planned.get(name)) for name, pause in state.pauses.items()
        }
        for name, pause in self.paused.items():
            if pause.until <= at:
                state = apply(state, replace(events[-1], seq=state.seq + 1, at=at, fact=facts.PauseEnded(name)))
        self.state = state

    def _pause(self, kind: str, since: datetime, planned: int | None) -> Paused:
        """It is taken to end after so many working days as were planned."""
        if planned:
            until = time.deadline(Rule(Decimal(planned), Unit.WORKING_DAY), self.calendar, since)
            if until > self.at:
                return Paused(kind, since, until, planned=True)
        return Paused(kind, since, self.at, planned=False)

    # ── counts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def counts(self) -> Iterator[Counted]:
        """Those that run."""
        for name in self.state.runs:
            run = self.state.run(name)
            limit = self._limit(run)
            if limit is not None:
                token = run.token
                yield Counted(
                    limit.id,
                    wall(run.started_at),
                    None if token is None else self._key(token),
                    None if token is None else wall(self.opened[token]),
                    tuple((wall(a), None if b is None else wall(b)) for a, b in self._gaps(run)),
                    sum(run.extensions, start=Decimal(0)),
                    self._until(run),
                )

    def verdicts(self) -> dict[str, int]:
        """What was judged: 1 kept, 2 broken; of several counts the worst."""
        found: dict[str, int] = {}
        for run in self.state.stopped:
            limit = self._limit(run)
            if limit is not None and run.stop is not None and run.stop.verdict != "void":
                verdict = 2 if run.stop.verdict in ("breached", "too_early") else 1
                found[limit.id] = max(verdict, found.get(limit.id, 0))
        return found

    def _gaps(self, run: Run) -> list[tuple[datetime, datetime | None]]:
        """What did not count, in order and without overlap."""
        found: list[tuple[datetime, datetime | None]] = []
        for gap in sorted(course(run, self.rules[run.limit]).gaps, key=lambda gap: gap.start):
            if gap.end is not None and gap.end <= run.started_at:
                continue
            before = found[-1] if found else None
            if before is None or (before[1] is not None and gap.start > before[1]):
                found.append((gap.start, gap.end))
            elif before[1] is not None and (gap.end is None or gap.end > before[1]):
                found[-1] = (before[0], gap.end)
        return found

    def _until(self, run: Run) -> datetime | None:
        """When the gap of a paused count is taken to end."""
        over = [self.paused[name].until for name, pause in self.state.pauses.items() if pause.key in run.path]
        return wall(max(over)) if over else None

    def _limit(self, run: Run) -> Limit | None:
        """The limit of the simulation that a run counts; None: it does not measure it."""
        same = [limit for limit in self.inputs.limits if limit_id(limit.id) == run.limit]
        if run.token is not None:
            key = self._key(run.token)
            return next((one for one in same if one.element in (key, key.rpartition("/")[2])), None)
        own = [limit for limit in same if limit.element is None]
        where = element_id(run.run.partition("@")[2])
        return next((one for one in own if one.starts_at == f"{self.compiled.main}/{where}"), own[0] if own else None)

    def _key(self, token: str) -> str:
        return f"{process_of(token, self.compiled.models, self.compiled.main)}/{element_id(token)}"

    # ── entries ─────────────────────────────────────────────────────────────────────────────────────────────────

    def entries(self, past: Mapping[str, Sequence[Entry]]) -> dict[str, tuple[Entry, ...]]:
        """The entries of the past: what is paused waits for the end of the pause, and timers at the deadline of a
        limit go with its clock.
        """
        found = {key: tuple(entries) for key, entries in past.items()}
        for token, step in self.state.steps.items():
            untils = [self.paused[name].until for name, pause in self.state.pauses.items() if pause.key in step.path]
            key = self._key(token)
            if untils and key in found:
                found[key] = tuple(self._held(found[key], wall(max(untils))))
        for key, due in self._due():
            found[key] = (*found.get(key, ()), Entry(due=due))
        return found

    def _held(self, entries: Iterable[Entry], until: datetime) -> Iterator[Entry]:
        for entry in entries:
            yield entry if entry.closed is not None else replace(entry, until=until)

    def _due(self) -> Iterator[tuple[str, datetime]]:
        """The timers at a limit's deadline that wait on what is open, where that deadline was moved."""
        for token in (*self.state.steps, *self.state.scopes):
            process, _, element = self._key(token).partition("/")
            for node in self.compiled.nodes:
                timer = node.element.timer
                if (node.process, node.element.attached_to) != (process, element) or timer is None:
                    continue
                run = self._run_over(timer.limit, token) if node.element.interrupting else None
                due = None if run is None else self._deadline(run)
                if due is not None:
                    yield node.key, wall(due)

    def _run_over(self, limit: str | None, token: str) -> Run | None:
        """The run that a timer upon `token` goes with."""
        for name in self.state.runs:
            run = self.state.run(name)
            if run.limit == limit and limit in self.rules and run.token in (token, None, *run.path):
                return run
        return None

    def _deadline(self, run: Run) -> datetime | None:
        """Its deadline, if somebody has moved it: with the pauses that are on ended as they are taken to end."""
        rule, until = self.rules[run.limit], self._until(run)
        seen = course(run, rule)
        if not seen.gaps and not seen.extended and run.token is not None and self.opened[run.token] == run.started_at:
            return None
        if any(gap.end is None for gap in seen.gaps) and until is None:
            return None
        ended = max(over for over in (self.at, *(p.until for p in self.paused.values())))
        gaps = tuple(gap if gap.end is not None else Gap(gap.start, ended) for gap in seen.gaps)
        return time.schedule(rule, self.calendar, replace(seen, gaps=gaps), self.at).deadline_at
