"""From the facts of a case to the clocks of its limits: runs, readings, timers and verdicts."""

from engine.clocks.fold import apply
from engine.clocks.readings import Clock, course, read, read_all, schedule, verdict
from engine.clocks.state import ClockState
from engine.clocks.values import Pause, Run, Span, Stop

__all__ = [
    "Clock",
    "ClockState",
    "Pause",
    "Run",
    "Span",
    "Stop",
    "apply",
    "course",
    "read",
    "read_all",
    "schedule",
    "verdict",
]
