"""The charts: pure functions from numbers to SVG that is well-formed, named, and true to its numbers."""

import math
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from web.charts import Course, Flag, Frame, Shade, Stack, Whisker, course, distribution, stacks, whiskers
from web.charts.scale import Scale, ceiling, short, ticks
from web.charts.svg import number, shortened, tag, width_of

FRAME = Frame("c", "审批用时 <b>", "共 3 件 & 更多", "天")
NARROW = Frame("c", "名", "说", "天", 360)


def tree(drawing):
    return etree.fromstring(str(drawing))


def of_class(drawing, kind):
    return [one for one in tree(drawing).iter() if kind in one.get("class", "").split()]


@pytest.mark.parametrize(
    "drawing",
    [
        distribution(FRAME, [0, 1, 2], [0.25, 0.75], [Flag(1.5, "承诺", "limit")]),
        course(FRAME, Course(date(2026, 1, 1), 24, [1, 2, 3]), [], str),
        stacks(FRAME, [Stack("a <i>", [1, 2], "3")], [("x", "part-work"), ("y", "part-waiting")]),
        whiskers(FRAME, [Whisker("差", 1, 0.5, 1.5, "+1")]),
    ],
)
def test_every_chart_has_a_name_and_a_description_and_escapes_what_it_is_given(drawing):
    root = tree(drawing)
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    said = {one.get("id"): one.text for one in root if one.get("id")}
    assert [said[name] for name in named] == ["审批用时 <b>", "共 3 件 & 更多"]
    assert "<b>" not in str(drawing)
    assert "<i>" not in str(drawing)
    assert "style=" not in str(drawing)


def test_a_bin_is_as_high_as_its_share():
    bars = of_class(distribution(FRAME, [0, 1, 2, 3], [0.1, 0.3, 0.6], []), "chart-bar")
    heights = [float(bar.get("height")) for bar in bars]
    assert heights[1] / heights[0] == pytest.approx(3, rel=0.02)
    assert heights[2] / heights[0] == pytest.approx(6, rel=0.02)


def test_what_lies_behind_the_limit_is_hatched_and_a_bin_it_cuts_is_divided():
    drawing = distribution(FRAME, [0, 10, 20, 30], [0.5, 0.3, 0.2], [Flag(15, "承诺", "limit"), Flag(12, "P50")])
    kept, late = of_class(drawing, "chart-bar"), of_class(drawing, "chart-late")
    assert (len(kept), len(late)) == (2, 2)
    assert all(one.get("fill") == "url(#c-hatch)" for one in late)
    widths = [float(one.get("width")) for one in (kept[1], late[0])]
    assert widths[0] == pytest.approx(widths[1], rel=0.02)


def test_without_a_limit_nothing_is_late():
    assert of_class(distribution(FRAME, [0, 1], [1.0], [Flag(0.5, "P50")]), "chart-late") == []


def test_a_flag_beyond_the_bins_widens_the_axis():
    drawing = distribution(FRAME, [0, 1], [1.0], [Flag(4, "承诺", "limit")])
    (flag,) = [one for one in of_class(drawing, "chart-flag") if one.tag.endswith("line")]
    assert float(flag.get("x1")) < FRAME.width


@pytest.mark.parametrize(("edges", "shares"), [([], []), ([0, 1], [0.5, 0.5]), ([0], [])])
def test_edges_that_do_not_fit_are_refused(edges, shares):
    with pytest.raises(ValueError, match="one edge more than shares"):
        distribution(FRAME, edges, shares, [])


def test_an_empty_course_is_refused():
    with pytest.raises(ValueError, match="a course with values"):
        course(FRAME, Course(date(2026, 1, 1), 24, []), [], str)


def test_holidays_are_shaded_and_named_and_days_outside_are_not():
    one = Course(date(2026, 2, 1), 24, [1.0] * 28)
    shades = [
        Shade(date(2026, 2, 15), date(2026, 2, 23), "春节"),
        Shade(date(2026, 2, 7), date(2026, 2, 8)),
        Shade(date(2025, 12, 30), date(2026, 1, 2), "元旦"),
    ]
    drawing = course(FRAME, one, shades, lambda day: f"{day.month} 月")
    (holiday,) = of_class(drawing, "chart-holiday")
    (rest,) = of_class(drawing, "chart-rest")
    assert float(holiday.get("width")) / float(rest.get("width")) == pytest.approx(9 / 2, rel=0.01)
    texts = [one.text for one in tree(drawing).iter() if one.tag.endswith("text")]
    assert "春节" in texts
    assert "元旦" not in texts
    assert "2 月" in texts


def test_names_of_holidays_do_not_stand_in_each_other():
    one = Course(date(2026, 1, 1), 24, [1.0] * 366)
    shades = [
        Shade(date(2026, 9, 25), date(2026, 9, 27), "中秋节"),
        Shade(date(2026, 10, 1), date(2026, 10, 7), "国庆节"),
    ]
    drawing = course(NARROW, one, shades, str)
    texts = [text.text for text in tree(drawing).iter() if text.tag.endswith("text")]
    assert "中秋节" in texts
    assert "国庆节" not in texts
    assert "国庆节" in str(drawing)  # its tip


