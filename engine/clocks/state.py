"""The clocks of one case after every event so far: enough to read each of them, however long the history was."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.clocks.values import CASE, Log, OpenPause, OpenStep, Pause, Run, moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the clocks know.

    `scopes` are the open scopes, each with the key of the one around it; `steps` the open steps, `pauses` the open
    pauses by their id; `logs` per scope and kind of time when steps were open; `accepted` the applications that were
    accepted. `runs` are the runs that count; a run that stops leaves the state and stands in `stopped` until the
    state is stored: its holder keeps it by itself (`Run.to_json`).
    """

    seq: int = 0
    scopes: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, OpenStep] = field(default_factory=dict)
    pauses: Mapping[str, OpenPause] = field(default_factory=dict)
    logs: Mapping[str, Mapping[str, Log]] = field(default_factory=dict)
    runs: Mapping[str, Run] = field(default_factory=dict)
    accepted: frozenset[str] = frozenset()
    stopped: tuple[Run, ...] = field(default=(), compare=False)

    def run(self, name: str) -> Run:
        """The run as it stands now, with its open pauses and what is open inside of it.

        Raises:
            ValueError: No run of that name counts.
        """
        found = self.runs.get(name)
        if found is None:
            raise ValueError(f"Expected a clock that counts, but {name!r} does not")
        pauses = tuple(Pause(p.started_at, None, p.kind, p.cause) for p in self.over(found.path))
        logs = self.logs.get(found.path[-1], {}) if found.holds_steps else {}
        spans = {kind: log.spans(found.started_at) for kind, log in logs.items()}
        return replace(found, pauses=(*found.pauses, *pauses), spans={k: s for k, s in spans.items() if s})

    def over(self, path: tuple[str, ...]) -> tuple[OpenPause, ...]:
        """The open pauses that lie on what is on this path, in the order in which they began."""
        found = (pause for pause in self.pauses.values() if pause.key in path)
        return tuple(sorted(found, key=lambda pause: pause.cause))

    def path(self, token: str | None) -> tuple[str, ...]:
        """The keys around a step or scope and its own, outermost first."""
        if not token:
            return (CASE,)
        step = self.steps.get(token)
        if step is not None:
            return step.path
        found = [token]
        while (above := self.scopes.get(found[-1], CASE)) != CASE:
            found.append(above)
        return (CASE, *reversed(found))

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without the runs that stopped."""
        return {
            "format": FORMAT,
            "seq": self.seq,
            "scopes": dict(self.scopes),
            "steps": {token: [list(s.path), s.time, s.held, s.held_as] for token, s in self.steps.items()},
            "pauses": {name: [p.key, p.kind, p.started_at.isoformat(), p.cause] for name, p in self.pauses.items()},
            "logs": {key: {k: _log_to_json(log) for k, log in logs.items()} for key, logs in self.logs.items()},
            "runs": [run.to_json() for run in self.runs.values()],
            "accepted": sorted(self.accepted),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ClockState:
        """The state that `to_json` wrote.

        Raises:
            ValueError: The data are of another format.
        """
        if data.get("format") != FORMAT:
            raise ValueError(f"Expected clocks of format {FORMAT}, but came {data.get('format')!r}")
        runs = (Run.from_json(row) for row in data["runs"])
        return cls(
            seq=data["seq"],
            scopes=dict(data["scopes"]),
            steps={token: OpenStep(tuple(path), *more) for token, (path, *more) in data["steps"].items()},
            pauses={
                name: OpenPause(key, kind, moment(at), cause) for name, (key, kind, at, cause) in data["pauses"].items()
            },
            logs={key: {k: _log(row) for k, row in logs.items()} for key, logs in data["logs"].items()},
            runs={run.run: run for run in runs},
            accepted=frozenset(data["accepted"]),
        )


def _log_to_json(log: Log) -> list[Any]:
    past = [[a.isoformat(), b.isoformat()] for a, b in log.past]
    return [log.number, None if log.since is None else log.since.isoformat(), past]


def _log(row: list[Any]) -> Log:
    number, since, past = row
    spans: tuple[tuple[datetime, datetime], ...] = tuple((moment(a), moment(b)) for a, b in past)
    return Log(number, None if since is None else moment(since), spans)
