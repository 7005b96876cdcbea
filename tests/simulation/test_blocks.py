"""Where a drawing is made of blocks, joins only count; what comes of it is the same as when they tell rounds apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.simulation import SimulationError, compile_model, network, run
from tests.execution.building import Drawing
from tests.execution.generated import Case, cases
from tests.simulation.test_same_as_the_engine import CALM, Script, models_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from engine.simulation import Compiled


def counting(compiled: Compiled) -> list[str]:
    """The joins that count, by id."""
    return [node.element.id for node in compiled.nodes if node.counts]


def two_blocks_with_rework() -> Drawing:
    drawing = Drawing().flow("start xor_in a and_1 b and_2 xor_out and_3 d and_4 e end")
    return drawing.flow("and_1 c and_2").flow("xor_out xor_in").flow("and_3 f and_4")


def block_in_a_block() -> Drawing:
    drawing = Drawing().flow("start and_1 and_2 a and_3 and_4 end").flow("and_2 b and_3")
    return drawing.flow("and_1 xor_1 c xor_2 and_4").flow("xor_1 d xor_2")


def joins_in_a_row() -> Drawing:
    return Drawing().flow("start and_1 a and_2 and_3 end").flow("and_1 b and_2").flow("and_1 c and_3")


def left_by_its_border() -> Drawing:
    drawing = Drawing().flow("start a and_1 b and_2 xor_end end").flow("and_1 c and_2")
    drawing.timer_on("a", "boundary_1")
    return drawing.flow("boundary_1 d xor_end")


def reminded_beside() -> Drawing:
    drawing = Drawing().flow("start and_1 a and_2 end").flow("and_1 b and_2")
    drawing.timer_on("a", "boundary_1", interrupting=False)
    return drawing.flow("boundary_1 reminder end_2")


def a_branch_that_ends_alone() -> Drawing:
    return Drawing().flow("start and_1 a and_2 end").flow("and_1 b and_2").flow("and_1 c end_2")


@pytest.mark.parametrize(
    ("drawing", "joins"),
    [
        (two_blocks_with_rework, ["and_2", "and_4"]),
        (block_in_a_block, ["and_3", "and_4"]),
        (joins_in_a_row, ["and_2", "and_3"]),
        (left_by_its_border, ["and_2"]),
        (reminded_beside, ["and_2"]),
        (a_branch_that_ends_alone, ["and_2"]),
    ],
)
def test_joins_of_blocks_count(drawing: Callable[[], Drawing], joins: list[str]):
    compiled = compile_model({"p": drawing().model()}, "p")
    assert sorted(counting(compiled)) == joins
    assert compiled.columns == 0


def left_out_of_a_branch() -> Drawing:
    drawing = Drawing().flow("start and_1 a and_2 end").flow("and_1 b and_2")
    drawing.timer_on("a", "boundary_1")
    return drawing.flow("boundary_1 c end_2")


def back_out_of_a_branch() -> Drawing:
    drawing = Drawing().flow("start xor_1 and_1 a xor_2 and_2 end").flow("and_1 b and_2")
    return drawing.flow("xor_2 xor_1")


def joined_by_a_choice() -> Drawing:
    return Drawing().flow("start and_1 a xor_1 and_2 b and_3 end").flow("and_1 c xor_1").flow("and_2 d and_3")


def reminded_into_the_join() -> Drawing:
    drawing = Drawing().flow("start a and_1 end")
    drawing.timer_on("a", "boundary_1", interrupting=False)
    return drawing.flow("boundary_1 b and_1")


def split_by_a_step() -> Drawing:
    return Drawing().flow("start a b and_1 end").flow("a c and_1")


@pytest.mark.parametrize(
    "drawing",
    [left_out_of_a_branch, back_out_of_a_branch, joined_by_a_choice, reminded_into_the_join, split_by_a_step],
)
def test_joins_that_several_rounds_may_come_to_tell_them_apart(drawing: Callable[[], Drawing]):
    compiled = compile_model({"p": drawing().model()}, "p")
    assert counting(compiled) == []
    assert compiled.columns > 0


def results(models: dict[str, Any], script: Script) -> list[Any]:
    rows: list[Any] = []
    try:
        outcome = run(
            compile_model(models, "main"), script.inputs(), log=lambda block: rows.extend(map(list, block.rows))
        )
    except SimulationError as error:
        return [str(error)]
    return [rows, list(outcome.replications[0].cycle), outcome.replications[0].steps]


@settings(max_examples=150, deadline=None, suppress_health_check=CALM)
@given(cases(), st.integers(0, 2**30))
def test_counting_changes_no_number(case: Case, number: int):
    models = models_of(case)
    assume(counting(compile_model(models, "main")))
    script = Script(models, number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "made_of_blocks", lambda *_: False)
        expected = results(models, script)
    assert results(models, script) == expected
