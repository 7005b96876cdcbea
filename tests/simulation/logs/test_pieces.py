"""The parts that make the text, and the spool that puts rows in order."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.logs.as_xes import _whole_cases
from engine.simulation.logs.spool import Spool
from engine.simulation.logs.text import Clock, Digits, chunks, column, joined
from engine.xes import clean

ORIGIN = datetime(2026, 1, 5)
DIGITS = Digits()


def lines(columns: list, size: int) -> list[str]:
    return joined([*columns, b"\n"], size).decode().splitlines()


@given(st.lists(st.integers(0, 10**16 - 1) | st.sampled_from([0, 9, 10, 9999, 10_000, 10**8, 10**12]), min_size=1))
def test_numbers_are_written_as_they_are(numbers):
    assert lines(DIGITS.of(np.array(numbers)), len(numbers)) == list(map(str, numbers))


@given(st.lists(st.integers(0, 10**16), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_instants_are_written_as_python_does(micros):
    clock = Clock(ORIGIN, "+08:00", " ")
    expected = [f"{ORIGIN + timedelta(microseconds=m):%Y-%m-%d %H:%M:%S.%f}+08:00" for m in micros]
    assert lines(clock.of(np.array(micros)), len(micros)) == expected


def test_a_clock_reaches_the_last_day_there_is():
    clock = Clock(ORIGIN, "Z")
    last = (datetime(9999, 12, 31, 23, 59, 59, 999_999) - ORIGIN) // timedelta(microseconds=1)
    assert lines(clock.of(np.array([0])), 1) == ["2026-01-05T00:00:00.000000Z"]
    assert lines(clock.of(np.array([last])), 1) == ["9999-12-31T23:59:59.999999Z"]


def test_a_column_without_texts_is_empty():
    assert joined([column([])[np.array([0, 0])], b"x"], 2) == b"xx"


@pytest.mark.parametrize(("size", "width"), [(0, 10), (1, 10), (100_000, 7), (3, 10**9)])
def test_chunks_hold_every_row_once(size, width):
    assert [n for part in chunks(size, width) for n in range(part.start, part.stop)] == list(range(size))


rows_of_cases = st.lists(st.lists(st.integers(0, 12), max_size=30), max_size=8)


@given(blocks=rows_of_cases, room=st.integers(1, 20))
@settings(max_examples=80, deadline=None)
def test_the_spool_gives_rows_by_case_as_they_came_and_never_parts_a_case(tmp_path_factory, blocks, room):
    spool = Spool(tmp_path_factory.getbasetemp(), room)
    count = 0
    for block in blocks:
        rows = np.zeros((len(block), 7), dtype=np.int64)
        rows[:, 0] = block
        rows[:, 5] = range(count, count + len(block))
        count += len(block)
        spool.add(rows)
    parts = list(spool.merged())
    spool.close()
    found = [(int(r[0]), int(r[5])) for part in parts for r in part]
    cases = [case for block in blocks for case in block]
    assert found == sorted(zip(cases, range(count), strict=True))
    firsts = [{int(r[0]) for r in part} for part in parts]
    assert all(not a & b for n, a in enumerate(firsts) for b in firsts[n + 1 :])


def test_the_spool_holds_little_when_cases_come_in_order(tmp_path):
    spool = Spool(tmp_path, 100)
    for first in range(0, 5_000, 50):
        rows = np.zeros((150, 7), dtype=np.int64)
        rows[:, 0] = np.repeat(np.arange(first, first + 50), 3)
        spool.add(rows)
    parts = [len(part) for part in spool.merged()]
    spool.close()
    assert sum(parts) == 15_000
    assert max(parts) < 600
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.integers(1, 5), min_size=1, max_size=200), st.integers(1, 1 << 20))
def test_slices_of_whole_cases_hold_every_row_once(sizes, width):
    cases = np.repeat(np.arange(len(sizes)), sizes)
    parts = _whole_cases(cases, width)
    assert [n for p in parts for n in range(p.start, p.stop)] == list(range(len(cases)))
    assert all(p.stop == len(cases) or cases[p.stop] != cases[p.stop - 1] for p in parts)


@pytest.mark.parametrize(
    ("name", "written"),
    [("受理", "受理"), (" a\nb\t", "a b"), ("a\x00\x1bb", "ab"), ("\ud800a\uffff", "a"), ("𠀀 é", "𠀀 é")],
)
def test_names_hold_what_xml_and_a_line_of_csv_may_hold(name, written):
    assert clean(name) == written
