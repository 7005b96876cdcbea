"""What a turn writes: from its facts and the state after them to rows of tables. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine import events as facts
from engine.audit import link
from engine.cases import codec, counting
from engine.cases.projecting import NO_CLOCK, Row, project
from models import NEVER

if TYPE_CHECKING:
    from datetime import datetime

    from engine.cases.state import OpenStep
    from engine.cases.turn import Armed, Live, Turn
    from engine.clocks import ClockState
    from engine.events import Event

FORMAT = 1
"""The form of the stored state as a whole."""

CASE_KEY = ("case",)
"""Where a live case keeps what its own row holds."""

CASE_COLUMNS = (
    *(
        "state",
        "outcome",
        "accepted_at",
        "closed_at",
        "deadline_at",
        "warn_at",
        "due_at",
        "paused",
        "timed",
        "breached",
    ),
    *("step_name", "department", "last_seq", "last_hash", "last_at"),
)
"""The columns of a case's row that change."""


@dataclass(slots=True)
class Writes:
    """Rows by table: inserted (or put in the place of the one with that key), changed, deleted."""

    case: Row
    state: Row
    events: list[Row] = field(default_factory=list)
    payloads: list[Row] = field(default_factory=list)
    new_steps: list[Row] = field(default_factory=list)
    moved_steps: list[Row] = field(default_factory=list)  # the clock over an open step, and who has it
    closed_steps: list[Row] = field(default_factory=list)
    new_clocks: list[Row] = field(default_factory=list)
    moved_clocks: list[Row] = field(default_factory=list)
    stopped_clocks: list[Row] = field(default_factory=list)
    armed: list[Row] = field(default_factory=list)
    disarmed: list[Row] = field(default_factory=list)
    materials: list[Row] = field(default_factory=list)
    incidents: list[Row] = field(default_factory=list)


def writes(turn: Turn) -> Writes:
    """Everything that has to be written for what the turn recorded. Moves the live case's head and marks on."""
    live = turn.live
    found = Writes(case={}, state={})
    head = live.head
    for event in turn.events:
        row = link(head, event)
        head = row["hash"]
        found.events.append(row)
        project(turn, event, found)
    live.head = head
    found.payloads = [
        {"case_id": live.case, "seq": seq, "data": dict(p.data), "salt": p.salt} for seq, p in turn.payloads.items()
    ]
    _clocks(turn, found)
    live.calendar = turn.rules.calendar.version
    _steps(turn, found)
    _timers(live, found)
    found.case = _case(turn)
    found.state = stored(live)
    return found


# ── what is open after all of them ────


@dataclass(frozen=True, slots=True)
class Mark:
    """What a list shows of a clock. While it is paused its lamp stays as it is: the instants of colours that it has
    not turned to are left out.
    """

    state: str
    deadline_at: datetime | None
    warn_at: datetime | None
    due_at: datetime
    remaining: str | None


def mark(turn: Turn, run: str) -> Mark:
    """The mark of a clock that counts or is paused."""
    schedule = turn.schedule(run)
    if not turn.rules.can_be_late(turn.state.runs[run].limit):
        return Mark("running" if schedule.counting else "paused", None, None, NEVER, None)
    if schedule.counting:
        return Mark("running", schedule.deadline_at, schedule.warn_at, schedule.deadline_at, None)
    deadline_at = schedule.deadline_at if schedule.breach_at <= turn.at else None
    warn_at = schedule.warn_at if schedule.warn_at is not None and schedule.warn_at <= turn.at else None
    return Mark("paused", deadline_at, warn_at, deadline_at or NEVER, turn.remaining(run))


def _clocks(turn: Turn, found: Writes) -> None:
    written = turn.live.written
    new = {row["run"]: row for row in found.new_clocks}
    anew = turn.live.calendar != turn.rules.calendar.version
    anew = anew or any(isinstance(event.fact, facts.ClockReprojected) for event in turn.events)
    for run in turn.state.runs:
        now = mark(turn, run)
        if anew or written.get(("clock", run)) != now:
            written["clock", run] = now
            values = {
                "state": now.state,
                "deadline_at": now.deadline_at,
                "warn_at": now.warn_at,
                "due_at": now.due_at,
                "remaining": now.remaining,
                "calendar_version": turn.rules.calendar.version,
                "limit_version": turn.rules.version(turn.state.runs[run].limit),
            }
            if run in new:
                new[run].update(values)
            else:
                found.moved_clocks.append({"c": turn.live.case, "r": run, **values})


