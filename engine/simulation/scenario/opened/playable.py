"""Which open cases a simulation can begin with: those whose past comes out as the log says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from engine import events as facts
from engine.cases.tokens import element_id, process_of
from engine.simulation.errors import SimulationError
from engine.simulation.run import run
from engine.simulation.scenario.opened.past import wall
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from engine.simulation.inputs import Inputs
    from engine.simulation.network import Compiled
    from engine.simulation.outcome import LogBlock
    from engine.simulation.scenario.opened.open_cases import OpenCase

_TRIALS = 3  # replications in which a past must come out as it was


def playable(compiled: Compiled, inputs: Inputs, cases: Sequence[OpenCase]) -> set[str]:
    """The cases whose past comes out as it was."""
    if not cases:
        return set()
    rows: Counter[tuple[int, str, datetime, datetime | None, int]] = Counter()
    steps = {node.key for node in compiled.nodes if node.element.kind is Kind.STEP}
    now = inputs.now
    assert now is not None  # noqa: S101 - set by the caller

    def note(block: LogBlock) -> None:
        for case, step, _, opened, _, finished, how in block.rows:
            key, began, ended = block.steps[step], inputs.instant(int(opened)), inputs.instant(int(finished))
            if key in steps and began <= now:
                rows[int(case), key, began, ended if ended <= now else None, int(how)] += 1

    trial = replace(
        inputs,
        cases=0,
        recorded=tuple(one.recorded for one in cases),
        replications=_TRIALS,
        keep=False,
        whose_days=False,
        queue_every=None,
    )
    try:
        run(compiled, trial, log=note)
    except SimulationError:
        if len(cases) == 1:
            return set()
        return {one.case for one in cases if playable(compiled, inputs, [one])}
    return {one.case for number, one in enumerate(cases) if _same(one, number, rows, now, compiled)}


def _same(
    one: OpenCase,
    number: int,
    rows: Mapping[tuple[int, str, datetime, datetime | None, int], int],
    now: datetime,
    compiled: Compiled,
) -> bool:
    """Whether every step opened and closed as the log says, and no other did. What opens at this very instant may
    already be drawn.
    """
    opened = {e.fact.token: e for e in one.events if isinstance(e.fact, facts.StepOpened)}
    expected: Counter[tuple[str, datetime, datetime | None]] = Counter()
    closings = {
        e.fact.token: wall(e.at)
        for e in one.events
        if isinstance(e.fact, facts.StepCompleted | facts.StepCancelled | facts.StepReturned)
    }
    for token, event in opened.items():
        try:
            key = f"{process_of(token, compiled.models, compiled.main)}/{element_id(token)}"
        except KeyError:
            return False
        expected[key, wall(event.at), closings.get(token)] += _TRIALS
    got: Counter[tuple[str, datetime, datetime | None]] = Counter()
    for (case, key, began, ended, _), count in rows.items():
        if case == number and (began < now or (key, began, None) in expected or (key, began, ended) in expected):
            still_open = (key, began, None) in expected and (key, began, ended) not in expected
            got[key, began, None if still_open else ended] += count
    return got == expected
