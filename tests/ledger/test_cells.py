"""What the cells of a table say: units by the part they play, months, words that a scan pulled apart."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.task import Task, Units, month_end, plain, split_units, units_of

UNITS = [
    ("甲局", Units(("甲局",))),
    ("甲局负责。", Units(("甲局",))),
    ("甲局牵头负责。", Units(("甲局",))),
    ("甲局、乙局", Units((), ("甲局", "乙局"))),
    ("甲局、乙局负责。", Units((), ("甲局", "乙局"))),
    ("甲局统筹，乙局、丙公司配合", Units(("甲局",), (), ("乙局", "丙公司"))),
    ("甲局统筹、乙局配合", Units(("甲局",), (), ("乙局",))),
    ("甲局牵头统筹，各区（功能区）、乙局配合", Units(("甲局",), (), ("各区（功能区）", "乙局"))),
    ("甲局牵头，乙局、丙局等相关部门按职责分工负责。", Units(("甲局",), ("乙局", "丙局"))),
    ("甲局牵头，乙局等相关部门及各区县政府按职责分工负责。", Units(("甲局",), ("乙局", "各区县政府"))),
    ("甲局、乙局等相关部门按职能分工负责。", Units((), ("甲局", "乙局"))),
    ("甲局、乙局及各区县政府负责。", Units((), ("甲局", "乙局", "各区县政府"))),
    ("由管许可的部门牵头负责，并主动推送。", Units(("管许可的部门",), ("并主动推送",))),
    ("甲局（乙中心）", Units(("甲局（乙中心）",))),
    ("", Units()),
]


@pytest.mark.parametrize(("cell", "units"), UNITS)
def test_a_cell_says_who_leads_who_is_responsible_and_who_helps(cell, units):
    assert units_of(cell) == units


def test_what_stands_in_brackets_belongs_to_its_unit():
    assert split_units("甲局、各县（市、区）政府（管委会）、乙局") == ("甲局", "各县（市、区）政府（管委会）", "乙局")


def test_a_unit_named_twice_is_one():
    assert split_units("甲局、乙局、甲局") == ("甲局", "乙局")


MONTHS = [
    ("2021年6月", date(2021, 6, 30)),
    ("2020年12月", date(2020, 12, 31)),
    ("2024年2月", date(2024, 2, 29)),
    ("2023年2月", date(2023, 2, 28)),
    ("2021年13月", None),
    ("2021年0月", None),
    ("持续推进", None),
    ("", None),
]


@pytest.mark.parametrize(("cell", "day"), MONTHS)
def test_a_deadline_is_the_last_day_of_the_month_it_names(cell, day):
    assert month_end(cell) == day


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_every_month_ends_on_the_day_the_calendar_says(year, month):
    assert month_end(f"{year}年{month}月") == date(year, month, calendar.monthrange(year, month)[1])


WORDS = [
    ("<b>甲乙</b>", "甲乙"),
    ("甲 乙 丙", "甲乙丙"),
    ("用 CA 证书", "用CA证书"),
    ("two words", "two words"),
    (" 甲\n乙 ", "甲乙"),
]


@pytest.mark.parametrize(("cell", "text"), WORDS)
def test_mark_up_and_the_blanks_of_a_scan_are_left_out(cell, text):
    assert plain(cell) == text


@given(st.text(alphabet="甲乙丙、（）局 \n，", max_size=40))
def test_any_cell_of_units_is_read(cell):
    units = units_of(cell)
    assert all(name == name.strip() and name for name in (*units.lead, *units.responsible, *units.cooperating))


def task(**more):
    named = {"lead": (), "responsible": (), "cooperating": (), "deadline": "", "due_on": None, "line": 1}
    return Task("d", 1, "", "", "做", **{**named, **more})


def test_the_unit_that_is_asked_is_the_first_that_leads_else_the_first_responsible():
    assert task(lead=("甲",), responsible=("乙",)).in_charge == "甲"
    assert task(responsible=("乙", "丙")).in_charge == "乙"
    assert task().in_charge == ""
