"""The token game: how tokens move through a diagram. The one place that knows SpiffWorkflow.

A `Program` is compiled once from `ProcessModel`s and shared. An `Instance` plays it: commands go in, changes come out,
the state goes to JSON and back. There is no clock, no database and no person here, and nothing of a diagram is run as
a program: conditions and counts are expressions of `workflows.expression`, evaluated against one map of variables.

What tokens do is BPMN 2.0's, with these choices where it leaves one or where engines differ:

- Several flows into an element that is no join let each token pass by itself. Several flows out of an element that is
  no gateway open all of them; flows with conditions there are taken where the condition is true (with a default: when
  none is). An element without a flow out of it ends its token.
- An exclusive gateway takes the first true flow in the order of the drawing. A flow without a condition counts as true.
- A parallel join takes one token of each incoming flow and needs one on each; a second token on a flow stays for the
  next time. An inclusive join waits while another token of its scope can still come, in this round (`gateways`).
- When all that is left of a scope waits at joins, that is a fault of the diagram, told at once and not a silent halt;
  unless it is only what earlier rounds left at joins that a later round went through: then the scope is done.
- A script gives variables their values at once, in the order of its assignments: each sees those before it.
- A terminate event ends its own scope: one sub-process, one called process, one instance of many.
- A boundary timer fires once, unless it says that it repeats. A message on the border that does not interrupt may come
  any number of times. On a multi-instance activity they stand on the whole.
- Of the events behind an event-based gateway the first to happen goes on, and the others wait no more.
- Of a multi-instance, each instance is an entry of its own; zero instances pass at once; a count that is no number and
  a list that is absent are faults. The item hides a variable of the same name inside its instance and stays as it is.
"""

from __future__ import annotations

from engine.execution.changes import (
    Change,
    Closed,
    Finished,
    How,
    MessageAwaited,
    MessageDropped,
    Opened,
    OpenNode,
    Passed,
    ScopeEntered,
    ScopeLeft,
    TimerArmed,
    TimerDisarmed,
)
from engine.execution.errors import ExecutionError, InstanceFault, ProgramError, StateError
from engine.execution.instance import Instance
from engine.execution.program import Program, compile_program

__all__ = [
    "Change",
    "Closed",
    "ExecutionError",
    "Finished",
    "How",
    "Instance",
    "InstanceFault",
    "MessageAwaited",
    "MessageDropped",
    "OpenNode",
    "Opened",
    "Passed",
    "Program",
    "ProgramError",
    "ScopeEntered",
    "ScopeLeft",
    "StateError",
    "TimerArmed",
    "TimerDisarmed",
    "compile_program",
]
