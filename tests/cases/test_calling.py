"""Who calls whom: what a change touches, and the order of storing."""

from __future__ import annotations

import pytest

from engine.cases.calling import callees_first, touched
from workflows.model import Element, Kind, ProcessModel

CALLS = {"order": ["handling", "rating"], "handling": ["contact"], "rating": ["contact"], "contact": [], "notary": []}


def models(calls: dict[str, list[str]]) -> dict[str, ProcessModel]:
    return {
        name: ProcessModel(name, name, elements={c: Element(c, Kind.CALL, called=c) for c in called})
        for name, called in calls.items()
    }


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"notary"}, {"notary"}),
        ({"order"}, {"order"}),
        ({"rating"}, {"rating", "order"}),
        ({"contact"}, {"contact", "handling", "rating", "order"}),
        ({"contact", "notary"}, {"contact", "handling", "rating", "order", "notary"}),
        (set(), set()),
    ],
)
def test_a_change_touches_whoever_calls_it_directly_or_not(changed: set[str], expected: set[str]):
    found = touched(models(CALLS), changed)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_each_process_is_stored_behind_those_it_calls():
    order = callees_first(models(CALLS))
    assert sorted(order) == sorted(CALLS)
    assert all(order.index(called) < order.index(name) for name, calls in CALLS.items() for called in calls)
