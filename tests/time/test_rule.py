"""Rules: what a limit may say, and what may be added to it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from engine.time import Basis, Bound, Extension, LampRule, NonworkingStart, Rule, Scope, Unit
from tests.support.time import rule

WRONG = [
    (0, "working_day", "above 0"),
    (-1, "working_day", "from 0"),
    ("NaN", "working_day", "from 0"),
    ("Infinity", "hour", "from 0"),
    ("1e9", "working_day", "from 0"),
    ("1e-30", "working_day", "at least 0.000001"),
    ("1.5", "natural_day", "whole number"),
    ("0.5", "month", "whole number"),
]


@pytest.mark.parametrize(("quantity", "unit", "sentence"), WRONG)
def test_a_quantity_that_the_unit_cannot_have_is_refused(quantity, unit, sentence):
    with pytest.raises(ValueError, match=sentence):
        rule(quantity, unit)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        rule(1, "fortnight")


def test_texts_become_what_they_name():
    found = Rule(
        Decimal(1), "working_day", bound="at_least", scope="stage", nonworking_start="roll", basis="approval_time"
    )
    assert (found.unit, found.bound, found.scope) == (Unit.WORKING_DAY, Bound.AT_LEAST, Scope.STAGE)
    assert found.nonworking_start is NonworkingStart.ROLL
    assert found.counts_approval_only


@pytest.mark.parametrize(
    ("scope", "basis", "approval"),
    [
        (Scope.PROCESS, Basis.APPROVAL_TIME, True),
        (Scope.STAGE, Basis.APPROVAL_TIME, True),
        (Scope.GROUP, Basis.APPROVAL_TIME, True),
        (Scope.PROCESS, Basis.SPAN, False),
        (Scope.PROCESS, None, False),
        (Scope.ACTIVITY, Basis.APPROVAL_TIME, False),
    ],
)
def test_only_a_group_stage_or_process_may_count_approval_time_alone(scope, basis, approval):
    assert rule(5, scope=scope, basis=basis).counts_approval_only is approval


EXTENDABLE = rule(20, extension=Extension(1, Decimal(10)))


def test_an_extension_within_its_maximum_is_allowed():
    EXTENDABLE.check_extension([], Decimal(10))
    rule("0.5", extension=Extension(1)).check_extension([], Decimal("0.5"))


@pytest.mark.parametrize(
    ("limit", "granted", "amount", "sentence"),
    [
        (rule(20), [], 5, "may not"),
        (EXTENDABLE, [5], 5, "at most 1 extension"),
        (EXTENDABLE, [], 11, "at most 10"),
        (EXTENDABLE, [], "0.5", "can have"),
        (EXTENDABLE, [], 0, "can have"),
        (EXTENDABLE, [], -3, "can have"),
        (EXTENDABLE, [], "NaN", "can have"),
    ],
)
def test_an_extension_that_the_limit_does_not_allow_is_refused(limit, granted, amount, sentence):
    with pytest.raises(ValueError, match=sentence):
        limit.check_extension([Decimal(g) for g in granted], Decimal(amount))


def test_a_rule_comes_back_from_json():
    full = rule(
        5,
        "hour",
        bound=Bound.AT_LEAST,
        scope=Scope.STAGE,
        business=True,
        nonworking_start=NonworkingStart.ROLL,
        roll_natural=False,
        basis=Basis.SPAN,
        excludes=("public_notice",),
        extension=Extension(2, Decimal("1.5")),
        lamps=(LampRule("yellow", "elapsed", Decimal(80), "percent"),),
    )
    for limit in (full, rule(5), rule(3, extension=Extension(1))):
        assert Rule.from_json(json.loads(json.dumps(limit.to_json()))) == limit


def test_a_rule_needs_only_its_quantity_and_unit():
    assert Rule.from_json({"quantity": 5, "unit": "working_day"}) == rule(5)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"quantity": "five", "unit": "hour"},
        {"quantity": "5", "unit": "hour", "colour": "red"},
        {"quantity": "5", "unit": "x"},
        {"quantity": "5", "unit": "hour", "extension": {}},
    ],
)
def test_data_that_are_no_rule_are_refused(data):
    with pytest.raises(ValueError, match=r"Expected|not a valid"):
        Rule.from_json(data)


@pytest.mark.parametrize(
    ("basis", "amount", "unit"),
    [("soon", 1, "hour"), ("elapsed", -1, "hour"), ("elapsed", 1, "month"), ("elapsed", "NaN", "hour")],
)
def test_a_lamp_that_is_none_is_refused(basis, amount, unit):
    with pytest.raises(ValueError, match="Expected a lamp"):
        LampRule("yellow", basis, Decimal(amount), unit)
