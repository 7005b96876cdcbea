"""Cases that were there before the run begins, as far as anything is recorded of them.

A run that starts from them plays what is recorded again and draws the rest: see `Inputs.recorded`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    Value = bool | float | str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry into an element, in local wall time. `closed`: a step's completion or cancellation, a timer's or
    message's coming; None is open now. `begun` is since when somebody works on a step that is open. `values` are
    variables that were set as it was completed.
    """

    closed: datetime | None = None
    cancelled: bool = False
    begun: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case that is open now. `entries` by `<process>/<element>` in the order in which they were entered: of steps
    all, of timers and messages those that came, of scopes that events stand on all. `attributes` are variables at its
    arrival; those that are not named are drawn. `allowances`: by how many days (a limit by the clock: hours) a limit is
    longer for this case than its rule says: extensions, pauses that a person ordered.
    """

    arrived: datetime
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    allowances: Mapping[str, float] = field(default_factory=dict)
