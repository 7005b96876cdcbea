from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit import SM3, START, Link, chain, link, matches, new_salt, salted_digest
from engine.audit.chain import link_digest
from engine.audit.check import Checker
from engine.audit.digest import digest
from engine.events import CaseAccepted, CaseCompleted, Event
from tests.support.cases import chained, opened, started

AT = datetime(2026, 9, 18, 1, 30, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))
ACCEPTED = Event("c1", 2, AT, AT, "chen", "x", CaseAccepted(effective_at=AT))


def links(rows):
    texts = dict.fromkeys(("at", "recorded_at"), "")
    return [Link(**{**row, **{name: row[name].strftime("%Y-%m-%dT%H:%M:%S.%fZ") for name in texts}}) for row in rows]


def check(found):
    checker = Checker()
    for one in found:
        checker.take(one)
    return checker


def test_the_bytes_that_are_hashed_are_those_of_the_document():
    head = (
        '{"actor":"chen","at":"2026-09-18T01:30:00.000000Z","case_id":"c1","command_id":"x",'
        '"recorded_at":"2026-09-18T01:30:00.000000Z","seq":2,"type":"CaseAccepted"}'
    )
    body = '{"deemed":false,"effective_at":"2026-09-18T01:30:00.000000Z"}'
    expected = hashlib.sha256(f"banjie-event-1 sha256 abc\n{head}\n{body}".encode()).hexdigest()
    assert chain("abc", ACCEPTED) == expected


def test_the_digest_does_not_depend_on_the_zone_an_instant_was_written_in():
    at = AT.astimezone(SHANGHAI)
    same = Event("c1", 2, at, at, "chen", "x", CaseAccepted(effective_at=at))
    assert chain(START, same) == chain(START, ACCEPTED)


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": "c2"},
        {"seq": 3},
        {"at": AT + timedelta(microseconds=1)},
        {"recorded_at": AT + timedelta(microseconds=1)},
        {"actor": "li"},
        {"command_id": "y"},
        {"fact": CaseAccepted(effective_at=AT, deemed=True)},
        {"fact": CaseAccepted(effective_at=AT + timedelta(seconds=1))},
        {"fact": CaseCompleted(outcome="approved")},
    ],
)
def test_every_part_of_an_event_is_in_its_digest(change):
    assert chain(START, replace(ACCEPTED, **change)) != chain(START, ACCEPTED)


def test_the_event_before_is_in_the_digest():
    assert chain("a", ACCEPTED) != chain("b", ACCEPTED)


def test_the_algorithm_is_named_and_sm3_is_one():
    row = link(START, ACCEPTED, SM3)
    assert row["algorithm"] == "sm3"
    assert len(row["hash"]) == 64
    assert row["hash"] != chain(START, ACCEPTED)


def test_sm3_is_the_sm3_of_the_standard():
    # GB/T 32905-2016, example 1: "abc".
    assert digest("sm3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.mark.parametrize("algorithm", ["md5", "", "SHA256"])
def test_an_algorithm_that_is_none_of_ours_is_refused(algorithm):
    with pytest.raises(ValueError, match="Expected a digest by one of sha256, sm3"):
        chain(START, ACCEPTED, algorithm)


@pytest.mark.parametrize("algorithm", ["sha256", "sm3"])
def test_a_chain_as_written_holds(algorithm):
    rows = chained("c1", [started("c1"), opened("review"), CaseCompleted(outcome="approved")], algorithm)
    checker = check(links(rows))
    assert checker.ok
    assert checker.heads["c1"].seq == 3


def test_the_digest_that_was_stored_is_found_again():
    rows = chained("c1", [started("c1"), opened("review")])
    first, second = links(rows)
    assert link_digest(START, first) == first.hash
    assert link_digest(first.hash, second) == second.hash


FACTS = st.lists(st.sampled_from([opened("a"), opened("b"), CaseAccepted(effective_at=AT)]), min_size=3, max_size=7)


def tamper(data, found):
    """One change that keeps every stored digest: what somebody might do with the table open."""
    n = data.draw(st.integers(0, len(found) - 2))
    kind = data.draw(st.sampled_from(["change", "remove", "swap", "insert", "repeat", "renumber"]))
    one = found[n]
    if kind == "change":
        name = data.draw(
            st.sampled_from(["type", "at", "recorded_at", "actor", "command_id", "body", "hash", "algorithm"])
        )
        return [*found[:n], replace(one, **{name: getattr(one, name) + "x"}), *found[n + 1 :]]
    if kind == "remove":
        return found[:n] + found[n + 1 :]
    if kind == "swap":
        return [*found[:n], found[n + 1], one, *found[n + 2 :]]
    if kind == "insert":
        return [*found[:n], replace(one, actor="mallory"), *found[n:]]
    if kind == "repeat":
        return [*found, one]
    moved = [replace(later, seq=later.seq - 1) for later in found[n + 1 :]]
    return found[:n] + moved


@settings(max_examples=150, deadline=None)
@given(FACTS, st.data())
def test_no_single_change_of_a_chain_goes_unseen(facts, data):
    found = links(chained("c1", [started("c1"), *facts]))
    assert check(found).ok
    assert not check(tamper(data, found)).ok


def test_the_first_fault_names_the_event_and_what_is_wrong_with_it():
    found = links(chained("c1", [started("c1"), opened("a"), opened("b"), opened("c"), opened("d")]))
    changed = check([*found[:2], replace(found[2], body="{}"), *found[3:]])
    assert [(f.case, f.seq) for f in changed.faults] == [("c1", 3)]
    missing = check([*found[:1], *found[2:]])
    assert [(f.seq, f.why) for f in missing.faults] == [(2, "it is missing")]
    gap = check([found[0], found[4]])
    assert (gap.faults[0].seq, gap.faults[0].why) == (2, "it and those up to 4 are missing")


def test_a_case_that_comes_in_two_pieces_is_told():
    one, two = (links(chained(c, [started(c), opened("a")])) for c in ("c1", "c2"))
    checker = check([one[0], *two, one[1]])
    assert [f.why for f in checker.faults] == ["its events do not stand together"]


def test_a_thousand_faults_are_counted_and_a_hundred_kept():
    found = links(chained("c1", [started("c1")] * 300))
    checker = check([replace(one, hash="x") for one in found])
    assert checker.fault_count >= 300
    assert len(checker.faults) == 100


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.floats(allow_nan=False, allow_infinity=False)
    )
)
def test_private_data_prove_themselves_while_their_salt_is_there(data):
    salt = new_salt()
    try:
        made = salted_digest(data, salt)
    except ValueError:
        return
    assert matches(made, data, salt)
    assert not matches(made, {**data, "more": 1}, salt)
    assert not matches(made, data, new_salt())


def test_the_same_private_data_give_another_digest_in_another_case():
    assert salted_digest("同意", new_salt()) != salted_digest("同意", new_salt())


@pytest.mark.parametrize("expected", ["", "sha256", "md5:abc", "sha256:", "\ud800"])
def test_a_digest_that_is_none_matches_nothing(expected):
    assert not matches(expected, {}, "")
