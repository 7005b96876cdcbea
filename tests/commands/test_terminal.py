"""Tables on a terminal line up, whatever the script."""

from __future__ import annotations

import pytest

from banjie.terminal import table, width

ROWS = [["limit", "over"], ["办结时限", "1.5"], ["x", "12"]]


@pytest.mark.parametrize(("text", "columns"), [("", 0), ("abc", 3), ("办结", 4), ("（一）", 6), ("1 × 2 – 3 ≤", 11)])
def test_a_chinese_character_takes_two_columns(text, columns):
    assert width(text) == columns


def test_a_table_is_set_to_the_left_and_its_figures_to_the_right():
    assert list(table(ROWS)) == ["limit     over", "办结时限  1.5", "x         12"]
    assert list(table(ROWS, figures=True)) == ["limit     over", "办结时限   1.5", "x           12"]
