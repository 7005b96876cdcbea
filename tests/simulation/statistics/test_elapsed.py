"""What passes of a limit is said as its clock counts: in its own unit, with the quantiles that the cases have."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Limit, LogBlock, Task, compile_model, run
from engine.simulation.statistics import summarise
from engine.simulation.statistics.elapsed import MOST_BINS, Ordered
from engine.simulation.statistics.intervals import quantile
from engine.time import SHANGHAI, Bound, Course, Rule, Unit, china, judge
from tests.execution.building import Drawing

if TYPE_CHECKING:
    from engine.simulation.statistics.values import LimitSummary

CHINA = china()
START = datetime(2026, 1, 5, 9)
COMPILED = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")


def inputs(rule: Rule, span: Distribution, **more: Any) -> Inputs:
    values: dict[str, Any] = {"cases": 400, "calendars": {"office": Calendar.of(CHINA)}, "limit_calendar": "office"}
    arrivals = Arrivals(Distribution.exponential(7))
    limit = Limit("l", rule, element="work")
    return Inputs(START, arrivals, tasks={"work": Task(span)}, limits=(limit,), **(values | more))


def judged(given: Inputs) -> tuple[list[float], list[float]]:
    """What the clocks say of every entry into the step: elapsed, and over where it was."""
    blocks: list[LogBlock] = []
    run(COMPILED, given, mode="plain", log=blocks.append)
    rule = given.limits[0].rule
    elapsed, over = [], []
    for block in blocks:
        for row in block.rows:
            begun, ended = (given.instant(row[place]).replace(tzinfo=SHANGHAI) for place in (3, 5))
            found = judge(rule, CHINA, Course(begun, (), ended))
            elapsed.append(float(found.elapsed))
            over += [] if found.over is None else [float(found.over)]
    return sorted(elapsed), over


def summed(given: Inputs, mode: str = "plain") -> LimitSummary:
    return summarise(run(COMPILED, given, mode=mode), COMPILED, given).limits[0]


RULES = [
    (Rule(Decimal(5), Unit.WORKING_DAY), "working_day"),
    (Rule(Decimal(7), Unit.NATURAL_DAY), "natural_day"),
    (Rule(Decimal(1), Unit.MONTH), "natural_day"),
    (Rule(Decimal(0), Unit.IMMEDIATE), "working_day"),
    (Rule(Decimal(4), Unit.WORKING_DAY, bound=Bound.AT_LEAST), "working_day"),
]


@pytest.mark.parametrize(("rule", "unit"), RULES)
def test_days_are_those_of_the_clocks_to_the_last(rule: Rule, unit: str):
    given = inputs(rule, Distribution.exponential(170))
    elapsed, over = judged(given)
    found = summed(given)
    assert (found.elapsed.spread.unit, found.elapsed.spread.count) == (unit, len(elapsed))
    values = found.elapsed.spread.estimates
    assert values["mean"].value == pytest.approx(sum(elapsed) / len(elapsed))
    for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
        assert values[name].value == pytest.approx(quantile(elapsed, share), rel=1 / 32)
    assert found.breached == len(over)
    assert found.over == pytest.approx(sum(over) / len(over))


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        (Rule(Decimal(10), Unit.HOUR), 8),
        (Rule(Decimal(90), Unit.MINUTE), 1),
        (Rule(Decimal(6), Unit.HOUR, business=True), 40),
        (Rule(Decimal("0.5"), Unit.WORKING_DAY), 12),
    ],
)
def test_by_the_clock_a_quantile_is_as_close_as_the_buckets(rule: Rule, hours: float):
    given = inputs(rule, Distribution.exponential(hours))
    elapsed, over = judged(given)
    found = summed(given)
    values = found.elapsed.spread.estimates
    assert values["mean"].value == pytest.approx(sum(elapsed) / len(elapsed), rel=1e-6)
    for name, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
        assert values[name].value == pytest.approx(quantile(elapsed, share), rel=1 / 32, abs=float(rule.quantity) / 32)
    assert found.over == pytest.approx(sum(over) / len(over), rel=1e-5)


def test_the_limit_stands_behind_the_bar_of_its_last_day():
    rule = Rule(Decimal(5), Unit.WORKING_DAY)
    given = inputs(rule, Distribution.exponential(170))
    elapsed, over = judged(given)
    found = summed(given).elapsed
    assert found.line == 6
    assert found.histogram.edges[:3] == (0, 1, 2)
    assert list(found.histogram.counts) == [elapsed.count(day) for day in range(int(elapsed[-1]) + 1)]
    in_time = sum(
        n for edge, n in zip(found.histogram.edges, found.histogram.counts, strict=False) if edge < found.line
    )
    assert in_time >= len(elapsed) - len(over) >= in_time - elapsed.count(5)


@pytest.mark.parametrize("mean", [0.1, 10, 3_000, 200_000])
def test_however_long_it_takes_the_bars_are_few_and_hold_everything(mean: float):
    for rule, _ in RULES[:2]:
        weeks = {"office": Calendar.weekly(("mon-fri", "09:00", "17:00"))}
        found = summed(inputs(rule, Distribution.exponential(mean), cases=60, calendars=weeks)).elapsed
        assert len(found.histogram.counts) <= MOST_BINS + 1
        assert sum(found.histogram.counts) == found.spread.count == 60
        edges = found.histogram.edges
        assert found.line in edges or edges[-1] <= found.line or edges[1] > found.line


def test_several_replications_bound_every_figure_and_both_modes_say_the_same():
    given = inputs(RULES[0][0], Distribution.exponential(100), replications=5)
    plain, compiled = (summed(given, mode).as_record() for mode in ("plain", "compiled"))
    assert plain == compiled
    for name in ("mean", "p50", "p90", "p95", "p99"):
        low, high = plain["elapsed"]["intervals"][name]
        assert low <= plain["elapsed"][name] <= high
        assert plain["elapsed"]["methods"][name] == "t"


def test_a_limit_without_a_count_has_no_figures():
    given = replace(inputs(RULES[0][0], Distribution.exponential(100)), cases=None, horizon=1.0)
    found = summed(given).as_record()
    assert found["count"] == 0
    assert found["elapsed"]["p50"] is None
    assert found["elapsed"]["histogram"] == {"edges": [], "counts": []}


def test_values_in_a_bucket_lie_evenly_and_never_beyond_the_longest():
    values = Ordered([(0.0, 10.0, 2), (10.0, 20.0, 4)], 21.0, whole=False)
    assert [round(value, 3) for value in values] == [2.5, 7.5, 12.5, 17.5, 21.0, 21.0]
