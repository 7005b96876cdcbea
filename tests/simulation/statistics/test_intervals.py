"""Intervals against tables of statistics, and against distributions whose truth is known."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.statistics import intervals
from engine.simulation.statistics.intervals import (
    NOTHING,
    Estimate,
    batch_means,
    by_order,
    clopper_pearson,
    design_effect,
    incomplete_beta,
    normal_quantile,
    of_correlated,
    over_replications,
    quantile,
    t_quantile,
    variance,
    wilson,
)


@pytest.mark.parametrize(
    ("freedom", "table"),
    [(1, 12.7062047364), (2, 4.3026527297), (4, 2.7764451052), (9, 2.2621571628), (19, 2.0930240544),
     (30, 2.0422724563), (60, 2.0002978211), (120, 1.9799304050), (1000, 1.9623390808)],
)  # fmt: skip
def test_students_quantiles_are_those_of_the_tables(freedom, table):
    assert t_quantile(0.975, freedom) == pytest.approx(table, abs=1e-8)


def test_the_expansion_meets_the_exact_quantiles_where_it_begins():
    assert t_quantile(0.975, 59) > t_quantile(0.975, 60) > t_quantile(0.975, 61)
    assert t_quantile(0.975, 59) - t_quantile(0.975, 60) == pytest.approx(
        t_quantile(0.975, 60) - t_quantile(0.975, 61), rel=0.05
    )


@pytest.mark.parametrize(("share", "table"), [(0.5, 0.0), (0.9, 1.2815515655), (0.975, 1.9599639845)])
def test_the_normal_quantiles_are_those_of_the_tables(share, table):
    assert normal_quantile(share) == pytest.approx(table, abs=1e-9)


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775328), (1, 10, 0.0178762, 0.4041500), (5, 100, 0.0215437, 0.1117505), (10, 10, 0.7224672, 1.0)],
)
def test_wilsons_interval_is_the_published_one(hits, count, low, high):
    found = wilson(hits, count)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    assert found.method == "wilson"


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 10, 0.0, 0.3084971), (1, 10, 0.0025286, 0.4450161), (5, 100, 0.0164319, 0.1128349), (10, 10, 0.6915029, 1.0),
     (0, 1000, 0.0, 0.0036821), (3, 10_000, 0.0000619, 0.0008764)],
)  # fmt: skip
def test_clopper_and_pearsons_interval_is_the_published_one(hits, count, low, high):
    found = clopper_pearson(hits, count)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_no_event_has_the_bound_of_the_closed_form():
    assert clopper_pearson(0, 500).high == pytest.approx(1 - 0.025 ** (1 / 500), abs=1e-10)
    assert clopper_pearson(500, 500).low == pytest.approx(0.025 ** (1 / 500), abs=1e-10)


@given(st.floats(0.001, 0.999), st.floats(0.5, 50), st.floats(0.5, 50))
@settings(max_examples=60, deadline=None)
def test_the_incomplete_beta_function_mirrors_itself(x, a, b):
    assert incomplete_beta(x, a, b) == pytest.approx(1 - incomplete_beta(1 - x, b, a), abs=1e-9)


@given(st.integers(1, 400), st.data())
@settings(max_examples=60, deadline=None)
def test_a_share_lies_in_its_own_intervals_and_wilsons_is_never_far_wider(count, data):
    hits = data.draw(st.integers(0, count))
    score, exact = wilson(hits, count), clopper_pearson(hits, count)
    for found in (score, exact):
        assert 0 <= found.low <= hits / count + 1e-12
        assert hits / count - 1e-12 <= found.high <= 1
    assert score.high - score.low <= exact.high - exact.low + 0.03


def test_the_mean_of_replications_has_students_interval():
    found = over_replications([1.0, 2.0, 3.0, 4.0, 5.0])
    half = 2.7764451052 * math.sqrt(2.5 / 5)
    assert (found.value, found.low, found.high) == pytest.approx((3, 3 - half, 3 + half))
    assert found.method == "t"


def test_a_single_value_bounds_nothing_and_does_not_pretend_to():
    assert over_replications([7.0]) == Estimate(7.0, None, None, "too_few")
    assert over_replications([7.0]).interval() is None
    assert over_replications([]) == NOTHING
    assert wilson(0, 0) == clopper_pearson(0, 0) == by_order([], 0.5) == NOTHING


@pytest.mark.parametrize("replications", [3, 10])
def test_students_interval_holds_the_truth_in_nineteen_of_twenty(replications):
    chance, runs = random.Random(11), 3_000  # noqa: S311 - a test's dice
    held = 0
    for _ in range(runs):
        found = over_replications([chance.gauss(5, 2) for _ in range(replications)])
        held += found.low <= 5 <= found.high
    assert held / runs == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / runs))


def test_the_order_statistics_hold_the_quantile_in_nineteen_of_twenty():
    chance, runs = random.Random(12), 1_500  # noqa: S311 - a test's dice
    held = 0
    for _ in range(runs):
        found = by_order(sorted(chance.expovariate(1) for _ in range(300)), 0.9)
        held += found.low <= math.log(10) <= found.high
    assert 0.935 <= held / runs <= 0.985


def test_batch_means_hold_the_mean_of_what_depends_upon_itself():
    """An autoregressive series: the interval over cases would be three times too narrow."""
    chance, held, blind, runs = random.Random(13), 0, 0, 200  # noqa: S311 - a test's dice
    for _ in range(runs):
        series, value = [], 0.0
        for _ in range(4_000):
            value = 0.8 * value + chance.gauss(0, 1)
            series.append(value)
        found = of_correlated(series)
        assert found.method == "batches"
        held += found.low <= 0 <= found.high
        half = 1.96 * math.sqrt(variance(series) / len(series))
        blind += abs(sum(series) / len(series)) <= half
    assert held / runs > 0.9
    assert blind / runs < 0.6


def test_the_design_effect_of_independent_cases_is_about_one_and_of_others_more():
    chance = random.Random(14)  # noqa: S311 - a test's dice
    alone = [chance.gauss(0, 1) for _ in range(20_000)]
    together = [value for value in alone for _ in range(10)]
    assert 1 <= design_effect(alone) < 2
    assert design_effect(together) == pytest.approx(10 * design_effect(alone), rel=0.6)
    assert design_effect([1.0, 2.0]) == 1.0
    assert design_effect([3.0] * 1_000) == 1.0


def test_a_design_effect_widens_the_interval_of_a_quantile():
    ordered = [float(n) for n in range(1_000)]
    plain, wide = by_order(ordered, 0.5), by_order(ordered, 0.5, effect=4.0)
    assert plain.value == wide.value
    assert wide.high - wide.low == pytest.approx(2 * (plain.high - plain.low), rel=0.05)


def test_a_tail_that_the_cases_do_not_reach_has_no_bound_on_that_side():
    found = by_order([float(n) for n in range(50)], 0.99)
    assert found.low is not None
    assert found.high is None
    assert found.interval() == [found.low, None]
    assert not found.known


def test_too_few_cases_for_batches_are_taken_as_independent():
    assert batch_means([1.0] * 199) == []
    assert of_correlated([1.0, 2.0, 3.0]).method == "cases"
    assert len(batch_means([1.0] * 205)) == intervals.BATCHES


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.floats(0, 1))
@settings(max_examples=80, deadline=None)
def test_a_quantile_lies_among_its_values_and_rises(values, share):
    ordered = sorted(values)
    found = quantile(ordered, share)
    assert ordered[0] - 1e-6 <= found <= ordered[-1] + 1e-6
    assert quantile(ordered, min(share + 0.1, 1)) >= found - 1e-6


def test_a_quantile_is_that_of_numpy():
    numpy = pytest.importorskip("numpy")
    chance = random.Random(15)  # noqa: S311 - a test's dice
    values = sorted(chance.random() for _ in range(101))
    for share in (0.0, 0.5, 0.9, 0.95, 0.99, 1.0):
        assert quantile(values, share) == pytest.approx(float(numpy.quantile(values, share)))


def test_bounds_stay_inside_what_a_number_can_be():
    assert Estimate(0.1, -0.2, 0.4, "t").within(0.0, 1.0) == Estimate(0.1, 0.0, 0.4, "t")
    assert Estimate(0.9, 0.5, 1.4, "t").within(0.0, 1.0).high == 1.0
    assert Estimate(0.9, None, None, "none").within(0.0, 1.0).low is None


def test_a_record_is_rounded_and_knows_no_negative_zero():
    record = Estimate(-0.0000000001, -1.23456789, 2.0, "t").as_record()
    assert record == {"value": 0.0, "ci": [-1.234568, 2.0], "method": "t"}
    assert str(record["value"]) == "0.0"


def test_arrays_and_lists_have_the_same_interval():
    numpy = pytest.importorskip("numpy")
    chance = random.Random(16)  # noqa: S311 - a test's dice
    values = [chance.random() for _ in range(1_000)]
    listed, array = of_correlated(values), of_correlated(numpy.array(values))
    assert (listed.value, listed.low, listed.high) == pytest.approx((array.value, array.low, array.high))
    assert variance(values) == pytest.approx(variance(numpy.array(values)))
