"""JSON that says where in it something is amiss."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 1e12  # of a number: seconds of thirty thousand years


@dataclass(frozen=True, slots=True)
class Item:
    """A value and the keys that lead to it."""

    value: Any
    path: str

    @property
    def where(self) -> str:
        """How sentences call it."""
        return f"{self.path} of the Prosimos file" if self.path else "the Prosimos file"

    def wrong(self, expected: str) -> SimulationError:
        """What is said when it is not what it should be."""
        shown = json.dumps(self.value, ensure_ascii=False)
        return SimulationError(f"Expected {expected} at {self.where}, but came {shown[:80]}")

    def has(self, key: str) -> bool:
        """Whether it is an object with that key."""
        return isinstance(self.value, dict) and key in self.value

    def get(self, key: str) -> Item:
        """What stands under a key."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        if key not in self.value:
            raise SimulationError(f"Expected the key {key!r} at {self.where}, but it is not there")
        return Item(self.value[key], f"{self.path}.{key}" if self.path else key)

    def keys(self) -> list[str]:
        """The keys of an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return list(self.value)

    def items(self) -> Iterator[Item]:
        """What a list holds."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        return (Item(value, f"{self.path}[{n}]") for n, value in enumerate(self.value))

    def listed(self, key: str) -> Iterator[Item]:
        """The list under a key; nothing if there is none."""
        return self.get(key).items() if self.has(key) else iter(())

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.wrong("a text")
        return self.value

    def label(self) -> str:
        """A text, or a number or truth as text."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return str(self.value) if isinstance(self.value, int | float) else self.text()

    def number(self) -> float:
        """A finite number, also one that is written as text."""
        try:
            found = math.nan if isinstance(self.value, bool) else float(self.value)
        except (TypeError, ValueError, OverflowError):
            found = math.nan
        if not abs(found) <= _MOST:
            raise self.wrong("a finite number")
        return found

    def whole(self) -> int:
        """A whole number of 0 or more."""
        found = self.number()
        if found != int(found) or found < 0:
            raise self.wrong("a whole number of 0 or more")
        return int(found)


def load(data: bytes) -> Item:
    """Read JSON.

    Raises:
        SimulationError: It is none.
    """
    try:
        return Item(json.loads(data), "")
    except (ValueError, RecursionError) as error:
        raise SimulationError(f"Expected the Prosimos file to be JSON, but: {error}") from error
