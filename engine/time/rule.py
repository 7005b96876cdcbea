"""The arithmetic of a limit: how long, in which unit, and the choices that the law leaves to a policy."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Unit(StrEnum):
    """What a limit counts in. A limit names its unit; it is never inferred."""

    WORKING_DAY = "working_day"
    NATURAL_DAY = "natural_day"
    HOUR = "hour"
    MINUTE = "minute"
    MONTH = "month"
    IMMEDIATE = "immediate"


class Bound(StrEnum):
    """Whether the limit is a longest or a shortest time."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Scope(StrEnum):
    """What the limit lies upon."""

    ACTIVITY = "activity"
    GROUP = "group"
    STAGE = "stage"
    PROCESS = "process"
    RESPONSE = "response"


class Basis(StrEnum):
    """Which time of a group, stage or process counts: only while an approval step is open, or from first to last."""

    APPROVAL_TIME = "approval_time"
    SPAN = "span"


class NonworkingStart(StrEnum):
    """A start on a rest day: the next working day is day 1 (`literal`) or day 0 (`roll`)."""

    LITERAL = "literal"
    ROLL = "roll"


PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class LampRule:
    """When a lamp turns to a colour. `basis` is remaining (at most `amount` is left), elapsed (at least `amount` has
    passed) or overdue (at least `amount` past the deadline, 0: as soon as it is late); `unit` a unit of time or
    `percent` of the limit.
    """

    colour: str
    basis: str
    amount: Decimal
    unit: str = Unit.WORKING_DAY

    def __post_init__(self) -> None:
        if self.basis not in ("remaining", "elapsed", "overdue"):
            raise ValueError(f"Expected a lamp by what is remaining, elapsed or overdue, but came {self.basis!r}")
        if self.unit not in (*_LAMP_UNITS, PERCENT):
            raise ValueError(f"Expected a lamp in {', '.join(_LAMP_UNITS)} or percent, but came {self.unit!r}")
        if not self.amount.is_finite() or self.amount < 0:
            raise ValueError(f"Expected a lamp's amount of 0 or more, but came {self.amount}")


_LAMP_UNITS = (Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.HOUR, Unit.MINUTE)

# No national threshold exists; this is the house's own. Ordered: where several apply, the last one shows.
LAMPS = (LampRule("yellow", "remaining", Decimal(1)), LampRule("red", "overdue", Decimal(0)))

_LONGEST = Decimal(1_000_000)
_SHORTEST = Decimal("0.000001")  # of a minute: sixty of the microseconds in which moments are kept


