"""Whatever rows a simulation hands out, in whatever blocks: each format gives them back."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.simulation import Arrivals, Distribution, Inputs, LogBlock, Pool, Staff, Task, compile_model
from engine.simulation.logs import open_log
from engine.simulation.logs.labels import STRIDE
from engine.simulation.logs.reading import read_log
from tests.execution.building import Drawing

ORIGIN = datetime(2026, 1, 5)
STEPS = ("a", "b", "c")
NAMES = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"],
        exclude_characters="\ufffe\uffff",  # no text, and left out as such
        max_codepoint=0x2FFFF,
    ),
    min_size=1,
    max_size=12,
)
SPANS = st.integers(0, 40 * 86_400_000_000)


@st.composite
def rows(draw):
    """Case, step (`c` needs nobody), staff, opened, started, finished, how."""
    step = draw(st.integers(0, 2))
    opened, waited, worked = draw(SPANS), draw(SPANS), draw(SPANS)
    how = draw(st.integers(0, 1))
    begun = step == 2 or how == 0 or draw(st.booleans())
    staff = draw(st.integers(0, 1)) if begun and step != 2 else -1
    started = opened + (waited if begun else 0)
    return [draw(st.integers(0, 6)), step, staff, opened, started, started + worked, how]


def expected(block: LogBlock, names: dict[str, str], row: list[int]) -> tuple:
    case, step, staff, opened, started, finished, how = row
    begun = staff >= 0 or step == 2
    instants = [ORIGIN + timedelta(microseconds=t) for t in (opened, started, finished)]
    word = "complete" if how == 0 else "ate_abort" if begun else "withdraw"
    number = block.replication * STRIDE + case
    started_at = instants[1] if begun else None
    activity = names[STEPS[step]]
    resource = names[f"s{staff}"] if begun and staff >= 0 else ""
    return str(number), activity, STEPS[step], resource, instants[0], started_at, instants[2], word


@pytest.mark.parametrize("ending", [".csv", ".xes", ".parquet"])
@given(
    blocks=st.lists(st.tuples(st.integers(0, 2), st.lists(rows(), min_size=1, max_size=12)), max_size=5),
    names=st.fixed_dictionaries(dict.fromkeys((*STEPS, "s0", "s1"), NAMES)),
    arrays=st.booleans(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_come_back_as_they_were(tmp_path, ending, blocks, names, arrays):
    drawing = Drawing("p")
    for key in STEPS:
        drawing.add(key)
    drawing.flow("a b c end").flow("start a")
    from_names = {key: names[key] for key in STEPS}
    for key, name in from_names.items():
        object.__setattr__(drawing.elements[key], "name", name)
    compiled = compile_model({"p": drawing.model()}, "p")
    fixed = Distribution.fixed(1.0)
    inputs = Inputs(
        ORIGIN,
        Arrivals(fixed),
        cases=1,
        staff={"s0": Staff(1), "s1": Staff(1)},
        pools={"pool": Pool(("s0", "s1"))},
        tasks={"a": Task(fixed, "pool"), "b": Task(fixed, "pool"), "c": Task(fixed)},
    )
    place = {node.element.id: n for n, node in enumerate(compiled.nodes)}
    steps = tuple(node.key for node in compiled.nodes)
    path = tmp_path / f"log{ending}"
    wanted = Counter()
    with open_log(path, compiled, inputs, titles={"s0": names["s0"], "s1": names["s1"]}) as writer:
        for replication, given_rows in blocks:
            listed = [[r[0], place[STEPS[r[1]]], *r[2:]] for r in given_rows]
            block = LogBlock(replication, np.array(listed) if arrays else listed, steps, ("s0", "s1"))
            writer.block(block)
            wanted.update(expected(block, names, row) for row in given_rows)
    found = Counter(
        (r.case, r.activity, r.element, r.resource, r.opened, r.started, r.finished, r.lifecycle)
        for r in read_log(path)
    )
    assert found == wanted
