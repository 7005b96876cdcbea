"""Sentences for what stops a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.kernel.moves import MAX_MOVES
from engine.simulation.kernel.scopes import MAX_INSTANCES

if TYPE_CHECKING:
    from engine.simulation.prepare import Prepared

MANY_ROUNDS = 10  # of a case, on average, at one step
_SENTENCES = {
    lay.FAULT_TOKENS: f"Expected fewer than {lay.MARGIN} tokens to open at one instant of a case, but there were more",
    lay.FAULT_MOVES: f"Expected a case to come to rest within {MAX_MOVES} moves, but tokens still ran at {{at}}: "
    "there is a loop without a step in it",
    lay.FAULT_STUCK: "Expected the join {at} to get a token on every incoming flow, but nothing can come by one of "
    "them any more: a branch ended before it, or alternatives were not merged by an exclusive gateway first",
    lay.FAULT_CHOICE: "Expected a condition of {at} to be true or a default flow to be drawn, but no condition is true "
    "and there is no default",
    lay.FAULT_CALENDAR: "Expected working hours to come, but {at} does not know any after the present of the run",
    lay.FAULT_NUMBER: "Expected a finite span of 0 or more for {at}, but another was drawn",
    lay.FAULT_INSTANCES: f"Expected a whole number of instances from 0 to {MAX_INSTANCES} at {{at}}, but got another",
    lay.FAULT_DAYS: "Expected a day that {at} covers, but a limit reaches beyond its last day",
}


def fault(prepared: Prepared, m: Any, x: Any) -> SimulationError:
    """What a fault in the memory says, and when in the run it was."""
    kind, at = int(m[lay.G_FAULT]), int(m[lay.G_FAULT_AT])
    when = (
        f"{prepared.inputs.instant(int(m[lay.G_NOW])):%Y-%m-%d %H:%M}" if m[lay.G_NOW] < lay.NEVER >> 3 else "far off"
    )
    place = prepared.names.get(at, "the diagram")
    if kind == lay.FAULT_VISITS:
        sentence = (
            f"Expected a case to come to {place} at most {prepared.inputs.max_visits} times, but one came again: the "
            "loop does not end"
        )
    elif kind == lay.FAULT_OPEN:
        sentence = (
            f"Expected at most {prepared.inputs.max_open} cases to be open at once, but more were: the queues grow "
            "without end"
            f"{_fullest(prepared, m)}"
        )
    else:
        sentence = _SENTENCES[kind].format(at=place)
        if kind in (lay.FAULT_CALENDAR, lay.FAULT_DAYS):
            sentence += _rounds(prepared, m, x)
    return SimulationError(f"{sentence} (case {int(m[lay.G_NEXT_CASE])} had arrived, {when})")


def _rounds(prepared: Prepared, m: Any, x: Any) -> str:
    """Which step cases come back to again and again, if there is one: why time may have run out."""
    entered = {node.key: float(x[prepared.steps[node.index] + lay.X_ENTERED]) for node in prepared.compiled.steps}
    arrived = max(int(m[lay.G_NEXT_CASE]), 1)
    busiest = max(entered, key=lambda key: entered[key], default=None)
    if busiest is None or entered[busiest] <= MANY_ROUNDS * arrived:
        return ""
    return f"; cases came to {busiest!r} {entered[busiest]:,.0f} times: does that loop end?"


def _fullest(prepared: Prepared, m: Any) -> str:
    """Where most wait."""
    if not prepared.pools:
        return ""
    name = max(prepared.pools, key=lambda pool: int(m[prepared.pools[pool] + lay.P_LENGTH]))
    return f", most of them at {name!r} with {int(m[prepared.pools[name] + lay.P_LENGTH])} waiting"
