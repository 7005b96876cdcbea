"""Attributes that Prosimos works out by formulas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.simulation import Distribution, SimulationError, run
from engine.simulation.prosimos.choices import Attributes
from engine.simulation.prosimos.document import Item
from engine.simulation.prosimos.formulas import Formulas
from tests.simulation.prosimos.conftest import BODY, drawn
from workflows.expression import parse

AMOUNT = {"name": "amount", "type": "continuous", "values": drawn("uniform", 0, 1000)}
KIND = {"name": "kind", "type": "discrete", "values": [{"key": "old", "value": 0.2}, {"key": "B", "value": 0.8}]}
KNOWN = Attributes(
    {"amount": "a", "unset": "u", "kind": "k", "total sum": "t"},
    {"amount": True, "unset": True, "kind": False, "total sum": True},
)


def read(formula: object, kind: str = "expression") -> str:
    return Formulas(KNOWN).read(Item({"name": "found", "type": kind, "values": formula}, "attribute"))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("3", 3),
        (4.5, 4.5),
        ("amount", 7),
        ("-amount", -7),
        ("amount + 2 * 3", 13),
        ("(amount + 2) * 3", 27),
        ("amount - 10 - 1", -4),
        ("amount / 2", 3.5),
        ("amount // 2", 3),
        ("amount % 4", 3),
        ("-amount % 4", 1),
        ("fabs(-amount)", 7),
        ("floor(amount / 2)", 3),
        ("ceil(amount / 2)", 4),
        # what cannot be worked out is 0, there and then
        ("amount / 0", 0),
        ("unset + 1", 0),
        ("1 + unset * 2", 1),
        ("'gold \"x\"'", 'gold "x"'),
        ("kind", "B"),
    ],
)
def test_a_formula_gives_what_python_would(formula, value):
    found = parse(read(formula)).evaluate({"a": 7, "u": None, "k": "B", "t": 1})
    assert found == value


@pytest.mark.parametrize(
    ("tree", "value"),
    [
        ([[["amount > 5", "kind == 'B'"], "1"], [True, "2"]], 1),
        ([[["amount > 5", "kind == 'old'"], "1"], [["amount >= 7"], "amount * 2"]], 14),
        ([[["amount < 5"], "1"]], 0),
        ([[["unset > 5"], "1"], [True, "2"]], 2),
        ([[["not unset > 5"], "1"], [True, "2"]], 1),
        ([[["amount < 5 or amount != 8 and kind != 'x'"], "1"], [True, "2"]], 1),
        ([[["True"], "'yes'"], [True, "'no'"]], "yes"),
        ([[[], "3"]], 3),
    ],
)
def test_a_tree_of_decisions_takes_the_first_that_holds(tree, value):
    assert parse(read(tree, "dtree")).evaluate({"a": 7, "u": None, "k": "B", "t": 1}) == value


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("amount **  2", "expression"),
        ("exp(1)", "expression"),
        ("uniform(1, 2)", "expression"),
        ("1 if amount else 2", "expression"),
        ("amount > 3", "expression"),
        ("True", "expression"),
        ("ghost + 1", "expression"),
        ("total sum", "expression"),
        ("().__class__", "expression"),
        ("1e300", "expression"),
        ("1 +", "expression"),
        ("", "expression"),
        (None, "expression"),
        ("-" * 40 + "1", "expression"),
        ([[["1 < amount < 3"], "1"]], "dtree"),
        ([[["amount"], "1"]], "dtree"),
        ([[["amount > 3"]]], "dtree"),
        ([], "dtree"),
        ([[["not " * 40 + "amount > 3"], "1"]], "dtree"),
        ([[["amount > 3"], "'yes'"]], "dtree"),  # else the number 0
        ([[["amount > 3"], "'yes'"], [True, "1"]], "dtree"),
    ],
)
def test_what_is_not_read_is_refused_by_its_key(formula, kind):
    with pytest.raises(SimulationError, match=r"at attribute\.values"):
        read(formula, kind)


def shares(reading, *attributes, rule, **more) -> float:
    """How often cases take the way for which the rule holds after the first task has set the attributes."""
    paths = [{"path_id": "yes", "condition_id": "r"}, {"path_id": "no"}]
    compiled, inputs = reading(
        BODY.replace('id="choose"', 'id="choose" default="no"'),
        cases=1000,
        case_attributes=[AMOUNT, KIND],
        event_attributes=[{"event_id": "t1", "attributes": list(attributes)}],
        branch_rules=[{"id": "r", "rules": [[rule]]}],
        gateway_branching_probabilities=[{"gateway_id": "choose", "probabilities": paths}],
        **more,
    )
    evenly = {"attribute_0": Distribution.by_case([n + 0.5 for n in range(1000)])}
    (replication,) = run(compiled, replace(inputs, attributes=inputs.attributes | evenly), mode="plain").replications
    return replication.steps["p/t2"].count / 1000


def test_a_task_works_out_what_conditions_ask_for(reading):
    fee = {"name": "fee", "type": "expression", "values": "amount * 2 + 10"}
    above = {"attribute": "fee", "comparison": ">", "value": "1510"}
    assert shares(reading, fee, rule=above) == 0.25


def test_what_a_task_draws_counts_for_its_formulas_only_afterwards(reading):
    doubled = {"name": "fee", "type": "expression", "values": "luck * 2"}
    luck = {"name": "luck", "type": "continuous", "values": drawn("fix", 50)}
    above = {"attribute": "fee", "comparison": ">", "value": "1"}
    assert shares(reading, luck, doubled, rule=above) == 0.0


def test_a_tree_decides_for_the_case(reading):
    tree = [[["amount >= 900"], "'high'"], [["amount >= 500"], "'middle'"], [True, "'low'"]]
    level = {"name": "level", "type": "dtree", "values": tree}
    assert shares(reading, level, rule={"attribute": "level", "comparison": "=", "value": "middle"}) == 0.4


def test_formulas_of_one_task_that_build_upon_each_other_are_refused(reading):
    fee = {"name": "fee", "type": "expression", "values": "amount * 2"}
    more = {"name": "more", "type": "expression", "values": "fee + 1"}
    above = {"attribute": "fee", "comparison": ">", "value": "0.5"}
    with pytest.raises(SimulationError, match="does not build upon another of the same task"):
        shares(reading, fee, more, rule=above)
    assert shares(reading, more, fee, rule=above) == 1.0  # here it is what was known before
