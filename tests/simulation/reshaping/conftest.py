"""Chains drawn by hand, in both orders, and what a simulation makes of them."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from engine.simulation import Arrivals, Distribution, Inputs, Task, compile_model, run
from tests.execution.building import Drawing
from workflows.model import Decision, Kind

WORDS = ("pass", "again", "refuse", "return")


def drawn(*paths: str, **conditions: str) -> Drawing:
    """A process of paths; `conditions` by `source__target`, `"*"` for the default flow."""
    drawing = Drawing("p")
    for path in paths:
        drawing.flow(path)
    for key, condition in conditions.items():
        source, target = key.split("__")
        found = next(f for f in drawing.flows.values() if (f.source, f.target) == (source, target))
        if condition == "*":
            drawing.default(source, target)
        else:
            drawing.flows[found.id] = replace(found, condition=condition)
    for key, element in list(drawing.elements.items()):
        if element.kind is Kind.STEP:
            values = tuple(Decision(word, word) for word in WORDS)
            drawing.elements[key] = replace(element, decisions=values, decides=f"d_{key}")
    return drawing


def played(model, *, number: int = 1, cases: int = 30, tasks=None, fact: float = 0.5):
    """Every step of every case: opened, completed; luck is the same wherever a step has the same name."""
    compiled = compile_model({model.id: model}, model.id)
    decide = {"pass": 0.55, "again": 0.15, "refuse": 0.15, "return": 0.15}
    names = [e.id for e in model.elements.values() if e.kind is Kind.STEP]
    given = Inputs(
        start=datetime(2026, 1, 5),
        arrivals=Arrivals(Distribution.exponential(5.0)),
        cases=cases,
        seed=number,
        keep=True,
        tasks={
            name: Task(
                (tasks or {}).get(name, Distribution.gamma(3.0, 2.0)),
                decides={f"d_{name}": Distribution.choice(decide)},
            )
            for name in names
        },
        attributes={"fact": Distribution.choice({True: fact, False: 1 - fact})},
        max_visits=200,
    )
    rows = []
    outcome = run(
        compiled, given, mode="plain", log=lambda block: rows.extend((block.steps, row) for row in block.rows)
    )
    steps = sorted(
        (int(row[0]), names_of[row[1]].rpartition("/")[2], int(row[3]), int(row[5])) for names_of, row in rows
    )
    one = outcome.replications[0]
    assert (one.arrived, one.open) == (cases, 0)
    return steps, [float(hours) for hours in one.cycle]


@pytest.fixture
def draw():
    return drawn


@pytest.fixture
def play():
    return played
