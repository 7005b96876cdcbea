"""How values read on a page, and how typed values are read: tables and properties."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from engine.time import SHANGHAI
from web import formdata, language, text
from web.security import safe_next
from workflows.model import FormField


@pytest.fixture(scope="module")
def words():
    """A request's worth of languages."""
    app = Flask("web")
    language.init_app(app)
    return app


def said(app, tongue, function, *values, **more):
    with app.test_request_context(headers={"Cookie": f"banjie_language={tongue}"}):
        return function(*values, **more)


@pytest.mark.parametrize(
    ("value", "unit", "chinese"),
    [
        ("5", "working_day", "剩 5 个工作日"),
        ("1", "working_day", "剩 1 个工作日"),
        ("0.5", "working_day", "剩 0.5 个工作日"),
        ("-2", "working_day", "超期 2 个工作日"),
        ("-1.50", "hour", "超期 1.5 小时"),
        ("10.0", "natural_day", "剩 10 个自然日"),
        ("3", "month", "剩 3 个月"),
        ("0", "working_day", "最后期限已到"),
        ("0", "immediate", "最后期限已到"),
    ],
)
def test_what_is_left_of_a_limit(words, value, unit, chinese):
    assert said(words, "zh", text.left, value, unit) == chinese


def test_late_by_nothing_countable_is_late_all_the_same(words):
    assert said(words, "zh", text.left, "0", "working_day", late=True) == "已超期"


@pytest.mark.parametrize(
    ("instant", "chinese", "english"),
    [
        (datetime(2026, 11, 25, 0, 0, tzinfo=SHANGHAI), "2026-11-24（周二）", "Tue 24 Nov 2026"),
        (datetime(2026, 11, 24, 15, 30, tzinfo=SHANGHAI), "2026-11-24（周二） 15:30", "Tue 24 Nov 2026 15:30"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=SHANGHAI), "2026-12-31（周四）", "Thu 31 Dec 2026"),
        (None, "", ""),
    ],
)
def test_a_deadline_is_the_day_at_whose_end_it_falls(words, instant, chinese, english):
    assert said(words, "zh", text.last_day, instant) == chinese
    assert said(words, "en", text.last_day, instant) == english


@pytest.mark.parametrize(("value", "shown"), [("5.00", "5"), ("0.50", "0.5"), ("1E+2", "100"), ("-3.10", "-3.1")])
def test_numbers_are_shown_without_empty_digits(value, shown):
    assert text.plain(Decimal(value)) == shown


NUMBER = FormField("area", "面积", "number", minimum=Decimal(0), maximum=Decimal(10_000))


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1200", 1200), ("36.5", Decimal("36.5")), ("1,200", 1200), ("１２００", 1200), (" 7 ", 7), ("0", 0), ("", None)],
)
def test_numbers_as_people_type_them(words, typed, value):
    found = said(words, "zh", formdata.read, [NUMBER], MultiDict({"area": typed}))
    assert found.wrong == {}
    assert found.values.get("area") == value


FIELDS = [
    NUMBER,
    FormField("count", "数量", "integer", required=True),
    FormField("day", "日期", "date"),
    FormField("kind", "类别", "select", options=(("a", "甲"), ("b", "乙"))),
    FormField("zones", "范围", "multiselect", options=(("a", "甲"), ("b", "乙"))),
    FormField("yes", "是否", "boolean"),
    FormField("name", "名称", "text", maximum_length=20),
]


@given(st.dictionaries(st.sampled_from([f.id for f in FIELDS]), st.text(max_size=40)))
def test_whatever_is_typed_becomes_a_value_or_a_sentence(words, typed):
    found = said(words, "zh", formdata.read, FIELDS, MultiDict(typed))
    assert not set(found.values) & set(found.wrong)
    assert all(found.wrong.values())
    for name, value in typed.items():
        if value.strip() and name != "yes":
            assert name in found.values or name in found.wrong
    day = found.values.get("day")
    assert day is None or date.fromisoformat(day).isoformat() == day
    area = found.values.get("area")
    assert area is None or 0 <= area <= 10_000


@given(st.text(max_size=60))
def test_a_way_on_never_leaves_the_site(target):
    found = safe_next(target)
    assert found is None or (found == target and found[0] == "/" and found[1:2] not in ("/", "\\"))