def _steps(turn: Turn, found: Writes) -> None:
    live = turn.live
    for key in [k for k in live.written if k[0] == "step" and k[1] not in turn.state.steps]:
        del live.written[key]
    new = {row["token"]: row for row in found.new_steps}
    for token, step in turn.state.steps.items():
        now = {**_tightest(turn, step), "assignee": step.assignee}
        if live.written.get(("step", token)) != now:
            live.written["step", token] = now
            if token in new:
                new[token].update(now)
            else:
                found.moved_steps.append({"c": live.case, "t": token, **now})


def _tightest(turn: Turn, step: OpenStep) -> Row:
    """The clock that presses a step most: the earliest deadline of those that count, else one that is paused."""
    runs = counting.runs_over(turn, step.token, step.scopes)
    if not runs:
        return {**NO_CLOCK, "paused": _is_paused(turn, step)}
    marks = {run: turn.live.written["clock", run] for run in runs}
    run = min(runs, key=lambda r: (marks[r].due_at, marks[r].state != "running", r))
    found: Mark = marks[run]
    return {
        "run": run,
        "limit_id": turn.state.runs[run].limit,
        "deadline_at": found.deadline_at,
        "warn_at": found.warn_at,
        "due_at": found.due_at,
        "paused": found.state == "paused" or _is_paused(turn, step),
    }


def _is_paused(turn: Turn, step: OpenStep) -> bool:
    around = (None, step.token, *step.scopes)
    return any(pause.scope in around for pause in turn.state.pauses.values())


def _timers(live: Live, found: Writes) -> None:
    wanted = {key: armed.due_at for key, armed in live.timers.items() if armed.due_at is not None}
    for key in [k for k in live.stored_timers if k not in wanted]:
        del live.stored_timers[key]
        found.disarmed.append({"c": live.case, "k": key[0], "s": key[1]})
    for key, due_at in wanted.items():
        if live.stored_timers.get(key) != due_at:
            live.stored_timers[key] = due_at
            found.armed.append({"case_id": live.case, "kind": key[0], "subject": key[1], "due_at": due_at})


def _case(turn: Turn) -> Row:
    """The columns of the case that are not what they were: every column named in an update costs its indexes a visit,
    changed or not.
    """
    written, now = turn.live.written, _listed(turn)
    before = written.get(CASE_KEY)
    written[CASE_KEY] = now
    return now if before is None else {name: value for name, value in now.items() if before[name] != value}


def _listed(turn: Turn) -> Row:
    live, state = turn.live, turn.state
    live.breached = live.breached or any(_was_late(event) for event in turn.events)
    marks: list[Mark] = [live.written["clock", run] for run in state.runs]
    deadlines = [m.deadline_at for m in marks if m.deadline_at is not None]
    warnings = [m.warn_at for m in marks if m.warn_at is not None]
    first = next(iter(state.steps.values()), None)
    return {
        "state": state.shown_state,
        "outcome": state.outcome,
        "accepted_at": state.accepted_at,
        "closed_at": state.closed_at,
        "deadline_at": min(deadlines, default=None),
        "warn_at": min(warnings, default=None),
        "due_at": min((m.due_at for m in marks), default=NEVER),
        "paused": any(p.scope is None for p in state.pauses.values()),
        "timed": bool(marks),
        "breached": live.breached,
        "step_name": first.name if first else None,
        "department": first.department if first else None,
        "last_seq": state.seq,
        "last_hash": live.head,
        "last_at": state.last_at,
    }


def _was_late(event: Event) -> bool:
    fact = event.fact
    late = isinstance(fact, facts.ClockStopped) and fact.verdict in ("breached", "too_early")
    return late or isinstance(fact, facts.LimitBreached)


def stored(live: Live) -> Row:
    """The state of the case as JSON: the fold, the clocks, the token game, the timers."""
    timers = [
        [t.kind, t.subject, t.due_at and t.due_at.isoformat(), t.element, t.host, t.limit, *_turns(t)]
        for t in live.timers.values()
    ]
    return {
        "format": FORMAT,
        "case": codec.to_json(live.state),
        "clocks": live.clocks.to_json(),
        "instance": live.instance.dump(),
        "timers": timers,
        "asked": None if live.asked is None else list(live.asked),
    }


def _turns(timer: Armed) -> tuple[str, int] | tuple[()]:
    """What is kept of a timer that repeats."""
    return () if timer.since is None else (timer.since.isoformat(), timer.count)


def settled(state: ClockState) -> ClockState:
    """The clocks once they are written: those that stopped stand in the log, and are let go."""
    return replace(state, stopped=()) if state.stopped else state
