"""Forms: every value in its type, or a sentence for every field that does not fit."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.bpmn.vocabulary import FIELD_TYPES
from workflows.forms import MAX_BYTES, FormError, validate
from workflows.model import FormField

OPTIONS = (("water", "供水"), ("gas", "燃气"))
AREA = FormField("area", "面积", "number", required=True, minimum=Decimal("0.5"), maximum=Decimal(10_000))
FORM = (
    AREA,
    FormField("title", "名称", maximum_length=10),
    FormField("note", "说明", "textarea"),
    FormField("floors", "层数", "integer", minimum=Decimal(1)),
    FormField("excluded", "禁区", "boolean"),
    FormField("signed_on", "签订日期", "date"),
    FormField("utility", "管线", "select", options=OPTIONS),
    FormField("utilities", "各管线", "multiselect", options=OPTIONS),
    FormField("plan", "方案", "file_name"),
)

FITS = [
    ("area", "12.50", Decimal("12.50")),
    ("area", 12, Decimal(12)),
    ("area", 0.5, Decimal("0.5")),
    ("area", Decimal("9999.99"), Decimal("9999.99")),
    ("area", " 1e3 ", Decimal("1E+3")),
    ("area", "+.5", Decimal("0.5")),
    ("title", "  厂房 ", "厂房"),
    ("title", "e\u0301", "é"),
    ("title", "十" * 10, "十" * 10),
    ("note", "一\r\n二\r三", "一\n二\n三"),
    ("floors", "3", 3),
    ("floors", 3.0, 3),
    ("floors", "3.0", 3),
    ("excluded", True, True),
    ("excluded", "false", False),
    ("excluded", "on", True),
    ("excluded", "0", False),
    ("signed_on", "2026-09-18", "2026-09-18"),
    ("signed_on", "20260918", "2026-09-18"),
    ("utility", "gas", "gas"),
    ("utilities", ["gas", "water"], ["gas", "water"]),
    ("utilities", ("gas",), ["gas"]),
    ("plan", "总平面图 v2.pdf", "总平面图 v2.pdf"),
]


@pytest.mark.parametrize(("name", "value", "expected"), FITS)
def test_a_value_that_fits_comes_out_in_its_type(name, value, expected):
    clean = validate(FORM, {"area": 1, name: value})
    assert clean[name] == expected
    assert type(clean[name]) is type(expected)


MISFITS = [
    ("area", "12 m²", "Expected 面积 to be a number, but got '12 m²'"),
    ("area", True, "Expected 面积 to be a number, but got True"),
    ("area", "NaN", "Expected 面积 to be a number, but got 'NaN'"),
    ("area", "Infinity", "Expected 面积 to be a number, but got 'Infinity'"),
    ("area", float("nan"), "Expected 面积 to be a number, but got nan"),
    ("area", float("inf"), "Expected 面积 to be a number, but got inf"),
    ("area", "1e999999999", "Expected 面积 to be a number, but got '1e999999999'"),
    ("area", "1e99", "Expected 面积 to be a number of at most 30 digits, but got '1e99'"),
    ("area", "9" * 31, f"Expected 面积 to be a number, but got '{'9' * 31}'"),
    ("area", "٣", "Expected 面积 to be a number, but got '٣'"),
    ("area", "1_000", "Expected 面积 to be a number, but got '1_000'"),
    ("area", [1], "Expected 面积 to be a number, but got a list"),
    ("area", {"a": 1}, "Expected 面积 to be a number, but got an object"),
    ("area", 0, "Expected 面积 to be at least 0.5, but got 0"),
    ("area", "10000.01", "Expected 面积 to be at most 10000, but got '10000.01'"),
    ("title", "十" * 11, "Expected 名称 to be at most 10 characters, but it has 11"),
    ("title", "a\nb", "Expected 名称 to be one line of text, but it has several"),
    ("title", "a\0b", "Expected 名称 to be text, but it holds the control character U+0000"),
    ("title", "a\x1bb", "Expected 名称 to be text, but it holds the control character U+001B"),
    ("title", "\ud800", "Expected 名称 to be text, but it holds the control character U+D800"),
    ("title", 5, "Expected 名称 to be text, but got 5"),
    ("title", object(), "Expected 名称 to be text, but got something else"),
    ("note", "x" * 2001, "Expected 说明 to be at most 2000 characters, but it has 2001"),
    ("floors", "2.5", "Expected 层数 to be a whole number, but got '2.5'"),
    ("floors", 0, "Expected 层数 to be at least 1, but got 0"),
    ("excluded", "maybe", "Expected 禁区 to be true or false, but got 'maybe'"),
    ("excluded", 1, "Expected 禁区 to be true or false, but got 1"),
    ("signed_on", "2026-02-30", "Expected 签订日期 to be a date such as 2026-09-18, but got '2026-02-30'"),
    ("signed_on", "18.09.2026", "Expected 签订日期 to be a date such as 2026-09-18, but got '18.09.2026'"),
    ("signed_on", 20260918, "Expected 签订日期 to be a date such as 2026-09-18, but got 20260918"),
    ("utility", "power", "Expected 管线 to be one of water, gas, but got 'power'"),
    ("utility", ["gas"], "Expected 管线 to be one of water, gas, but got a list"),
    ("utilities", "gas", "Expected 各管线 to be a list of choices, but got 'gas'"),
    ("utilities", ["gas", "x"], "Expected 各管线 to be one of water, gas, but got 'x'"),
    ("utilities", ["gas", "gas"], "Expected 各管线 to be a list of choices, each once, but one is there several times"),
    (
        "plan",
        "../../etc/passwd",
        "Expected 方案 to be the name of a file without its folder, but got '../../etc/passwd'",
    ),
    ("plan", "C:\\plan.pdf", "Expected 方案 to be the name of a file without its folder, but got 'C:\\\\plan.pdf'"),
    ("plan", "..", "Expected 方案 to be the name of a file without its folder, but got '..'"),
    ("plan", "x" * 256, f"Expected 方案 to be the name of a file without its folder, but got '{'x' * 39}…'"),
]


@pytest.mark.parametrize(("name", "value", "expected"), MISFITS)
def test_a_value_that_does_not_fit_gets_a_sentence(name, value, expected):
    with pytest.raises(FormError) as refusal:
        validate(FORM, {"area": 1, name: value})
    assert refusal.value.problems == {name: expected}
    assert str(refusal.value) == expected


def test_every_field_that_does_not_fit_is_told_at_once():
    with pytest.raises(FormError) as refusal:
        validate(FORM, {"title": 5, "floors": "x", "colour": "red"})
    assert refusal.value.problems == {
        "colour": "Expected the fields of the form, but 'colour' is none of them",
        "area": "Expected 面积 to be filled in, but it is missing",
        "title": "Expected 名称 to be text, but got 5",
        "floors": "Expected 层数 to be a number, but got 'x'",
    }


@pytest.mark.parametrize("blank", [None, "", "  \n", [], ()])
def test_a_blank_value_counts_as_not_given(blank):
    assert validate(FORM, {"area": 1, "title": blank, "utilities": blank}) == {"area": Decimal(1)}
    with pytest.raises(FormError, match="to be filled in, but it is missing"):
        validate(FORM, {"area": blank})


def test_no_and_nothing_are_values():
    assert validate([FormField("n", "n", "number", required=True)], {"n": 0}) == {"n": Decimal(0)}
    assert validate([FormField("b", "b", "boolean", required=True)], {"b": False}) == {"b": False}


def test_a_draft_may_lack_what_is_required():
    assert validate(FORM, {"title": "厂房"}, partial=True) == {"title": "厂房"}
    with pytest.raises(FormError, match="to be a number"):
        validate(FORM, {"area": "x"}, partial=True)


def test_values_come_out_in_the_order_of_the_form():
    assert list(validate(FORM, {"plan": "a.pdf", "title": "x", "area": 1})) == ["area", "title", "plan"]


def test_an_empty_form_takes_nothing():
    assert validate((), {}) == {}
    with pytest.raises(FormError, match="but 'x' is none of them"):
        validate((), {"x": None})


@pytest.mark.parametrize("data", [None, [], "area=1", 5])
def test_values_that_are_not_by_field_are_refused(data):
    with pytest.raises(FormError, match="Expected values by field, but got"):
        validate(FORM, data)


def test_too_much_at_once_is_refused_as_a_whole():
    fields = [FormField(f"f{n}", "f", "textarea", maximum_length=100_000) for n in range(10)]
    with pytest.raises(FormError) as refusal:
        validate(fields, {f"f{n}": "长" * 9_000 for n in range(10)})
    assert refusal.value.problems == {"": f"Expected at most {MAX_BYTES // 1024} KiB of values, but there are more"}


def test_values_nested_without_end_are_refused():
    loop: list = []
    loop.append(loop)
    deep = json.loads("[" * 500 + "]" * 500)
    with pytest.raises(FormError):
        validate(FORM, {"area": 1, "title": loop})
    with pytest.raises(FormError):
        validate(FORM, {"area": 1, "title": deep})


def test_a_very_long_wrong_value_is_cut_in_its_sentence():
    with pytest.raises(FormError) as refusal:
        validate(FORM, {"area": "x" * 10_000})
    assert len(str(refusal.value)) < 100


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*(f.id for f in FORM), "other"]), ANYTHING, max_size=6))
def test_no_value_breaks_a_form_and_what_comes_out_goes_in_again(data):
    try:
        clean = validate(FORM, data, partial=True)
    except FormError as error:
        assert all(s.startswith("Expected ") for s in error.problems.values())  # noqa: PT017 - either outcome is good
    else:
        assert validate(FORM, clean, partial=True) == clean


def test_every_type_of_field_can_be_filled_in():
    assert {f.type for f in FORM} == set(FIELD_TYPES)