def test_courses_may_share_an_axis():
    one = Course(date(2026, 1, 1), 24, [1.0, 2.0])
    alone, beside = (of_class(course(FRAME, one, [], str, highest=h), "chart-area")[0].get("d") for h in (0, 200))
    assert alone != beside


def test_a_stack_is_as_long_as_its_parts():
    parts = [("等候", "part-waiting"), ("办理", "part-work")]
    drawing = stacks(FRAME, [Stack("甲", [1, 3], "4"), Stack("乙", [2, 0], "2")], parts)
    waiting, work = of_class(drawing, "part-waiting"), of_class(drawing, "part-work")
    assert (len(waiting), len(work)) == (2, 1)  # nothing is drawn for nothing
    assert float(work[0].get("width")) / float(waiting[0].get("width")) == pytest.approx(3, rel=0.01)
    assert float(work[0].get("x")) == pytest.approx(
        float(waiting[0].get("x")) + float(waiting[0].get("width")), abs=0.02
    )


def test_on_a_phone_names_stand_above_their_bars():
    one = [Stack("一个" + "很长" * 20 + "的环节", [1], "1")]
    (label,) = of_class(stacks(NARROW, one, [("a", "part-work")]), "chart-label")
    assert label.get("x") == "0"
    assert label.text.endswith("…")


def test_whiskers_stand_on_their_side_of_zero():
    drawing = whiskers(FRAME, [Whisker("少", -2, -3, -1, "−2", "good"), Whisker("多", 1, 0.5, 2, "+1", "bad")])
    (zero,) = of_class(drawing, "chart-zero")
    fewer, more = (float(one.get("cx")) for one in of_class(drawing, "chart-whisker") if one.tag.endswith("circle"))
    assert fewer < float(zero.get("x1")) < more


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    st.lists(st.tuples(st.floats(0, 1e7), st.sampled_from(["limit", "mark"])), max_size=4),
    st.sampled_from([360.0, 720.0, 1060.0]),
)
@settings(max_examples=60, deadline=None)
def test_no_number_of_a_distribution_breaks_the_drawing(counts, flags, width):
    total = sum(counts) or 1.0
    frame = Frame("x", "t", "d", "u", width)
    edges = [float(n) for n in range(len(counts) + 1)]
    drawing = distribution(frame, edges, [c / total for c in counts], [Flag(v, "f", k) for v, k in flags])
    assert "nan" not in str(drawing)
    assert "inf" not in str(drawing)
    for bar in tree(drawing).iter():
        assert float(bar.get("width", "0").replace("%", "")) >= 0
        if bar.get("class") in ("chart-bar", "chart-late"):
            assert 0 <= float(bar.get("x")) <= width


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(2, 12))
@settings(max_examples=100, deadline=None)
def test_marks_are_round_few_and_within(low, span, most):
    high = low + span
    if high <= low or span < abs(low) * 1e-9:
        return
    found = ticks(low, high, most)
    assert len(found) <= most + 1
    tolerance = (high - low) * 1e-6
    assert all(low - tolerance <= mark <= high + tolerance for mark in found)


@given(st.floats(1e-6, 1e9), st.integers(1, 8))
@settings(max_examples=80, deadline=None)
def test_an_axis_ends_on_a_round_number_not_below(high, most):
    end = ceiling(high, most)
    assert end >= high * (1 - 1e-9)
    assert end <= high * 3


def test_an_axis_needs_finite_ends():
    with pytest.raises(ValueError, match="finite ends"):
        ticks(0, math.inf, 4)
    assert ticks(2, 2, 4) == [2]
    assert ceiling(0, 4) == 1


def test_a_scale_keeps_within_its_ends():
    x = Scale(0, 10, 100, 200)
    assert [x(-5), x(0), x(5), x(20)] == [100, 100, 150, 200]
    assert Scale(1, 1, 7, 9)(1) == 7


def test_numbers_are_written_short():
    assert [number(v) for v in (1.0, 0.333333, -0.001, "a")] == ["1", "0.33", "0", "a"]
    assert [short(v) for v in (1200, 2.5, 12)] == ["1,200", "2.5", "12"]


def test_attributes_are_escaped():
    assert str(tag("a", "<", x='"', class_="k", data_x=None)) == '<a x="&#34;" class="k">&lt;</a>'


def test_words_are_cut_to_their_room():
    assert shortened("规划许可", 100) == "规划许可"
    assert shortened("规划许可证核发", 60) == "规划许…"
    assert width_of("规划") > width_of("ab")
    assert not re.search("规", shortened("规划许可", 13))


@pytest.mark.parametrize("frame", [FRAME, NARROW])
def test_what_stands_behind_a_bar_fits_into_the_drawing(frame):
    drawing = stacks(frame, [Stack("a", [59.9], "1,234.5 calendar days")], [("x", "part-work")])
    (said,) = (one for one in of_class(drawing, "chart-value"))
    assert float(said.get("x")) + width_of(said.text) <= frame.width


def test_even_a_small_scale_ends_on_a_round_number_not_below():
    assert ceiling(0.0012426609473880784, 1) >= 0.0012426609473880784