@dataclass(frozen=True, slots=True)
class Extension:
    """How often and by how much a limit may be extended: 行政许可法 art. 42 allows 10 days once, or 15 for joint
    handling. `length` is the longest of one extension in the limit's unit, None: no maximum of its own.
    """

    count: int
    length: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """The arithmetic of one limit, without its document.

    `quantity` is in `unit`; whole working days end at 24:00, a working day with a fraction (half a day) runs in
    business time. `business`: hours and minutes count in business hours only. `basis`: None is a plain count
    from start to end, like span. `excludes`: whose time is not in it (`public_notice`, …).
    `roll_natural`: a natural-day or month limit that ends on a rest day ends on the next working day (民法典 art. 203).
    `extension`: None allows none.

    Raises:
        ValueError: The quantity is not a positive number that the unit can have.
    """

    quantity: Decimal
    unit: Unit
    bound: Bound = Bound.AT_MOST
    scope: Scope = Scope.ACTIVITY
    business: bool = False
    nonworking_start: NonworkingStart = NonworkingStart.LITERAL
    roll_natural: bool = True
    basis: Basis | None = None
    excludes: tuple[str, ...] = ()
    extension: Extension | None = None
    lamps: tuple[LampRule, ...] = LAMPS
    # Whether it counts whole days, so that it ends at 24:00; else it counts from the very moment.
    by_date: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for name, kind in _KINDS.items():  # a plain text would never be `is` what it names
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else kind(value))
        if not self.quantity.is_finite() or self.quantity < 0 or self.quantity > _LONGEST:
            raise ValueError(f"Expected a quantity from 0 to {_LONGEST}, but came {self.quantity}")
        if self.quantity == 0 and self.unit is not Unit.IMMEDIATE:
            raise ValueError(f"Expected a quantity above 0 in {self.unit}, but came {self.quantity}")
        if 0 < self.quantity < _SHORTEST:
            raise ValueError(f"Expected a quantity of at least {_SHORTEST}, but came {self.quantity}")
        if self.unit in (Unit.NATURAL_DAY, Unit.MONTH) and not is_whole(self.quantity):
            raise ValueError(f"Expected a whole number in {self.unit}, but came {self.quantity}")
        by_moment = self.unit in (Unit.HOUR, Unit.MINUTE) or not is_whole(self.quantity)
        object.__setattr__(self, "by_date", self.unit is Unit.IMMEDIATE or not by_moment)

    @property
    def counts_approval_only(self) -> bool:
        """Whether only time with an open approval step counts (审批用时)."""
        if self.scope in (Scope.ACTIVITY, Scope.RESPONSE):
            return False
        return self.basis is Basis.APPROVAL_TIME

    @property
    def reading_unit(self) -> Unit:
        """The unit of a reading's amounts: months are read in natural days, immediate in working days."""
        read_in = {Unit.MONTH: Unit.NATURAL_DAY, Unit.IMMEDIATE: Unit.WORKING_DAY}
        return read_in.get(self.unit, self.unit)

    @property
    def policy(self) -> dict[str, str]:
        """The choices that the law leaves open, as this rule makes them; recorded with every reading."""
        return {
            "nonworking_start": self.nonworking_start.value,
            "roll_natural": "yes" if self.roll_natural else "no",
            "hours": "business" if self.business else "clock",
            "basis": (Basis.APPROVAL_TIME if self.counts_approval_only else Basis.SPAN).value,
        }

    def check_extension(self, granted: Iterable[Decimal], amount: Decimal) -> None:
        """Refuse an extension that the limit does not allow.

        Args:
            granted: The extensions this count has already had.
            amount: The one asked for, in the limit's unit.

        Raises:
            ValueError: It is not allowed at all, once too often, too long, or no length this unit can have.
        """
        if self.extension is None:
            raise ValueError("Expected a limit that may be extended, but this one may not")
        had = len(tuple(granted))
        if had >= self.extension.count:
            raise ValueError(
                f"Expected at most {self.extension.count} extension(s) of this limit, but {had} were granted already"
            )
        if not amount.is_finite() or amount <= 0 or (self.by_date and not is_whole(amount)):
            raise ValueError(f"Expected an extension that {self.unit} can have, but came {amount}")
        if self.extension.length is not None and amount > self.extension.length:
            raise ValueError(f"Expected an extension of at most {self.extension.length} {self.unit}, but came {amount}")

    def to_json(self) -> dict[str, Any]:
        """As JSON values, so that a verdict can be judged again by this very rule."""
        ext = self.extension
        return {
            "quantity": str(self.quantity),
            "unit": self.unit.value,
            "bound": self.bound.value,
            "scope": self.scope.value,
            "business": self.business,
            "nonworking_start": self.nonworking_start.value,
            "roll_natural": self.roll_natural,
            "basis": self.basis.value if self.basis else None,
            "excludes": list(self.excludes),
            "extension": ext and {"count": ext.count, "length": None if ext.length is None else str(ext.length)},
            "lamps": [[lamp.colour, lamp.basis, str(lamp.amount), str(lamp.unit)] for lamp in self.lamps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rule:
        """The rule that `to_json` wrote; whatever is absent has its default, so `{"quantity": "5", "unit":
        "working_day"}` is enough.

        Raises:
            ValueError: A value is none that a rule can have.
        """
        unknown = sorted(set(data) - set(_READERS))
        if unknown:
            raise ValueError(f"Expected the parts of a rule, but it has no {unknown[0]!r}")
        try:
            return cls(**{name: _READERS[name](value) for name, value in data.items() if value is not None})
        except (TypeError, KeyError, InvalidOperation) as error:
            raise ValueError(f"Expected the parts of a rule, but came {dict(data)!r}: {error}") from error


_KINDS: Mapping[str, type[StrEnum]] = {
    "unit": Unit,
    "bound": Bound,
    "scope": Scope,
    "nonworking_start": NonworkingStart,
    "basis": Basis,
}


def is_whole(amount: Decimal) -> bool:
    """Whether the amount has no fraction."""
    return amount == amount.to_integral_value()


def _extension(data: Mapping[str, Any]) -> Extension:
    length = data.get("length")
    return Extension(int(data["count"]), None if length is None else Decimal(str(length)))


_READERS: Mapping[str, Any] = {
    "quantity": lambda value: Decimal(str(value)),
    "unit": Unit,
    "bound": Bound,
    "scope": Scope,
    "business": bool,
    "nonworking_start": NonworkingStart,
    "roll_natural": bool,
    "basis": Basis,
    "excludes": tuple,
    "extension": _extension,
    "lamps": lambda rows: tuple(LampRule(c, basis, Decimal(str(amount)), unit) for c, basis, amount, unit in rows),
}
assert set(_READERS) == {f.name for f in fields(Rule) if f.init}  # noqa: S101 - the two lists belong together
