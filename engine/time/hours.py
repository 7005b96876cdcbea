"""Business hours of a working day: the slots in which an office works, with its lunch gap."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.time.zone import DAY, HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """Half-open slots [from, to) in microseconds after midnight, in order and without overlap.

    Raises:
        ValueError: There is no slot, one is empty, two overlap, or one leaves the day.
    """

    slots: tuple[tuple[int, int], ...]
    length: int = field(init=False)  # microseconds in one working day

    def __post_init__(self) -> None:
        end = 0
        for start, stop in self.slots:
            if not end <= start < stop <= DAY:
                raise ValueError(
                    f"Expected business hours in order, within one day and without overlap, but {self.texts()} are not"
                )
            end = stop
        if not self.slots:
            raise ValueError("Expected business hours of at least one slot, but there is none")
        object.__setattr__(self, "length", sum(stop - start for start, stop in self.slots))

    @classmethod
    def of(cls, *slots: tuple[str, str]) -> BusinessHours:
        """From texts: `BusinessHours.of(("09:00", "12:00"), ("14:00", "18:00"))`; 24:00 is the end of the day."""
        return cls(tuple((_clock(start), _clock(stop)) for start, stop in slots))

    def texts(self) -> list[list[str]]:
        """The slots as texts, for JSON."""
        return [[_text(start), _text(stop)] for start, stop in self.slots]

    def within(self, clock: int) -> int:
        """Business time from the opening up to that time of day, both in microseconds."""
        return sum(min(clock, stop) - start for start, stop in self.slots if clock > start)

    def at(self, amount: int) -> int:
        """The earliest time of day at which `amount` (0 < amount ≤ length) of business time has passed."""
        left = amount
        for start, stop in self.slots:
            if left <= stop - start:
                return start + left
            left -= stop - start
        raise ValueError(f"Expected at most {self.length} µs of a working day, but came {amount}")


def _clock(text: str) -> int:
    found = re.fullmatch(r"(\d\d):([0-5]\d)", text)
    clock = int(found[1]) * HOUR + int(found[2]) * MINUTE if found else DAY + 1
    if clock > DAY:
        raise ValueError(f"Expected a time of day from 00:00 to 24:00, but came {text!r}")
    return clock


def _text(clock: int) -> str:
    return f"{clock // HOUR:02}:{clock % HOUR // MINUTE:02}"


OFFICE = BusinessHours.of(("09:00", "12:00"), ("14:00", "18:00"))
