"""Cases that were there before the run begins, as far as anything is recorded of them.

A run that starts from them plays what is recorded again and draws the rest: see `Inputs.recorded`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    Value = bool | float | str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry into an element, in local wall time. `closed`: a step's completion or cancellation, a timer's or
    message's coming; None is open now. `begun` is since when somebody works on a step that is open. `values` are
    variables that were set as it was completed. `due`: when a timer that waits now is due, where that is known.
    `until`: when a pause is taken to end that lies over a step that is open; till then nobody goes on with it.
    """

    closed: datetime | None = None
    cancelled: bool = False
    begun: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    due: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of a limit that runs now. `element`, `<process>/<element>`, is what it is upon, `entered` when that was;
    None: the case. `started` may lie before that (acceptance by silence). `gaps`, in order and without overlap, do not
    count; an end of None: it goes on. `extended` is in the limit's unit. `until`: when the gap that goes on is taken to
    end, because somebody paused it; None: when something opens that counts.
    """

    limit: str
    started: datetime
    element: str | None = None
    entered: datetime | None = None
    gaps: Sequence[tuple[datetime, datetime | None]] = ()
    extended: Decimal = Decimal(0)
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case that is open now. `entries` by `<process>/<element>` in the order in which they were entered: of steps
    all, of timers and messages those that came, of scopes that events stand on all. `attributes` are variables at its
    arrival; those that are not named are drawn. `counts` are all that run now, and `verdicts` say of the limits that
    were judged whether they were kept (1) or broken (2); with `counts` None both come of playing the past again.
    """

    arrived: datetime
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    attributes: Mapping[str, Value] = field(default_factory=dict)
    counts: Sequence[Counted] | None = None
    verdicts: Mapping[str, int] = field(default_factory=dict)
