"""Scenarios side by side with common random numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import variance

import pytest

from engine.simulation import Staff, run
from engine.simulation.errors import SimulationError
from engine.simulation.statistics.compare import Run, compare, per_replication
from engine.simulation.statistics.intervals import t_quantile


def two(desk, before, after, **more):
    """The same queue with two numbers of people."""
    compiled, inputs = desk(before, 3.0, **({"cases": 800, "replications": 8} | more))
    other = replace(inputs, staff={"people": Staff(after)})
    return [
        Run(name, given, run(compiled, given, mode="plain"))
        for name, given in (("as it is", inputs), ("with more people", other))
    ]


def of(comparison, figure):
    return next(one for one in comparison.differences if one.figure == figure)


def test_more_people_make_it_shorter_and_the_sentence_says_so(desk):
    found = compare(*two(desk, 4, 5))
    mean = of(found, "cycle mean")
    assert mean.verdict == "lower"
    assert mean.difference.high < 0
    assert mean.second - mean.first == pytest.approx(mean.difference.value)
    assert found.words(mean).startswith(f"cycle mean: {-mean.difference.value:.1f} hours lower in with more people")
    breach = of(found, "breach of soon")
    assert breach.verdict == "lower"
    assert "percentage points" in found.words(breach)


def test_pairs_are_narrower_than_two_by_themselves(desk):
    first, second = two(desk, 4, 5, replications=10)
    paired = of(compare(first, second), "cycle mean").difference
    left = per_replication(first)["cycle mean"][1]
    right = per_replication(second)["cycle mean"][1]
    apart = t_quantile(0.975, 18) * math.sqrt((variance(left) + variance(right)) / 10)
    assert paired.high - paired.low < 2 * apart


def test_a_scenario_compared_with_itself_is_the_same_everywhere(desk):
    found = compare(*two(desk, 4, 4, replications=3, cases=200))
    assert {one.verdict for one in found.differences} == {"same"}
    assert found.words(found.differences[0]) == "cycle mean: the same in both"


def test_a_difference_too_small_for_its_replications_is_not_shown(desk):
    found = compare(*two(desk, 8, 9, replications=3, cases=60))
    shown = {one.verdict for one in found.differences}
    assert "not_shown" in shown or "same" in shown
    for one in found.differences:
        if one.verdict == "not_shown":
            assert one.difference.low <= 0 <= one.difference.high
            assert "no difference is shown" in found.words(one)


def test_with_one_replication_the_cases_are_the_pairs_and_the_rest_is_not_known(desk):
    found = compare(*two(desk, 4, 6, replications=1, cases=2_000))
    assert of(found, "cycle mean").difference.method == "batches"
    assert of(found, "cycle mean").verdict == "lower"
    assert of(found, "cycle p90").verdict == "unknown"
    assert "not known with 1 replication(s)" in found.words(of(found, "cycle p90"))


def test_cases_open_at_the_horizon_are_no_pairs(desk):
    found = compare(*two(desk, 2, 6, replications=1, cases=None, horizon=100.0))
    assert of(found, "cycle mean").verdict == "unknown"


@pytest.mark.parametrize("change", [{"seed": 9}, {"replications": 2}])
def test_scenarios_with_other_luck_are_not_compared(desk, change):
    compiled, inputs = desk(4, 3.0, cases=50, replications=3)
    other = replace(inputs, **change)
    with pytest.raises(SimulationError, match="Expected scenarios with one seed and as many replications"):
        compare(
            Run("a", inputs, run(compiled, inputs, mode="plain")), Run("b", other, run(compiled, other, mode="plain"))
        )


def test_the_record_has_the_words_beside_the_numbers(desk):
    record = compare(*two(desk, 4, 5, replications=3, cases=100)).as_record()
    assert (record["first"], record["second"], record["replications"]) == ("as it is", "with more people", 3)
    row = record["differences"][0]
    assert {"figure", "unit", "first", "second", "difference", "ci", "method", "verdict", "words"} == row.keys()
    names = [row["figure"] for row in record["differences"]]
    assert {"approval mean", "span p95", "utilisation of desk", "waiting at desk", "queue at desk"} <= set(names)


def test_a_figure_that_one_scenario_does_not_have_is_left_out(desk):
    compiled, inputs = desk(4, 3.0, cases=50, replications=2)
    bare = replace(inputs, limits=(), keep=False)
    found = compare(
        Run("a", inputs, run(compiled, inputs, mode="plain")), Run("b", bare, run(compiled, bare, mode="plain"))
    )
    figures = {one.figure for one in found.differences}
    assert "breach of soon" not in figures
    assert "approval mean" not in figures
    assert "cycle mean" in figures
