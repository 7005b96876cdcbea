"""The longest path is what one finds by looking at every path there is."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feasibility import Limits, check_process
from engine.time import china
from tests.support.blocks import DAY, catalogue, drawn, limit
from workflows.model import LimitBinding

CALENDAR = china()
amounts = st.integers(min_value=1, max_value=9)
steps = st.tuples(st.just("step"), amounts)


def several(kind, blocks, low=1, high=3):
    return st.lists(blocks, min_size=low, max_size=high).map(lambda its: (kind, *its))


flat = st.recursive(
    steps,
    lambda its: st.one_of(
        several("seq", its, 2), several("xor", its, 2), several("and", its, 2), st.tuples(st.just("loop"), its, steps)
    ),
    max_leaves=9,
)
loose_steps = st.tuples(st.just("step"), st.one_of(st.none(), amounts))
nested = st.recursive(
    loose_steps,
    lambda its: st.one_of(
        several("seq", its, 2),
        several("xor", its, 2),
        several("and", its, 2),
        st.tuples(st.just("loop"), its, loose_steps),
        st.tuples(st.just("group"), st.one_of(st.none(), amounts), its),
    ),
    max_leaves=9,
)


def checked(made):
    promise = limit("whole", 20, scope="process")
    model = made.model("p", LimitBinding(promise.id))
    return check_process(Limits(catalogue(*made.limits, promise), {"p": model}, DAY), "p", CALENDAR)[0], model


def every_path(model, back, *, rework):
    """Each way from the start to the end over the flows, as lists of elements; a flow that leads back to the
    head of a loop is taken never, or (with rework) at most once.
    """
    ends = {e.id for e in model.elements.values() if e.kind == "end"}
    start = next(e.id for e in model.elements.values() if e.kind == "start")
    todo = [((start,), frozenset())]
    while todo:
        way, used = todo.pop()
        if way[-1] in ends:
            yield way
            continue
        for name in model.elements[way[-1]].outgoing:
            target = model.flows[name].target
            if name in back:
                if rework and name not in used:
                    todo.append(((*way, target), used | {name}))
            else:
                todo.append(((*way, target), used))


def length(way, made):
    of = {one.id: one.quantity for one in made.limits}
    return sum((of.get(f"doc/{name}", Decimal(0)) for name in way), Decimal(0))


@settings(max_examples=80, deadline=None)
@given(flat)
def test_the_longest_path_is_that_of_all_paths(block):
    made = drawn(block)
    found, model = checked(made)
    longest = max(length(way, made) for way in every_path(model, made.back, rework=False))
    assert found.guaranteed == longest
    assert sum(part.amount for part in found.path) == longest


@settings(max_examples=50, deadline=None)
@given(flat.filter(lambda block: str(block).count("loop") <= 3))
def test_with_rework_every_loop_may_be_gone_round_once_more(block):
    made = drawn(block)
    found, model = checked(made)
    assert found.with_rework == max(length(way, made) for way in every_path(model, made.back, rework=True))


@settings(max_examples=60, deadline=None)
@given(flat)
def test_the_path_can_be_walked(block):
    made = drawn(block)
    found, model = checked(made)
    way = [stop.step for stop in found.route]
    for a, b in pairwise(way):
        assert b in {model.flows[name].target for name in model.elements[a].outgoing}
    assert model.elements[way[0]].kind == "start"
    assert model.elements[way[-1]].kind == "end"


def runs(block):
    """Every course a block can take: (what it lasts, whether something in it has no limit), one for each choice."""
    kind, *rest = block
    if kind == "step":
        return [(rest[0] or 0, rest[0] is None)]
    if kind == "loop":
        return runs(rest[0])
    if kind == "group":
        inside = runs(rest[1])
        loose = any(is_open for _, is_open in inside)
        if rest[0] is None:
            return inside
        return [(rest[0] if loose else min(rest[0], lasts), False) for lasts, _ in inside]
    if kind == "xor":
        return [one for branch in rest for one in runs(branch)]
    found = [(0, False)]
    join = max if kind == "and" else int.__add__
    for branch in rest:
        found = list({(join(a, c), b or d) for a, b in found for c, d in runs(branch)})
    return found


def loose(block):
    """Whether the longest course has, on it or beside it in parallel, a step without a limit; with its length."""
    kind, *rest = block
    if kind == "step":
        return rest[0] or 0, rest[0] is None
    if kind == "loop":
        return loose(rest[0])
    if kind == "group":
        if rest[0] is None:
            return loose(rest[1])
        return max(lasts for lasts, _ in runs(block)), False
    parts = [loose(one) for one in rest]
    if kind == "xor":
        return max(parts)
    lasts = [one for one, _ in parts]
    return (max(lasts) if kind == "and" else sum(lasts)), any(is_open for _, is_open in parts)


def has_limits(block):
    return any(type(one) is int or (isinstance(one, tuple) and has_limits(one)) for one in gone_through(block))


def gone_through(block):
    return block[:2] if block[0] == "loop" else block


@settings(max_examples=150, deadline=None)
@given(nested.filter(has_limits))
def test_groups_count_by_their_own_limit_or_by_what_is_inside(block):
    found, _ = checked(drawn(block))
    courses = runs(block)
    longest = max(lasts for lasts, _ in courses)
    assert found.guaranteed == longest
    length, is_loose = loose(block)
    assert length == longest
    assert found.verdict == ("exceeds" if longest > 20 else "unknown" if is_loose else "holds")
    assert bool(found.open) is any(is_open for _, is_open in courses)


@settings(max_examples=30, deadline=None)
@given(nested.filter(lambda block: not has_limits(block)))
def test_where_nothing_inside_has_a_limit_the_promise_stands_alone(block):
    found, _ = checked(drawn(block))
    assert (found.guaranteed, found.verdict, found.own) == (20, "holds", True)


@settings(max_examples=40, deadline=None)
@given(nested)
def test_a_check_is_the_same_every_time(block):
    assert checked(drawn(block))[0] == checked(drawn(block))[0]


@pytest.mark.parametrize(
    ("block", "guaranteed", "verdict"),
    [
        (("seq", ("step", 3), ("step", 5)), 8, "holds"),
        (("and", ("step", 9), ("step", 5)), 9, "exceeds"),
        (("xor", ("step", 2), ("seq", ("step", 3), ("step", 4))), 7, "holds"),
        (("seq", ("step", 3), ("step", None)), 3, "unknown"),
        (("seq", ("step", 9), ("step", None)), 9, "exceeds"),
        (("group", 4, ("seq", ("step", 3), ("step", 3))), 4, "holds"),
        (("group", 9, ("seq", ("step", 3), ("step", 3))), 6, "holds"),
        (("group", 7, ("seq", ("step", 3), ("step", None))), 7, "holds"),
        (("group", None, ("seq", ("step", 3), ("step", None))), 3, "unknown"),
        (("group", 5, ("group", 9, ("step", None))), 5, "holds"),
        (("loop", ("step", 5), ("step", 5)), 5, "holds"),
        (("step", 0.5), Decimal("0.5"), "holds"),
        (("xor", ("step", 3), ("step", None)), 3, "holds"),
        (("and", ("step", 3), ("step", None)), 3, "unknown"),
        (("step", None), 8, "holds"),
    ],
)
def test_small_processes_by_hand(whole, block, guaranteed, verdict):
    found = whole(block, 8)
    assert (found.guaranteed, found.verdict) == (guaranteed, verdict)
