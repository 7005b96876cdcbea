from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit import canonical, canonical_text

SHANGHAI = timezone(timedelta(hours=8))

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        (10**30, "1" + "0" * 30),
        ("汕尾", '"汕尾"'),
        ('a\n"\\\x00', '"a\\n\\"\\\\\\u0000"'),
        ([1, (2, 3)], "[1,[2,3]]"),
        ({"b": 1, "a": {"d": [], "c": {}}}, '{"a":{"c":{},"d":[]},"b":1}'),
        ({"é": 1, "z": 2, "Z": 3}, '{"Z":3,"z":2,"é":1}'),
        ("e\u0301", '"é"'),
        (datetime(2026, 9, 18, 9, 30, tzinfo=SHANGHAI), '"2026-09-18T01:30:00.000000Z"'),
        (datetime(2026, 9, 18, 9, 30, 0, 7, tzinfo=UTC), '"2026-09-18T09:30:00.000007Z"'),
    ],
)
def test_a_value_has_one_text(value, text):
    assert canonical_text(value) == text
    assert canonical(value) == text.encode()


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (1.5, "the value"),
        ({"a": [0, 2.0]}, r"the value\.a\[1\]"),
        (Decimal("1.5"), "Decimal"),
        (b"x", "b'x'"),
        ({1: 2}, "text as the keys"),
        ({"é": 1, "e\u0301": 2}, "there twice"),
        ("\ud800", "half a character"),
        ({"\udfff": 1}, "half a character"),
        (datetime(2026, 9, 18, 9, 30), "offset from UTC"),  # noqa: DTZ001  (that is the point)
        ({1, 2}, "JSON without fractions"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value, where):
    with pytest.raises(ValueError, match=where):
        canonical(value)


@pytest.mark.parametrize(("value", "text"), [(1.5, "1.5"), (0.1, "0.1"), (1e22, "1e+22"), (-0.0, "-0.0")])
def test_private_data_may_hold_fractions(value, text):
    assert canonical_text([value], fractions=True) == f"[{text}]"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_but_never_what_is_no_number(value):
    with pytest.raises(ValueError, match="a number that JSON has"):
        canonical(value, fractions=True)


@settings(max_examples=200)
@given(JSON)
def test_reading_canonical_text_and_writing_it_again_changes_nothing(value):
    try:
        text = canonical_text(value)
    except ValueError:
        return  # two keys that are the same in normal form C
    assert canonical_text(json.loads(text)) == text


@settings(max_examples=100)
@given(st.dictionaries(TEXT, JSON, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_keys_were_given_does_not_matter(value, random):
    try:
        text = canonical_text(value)
    except ValueError:
        return
    items = list(value.items())
    random.shuffle(items)
    assert canonical_text(dict(items)) == text


@settings(max_examples=100)
@given(TEXT)
def test_the_form_of_composition_does_not_matter(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert canonical(text) == canonical(decomposed)


@settings(max_examples=100)
@given(JSON)
def test_no_canonical_text_holds_a_line_feed(value):
    try:
        assert "\n" not in canonical_text(value)
    except ValueError:
        return


@settings(max_examples=100)
@given(
    st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI])), st.datetimes(timezones=st.sampled_from([UTC, SHANGHAI]))
)
def test_instants_sort_as_their_texts_do(one, other):
    try:
        texts = canonical_text(one), canonical_text(other)
    except OverflowError:
        return  # before the year 1 in UTC
    assert (one < other) == (texts[0] < texts[1])
    assert (one == other) == (texts[0] == texts[1])
