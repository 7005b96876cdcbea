"""A scenario as the fields of a form, and back. Pure.

Each field has a name, and a text for what the scenario says there. Reading goes by what was changed: a field that still
holds its text leaves the scenario as it is, so nothing that the form does not show is lost or rounded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.simulation.scenario.values import (
    DISCIPLINES,
    OFFICE,
    PERIODS,
    ArrivalPlan,
    CalendarPlan,
    Draw,
    LimitPlan,
    StepPlan,
)
from web.language import gettext
from web.simulate.form import coming, orders
from web.simulate.form.typed import WrongFieldError, amount, day, number, one_of, slots, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.simulation.scenario.values import PoolPlan, Scenario

MOST_CASES, MOST_REPLICATIONS, MOST_ALTOGETHER = 200_000, 200, 2_000_000
MOST_STAFF, MOST_DAYS, MOST_SPAN, MOST_SEED = 10_000, 3650, 100_000, 2**31
MOST_RATE = 1_000_000
YES = "yes"


Deciding: TypeAlias = "Mapping[str, tuple[str, ...]]"
"""The steps that choose between several decisions, with the values of these in the order of the diagram."""


@dataclass(frozen=True, slots=True)
class Read:
    """`scenario`: with what could be read. `wrong`: a sentence for each field that could not."""

    scenario: Scenario
    wrong: Mapping[str, str]


# ── texts ────


def texts(scenario: Scenario, deciding: Deciding) -> dict[str, str]:
    """Every field of a scenario in which everything is said, with its text."""
    found = {
        "cases": number(scenario.cases or 0),
        "replications": number(scenario.replications),
        "seed": number(scenario.seed),
        "warm_up": number(scenario.warm_up),
        "start": scenario.start.isoformat() if scenario.start else "",
    }
    if scenario.arrivals is not None and scenario.arrivals.rate is not None:
        found |= {"rate": number(scenario.arrivals.rate), "per": scenario.arrivals.per}
        found |= coming.texts(scenario.arrivals)
    found |= {orders.field_of(plan): YES for plan in scenario.parallel}
    found |= {orders.field_of(turn): YES for turn in scenario.sequence}
    for name, pool in scenario.pools.items():
        found |= {
            f"pool.{name}.count": number(pool.count),
            f"pool.{name}.discipline": pool.discipline,
            f"pool.{name}.hours": hours_text(scenario, pool),
        }
    for name, step in scenario.steps.items():
        if step.duration is not None:
            found[f"step.{name}.typical"] = number(typical(step.duration))
        if name in deciding:
            found |= {f"step.{name}.share.{value}": number(n) for value, n in shares(step, deciding[name]).items()}
    for name, draw in scenario.facts.items():
        share = chance(draw)
        if share is not None:
            found[f"fact.{name}"] = number(100 * share)
    for name, plan in scenario.limits.items():
        found[f"limit.{name}.quantity"] = "" if plan.quantity is None else number(plan.quantity)
        found[f"limit.{name}.removed"] = YES if plan.removed else ""
    return found


def hours_text(scenario: Scenario, pool: PoolPlan) -> str:
    """The hours that a pool has of its own; empty: those of the office."""
    plan = scenario.calendars.get(pool.calendar)
    return "，".join(f"{begin}-{end}" for begin, end in plan.hours) if plan else ""


def typical(draw: Draw) -> float:
    """The one number that says most about a span: the mode of a triangle, the mean of whatever else."""
    values = [float(v) for v in draw.values if isinstance(v, int | float)]
    if draw.kind == "triangular":
        return values[1]
    if draw.kind in ("uniform", "empirical"):
        return sum(values) / len(values)
    if draw.kind == "histogram":
        middles = [(a + b) / 2 for a, b in pairwise(values)]
        return sum(m * w for m, w in zip(middles, draw.weights, strict=True)) / sum(draw.weights)
    return values[0]


def scaled(draw: Draw, to: float) -> Draw:
    """The same shape about another typical span."""
    before = typical(draw)
    if before <= 0:
        return Draw("fixed", (to,), unit=draw.unit)
    by = to / before
    values = tuple(float(v) * by if isinstance(v, int | float) else v for v in draw.values)
    return replace(draw, values=values, minimum=draw.minimum * by, maximum=draw.maximum * by)


def shares(step: StepPlan, values: tuple[str, ...]) -> dict[str, float]:
    """Per cent of each decision but the first."""
    total = sum(step.decisions.values())
    return {value: 100 * step.decisions.get(value, 0.0) / total for value in values[1:]} if total > 0 else {}


def chance(draw: Draw) -> float | None:
    """How often a fact holds; None where it is not a matter of yes or no."""
    if draw.kind == "fixed" and isinstance(draw.values[0], bool):
        return float(draw.values[0])
    if draw.kind == "choice" and set(draw.values) <= {True, False} and all(isinstance(v, bool) for v in draw.values):
        weights = dict(zip(draw.values, draw.weights, strict=True))
        return weights.get(True, 0.0) / sum(draw.weights)
    return None


# ── reading ────


def read(base: Scenario, typed: Mapping[str, str], deciding: Deciding) -> Read:
    """The scenario with what was typed put in where it differs; a field that did not come stays as it is."""
    before = texts(base, deciding)
    reader = _Reader(base, deciding)
    for name, text in typed.items():
        known = name in before or name.startswith(("limit.", orders.PREFIX, orders.TURN))
        now = text.replace("\r\n", "\n").strip()
        if known and now != before.get(name, ""):
            reader.take(name, now)
    reader.settle(typed, before)
    return Read(reader.scenario, reader.wrong)


class _Reader:
    """Puts one field after the other into a scenario."""

    def __init__(self, base: Scenario, deciding: Deciding) -> None:
        self.scenario = base
        self.deciding = deciding
        self.wrong: dict[str, str] = {}

    def take(self, name: str, text: str) -> None:
        """One field that was changed."""
        kind, _, rest = name.partition(".")
        key, _, part = rest.rpartition(".")
        try:
            if kind == "pool":
                self._pool(key, part, text)
            elif kind == "limit":
                self._limit(key, part, text)
            elif kind == "fact":
                self._fact(rest, text)
            elif kind == "arrivals":
                self._arrivals(rest, text)
            elif kind == "parallel":
                self._parallel(name, text)
            elif kind == "sequence":
                self._sequence(name, text)
            elif kind == "step" and part == "typical" and key in self.scenario.steps:
                self._duration(key, text)
            elif kind != "step":  # shares are read together, at the end
                self._whole(name, text)
        except WrongFieldError as error:
            self.wrong[name] = str(error)

    def settle(self, typed: Mapping[str, str], before: Mapping[str, str]) -> None:
        """What several fields say together."""
        for name, values in self.deciding.items():
            fields = [f for f in (f"step.{name}.share.{value}" for value in values[1:]) if f in before]
            now = {field: typed.get(field, before[field]).strip() for field in fields}
            if any(text != before[field] for field, text in now.items()):
                self._shares(name, now)
        runs = (self.scenario.cases or 0) * self.scenario.replications
        if runs > MOST_ALTOGETHER and not {"cases", "replications"} & set(self.wrong):
            self.wrong["cases"] = gettext(
                "件数乘以重复次数最多 %(most)s，现为 %(now)s。", most=f"{MOST_ALTOGETHER:,}", now=f"{runs:,}"
            )

    def _whole(self, name: str, text: str) -> None:
        scenario = self.scenario
        arrivals = scenario.arrivals or ArrivalPlan()
        change: Mapping[str, Callable[[], dict[str, Any]]] = {
            "cases": lambda: {"cases": whole(text, 1, MOST_CASES)},
            "replications": lambda: {"replications": whole(text, 1, MOST_REPLICATIONS)},
            "seed": lambda: {"seed": whole(text, 0, MOST_SEED)},
            "warm_up": lambda: {"warm_up": amount(text, 0, MOST_DAYS)},
            "start": lambda: {"start": day(text)},
            "rate": lambda: {"arrivals": replace(arrivals, rate=amount(text, 0, MOST_RATE, above=True))},
            "per": lambda: {"arrivals": replace(arrivals, per=one_of(text, PERIODS))},
        }
        self.scenario = replace(scenario, **change[name]())

    def _pool(self, key: str, part: str, text: str) -> None:
        pool = self.scenario.pools[key]
        if part == "count":
            pool = replace(pool, count=whole(text, 0, MOST_STAFF))
        elif part == "discipline":
            pool = replace(pool, discipline=one_of(text, DISCIPLINES))
        else:
            pool = self._hours(key, pool, text)
        self.scenario = replace(self.scenario, pools={**self.scenario.pools, key: pool})

    def _hours(self, key: str, pool: PoolPlan, text: str) -> PoolPlan:
        """Hours of its own are a calendar of its own."""
        if not text:
            return replace(pool, calendar=OFFICE)
        plan = self.scenario.calendars.get(pool.calendar, CalendarPlan())
        name = f"hours_{key}"
        calendars = {**self.scenario.calendars, name: replace(plan, hours=slots(text))}
        self.scenario = replace(self.scenario, calendars=calendars)
        return replace(pool, calendar=name)

    def _duration(self, key: str, text: str) -> None:
        step = self.scenario.steps[key]
        assert step.duration is not None  # noqa: S101 - only such have the field
        self._step(key, replace(step, duration=scaled(step.duration, amount(text, 0, MOST_SPAN))))

    def _shares(self, key: str, typed: Mapping[str, str]) -> None:
        step = self.scenario.steps[key]
        found: dict[str, float] = {}
        for field, text in typed.items():
            try:
                found[field.removeprefix(f"step.{key}.share.")] = amount(text, 0, 100)
            except WrongFieldError as error:
                self.wrong[field] = str(error)
        if len(found) < len(typed):
            return
        rest = 100 - sum(found.values())
        if rest < 0:
            self.wrong[next(iter(typed))] = gettext("各项之和不得超过 100%%，现为 %(now)s%%。", now=number(100 - rest))
            return
        self._step(key, replace(step, decisions={self.deciding[key][0]: rest, **found}))

    def _step(self, key: str, step: StepPlan) -> None:
        self.scenario = replace(self.scenario, steps={**self.scenario.steps, key: step})

    def _fact(self, key: str, text: str) -> None:
        share = amount(text, 0, 100) / 100
        draw = Draw("choice", (True, False), (share, 1 - share))
        self.scenario = replace(self.scenario, facts={**self.scenario.facts, key: draw})

    def _arrivals(self, key: str, text: str) -> None:
        assert self.scenario.arrivals is not None  # noqa: S101 - only such have the field
        self.scenario = replace(self.scenario, arrivals=coming.read(self.scenario.arrivals, key, text))

    def _parallel(self, field: str, text: str) -> None:
        plan = orders.plan_of(field)
        others = tuple(other for other in self.scenario.parallel if other != plan)
        self.scenario = replace(self.scenario, parallel=(*others, plan) if text == YES else others)

    def _sequence(self, field: str, text: str) -> None:
        turn = orders.turn_of(field)
        others = tuple(other for other in self.scenario.sequence if other != turn)
        self.scenario = replace(self.scenario, sequence=(*others, turn) if text == YES else others)

    def _limit(self, key: str, part: str, text: str) -> None:
        plan = self.scenario.limits.get(key, LimitPlan())
        if part == "removed":
            plan = replace(plan, removed=text == YES)
        else:
            plan = replace(plan, quantity=amount(text, 0, MOST_SPAN, above=True) if text else None)
        limits = {**self.scenario.limits, key: plan}
        if plan == LimitPlan():
            del limits[key]
        self.scenario = replace(self.scenario, limits=limits)
