"""What belongs to a figure besides it: where it starts, what lengthens it, begins it anew, ends it by itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from workflows.expression import parse

HOTLINE = "guangzhou-2023-1"
FROM_THE_LAST_DISPATCH = [("14.1", 2), ("14.2", 10)]


@pytest.mark.parametrize(("clause", "days"), FROM_THE_LAST_DISPATCH)
def test_handling_counts_from_the_last_dispatch_and_is_extended_twice_by_no_more_than_itself(catalogue, clause, days):
    limit = catalogue.limit(f"{HOTLINE}/{clause}")
    assert (limit.starts, limit.quantity) == ("last_dispatch", days)
    assert (limit.extension.count, limit.extension.each, limit.extension.quantity) == (2, days, 2 * days)
    assert len(limit.restarts) == 2  # a return that was granted, and new facts


@pytest.mark.parametrize(("clause", "days"), FROM_THE_LAST_DISPATCH)
def test_handling_a_second_time_has_the_same_length_and_no_extension(catalogue, clause, days):
    limit = catalogue.limit(f"{HOTLINE}/29.{clause[-1]}")
    assert (limit.quantity, limit.extension, limit.restarts) == (days, None, ())
    assert [counter.count for counter in limit.counters] == [1]


@pytest.mark.parametrize(
    ("limit", "counts"),
    [
        (f"{HOTLINE}/12-interval", [3]),
        (f"{HOTLINE}/12.2", [1]),
        (f"{HOTLINE}/16", [3]),
        ("shanwei-2023-seal/3.2", [3, 5]),
    ],
)
def test_what_happens_too_often_has_a_consequence(catalogue, limit, counts):
    assert [counter.count for counter in catalogue.limit(limit).counters] == counts


@pytest.mark.parametrize(
    ("limit", "lapse"),
    [
        ("prc-licensing-law/32.4", "deemed_accepted"),
        (f"{HOTLINE}/12.2", "closed"),
        (f"{HOTLINE}/27.3", "closed"),
        (f"{HOTLINE}/30", "closed"),
    ],
)
def test_time_that_runs_out_may_decide_by_itself(catalogue, limit, lapse):
    assert catalogue.limit(limit).lapse == lapse


@pytest.mark.parametrize(
    ("former", "latter", "first_day", "days"),
    [
        ("haikou-2023-procurement/15-2023", "haikou-2023-procurement/15-2025", date(2025, 1, 1), (5, 3)),
        ("jiangmen-2023-56/2-former", "jiangmen-2023-56/2", date(2023, 5, 6), (3, 2)),
    ],
)
def test_of_two_versions_one_is_in_force_on_every_day(catalogue, former, latter, first_day, days):
    before, after = catalogue.limit(former), catalogue.limit(latter)
    assert after.supersedes == former
    assert (before.quantity, after.quantity) == days
    assert (before.procedure, before.step) == (after.procedure, after.step)
    eve = first_day - timedelta(days=1)
    assert [limit.in_force(day) for day in (eve, first_day) for limit in (before, after)] == [True, False, False, True]


LEAST = {
    f"{HOTLINE}/12-interval",
    "foshan-2023-8/1.2",
    "hainan-2023-patent-1/13",
    "hainan-2023-patent-1/15.5",
    "sanya-2023-plan/2.20-notice",
    "shanwei-2023-seal/3.4-notice",
}


def test_these_are_least_times_and_no_others(catalogue):
    assert {limit.id for limit in catalogue if limit.bound == "at_least"} == LEAST


def test_two_limits_for_one_thing_that_apply_to_others_share_no_case(catalogue):
    """Where the conditions of two limits exclude one another, each is false where the other is true."""
    pairs = [
        ("huizhou-2023-procurement/8-payment-sme", "huizhou-2023-procurement/8-payment-other", "small_supplier"),
        (f"{HOTLINE}/14.1", f"{HOTLINE}/14.2", "order_type"),
        (f"{HOTLINE}/29.1", f"{HOTLINE}/29.2", "order_type"),
    ]
    for one, other, name in pairs:
        conditions = [parse(catalogue.limit(limit).applies) for limit in (one, other)]
        for value in (True, False) if name == "small_supplier" else ("consultation", "complaint"):
            assert {condition.settled({name: value}) for condition in conditions} == {True, False}
        assert [condition.settled({}) for condition in conditions] == [None, None]


def test_whoever_is_held_to_a_limit_is_named(catalogue):
    """But for the aims of a document that it gives to nobody, and what the law says to every organ."""
    nobody = {limit.id for limit in catalogue if limit.sources and limit.binds and not limit.departments.all}
    assert nobody == {"shanwei-2023-2/2.1", "shanwei-2023-2/2.2", "shanwei-2023-2/2.3"}


def test_an_extension_lengthens_by_no_more_than_its_sum(catalogue):
    for limit in catalogue:
        if limit.extension:
            each = limit.extension.each or limit.extension.quantity
            assert Decimal(0) < each <= limit.extension.quantity <= each * limit.extension.count
