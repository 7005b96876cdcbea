"""Whose time counts, what lies inside of what, and where a count begins and ends."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.support.blocks import Drawn, drawn, limit
from workflows.model import Intake, Kind, LimitBinding, ProcessModel, TimeKind, TimerRule

PROMISE = limit("whole", 8, scope="process")
ALL = ("public_notice", "applicant", "works", "special_procedure", "rectification")


def row(*elements):
    """A process with these elements one after the other: (kind, amount, what else)."""
    made = Drawn()
    names = [made.add(Kind.START, name="begin")]
    names += [made.add(kind, None, amount, **more) for kind, amount, more in elements]
    names.append(made.add(Kind.END, name="over"))
    for a, b in pairwise(names):
        made.flow(a, b)
    return made


def of(check, made, promise=PROMISE, section=(None, None), *others):
    binding = LimitBinding(promise.id, *section)
    return check([*made.limits, promise], made.model("p", binding), *others)[0]


@pytest.mark.parametrize(
    ("kind", "excludes", "basis", "guaranteed"),
    [
        ("public_notice", (), None, 7),
        ("public_notice", ("public_notice",), None, 3),
        ("public_notice", (), "approval_time", 3),
        ("applicant", ("public_notice",), None, 7),
        ("applicant", ("applicant",), None, 3),
        ("works", ("rectification",), None, 3),
        ("works", ("works",), "span", 3),
        ("special_procedure", ("special_procedure",), None, 3),
        ("approval", ALL, "approval_time", 7),
    ],
)
def test_time_that_the_promise_leaves_out_is_not_in_the_sum(check, kind, excludes, basis, guaranteed):
    made = row((Kind.STEP, 3, {}), (Kind.STEP, 4, {"time": TimeKind(kind)}))
    promise = limit("whole", 8, scope="process", excludes=excludes, basis=basis)
    assert of(check, made, promise).guaranteed == guaranteed


def test_a_group_that_leaves_out_a_notice_takes_it_on_top_where_the_whole_counts_it(check):
    made = Drawn()
    made.add(Kind.START, name="begin")
    group = made.add(Kind.SUB_PROCESS, name="group", limits=(LimitBinding("doc/own"),))
    made.add(Kind.END, name="over")
    made.flow("begin", group)
    made.flow(group, "over")
    for kind, name in ((Kind.START, "in"), (Kind.STEP, "work"), (Kind.END, "out")):
        made.add(kind, group, name=name)
    made.add(Kind.STEP, group, 4, name="notice", time=TimeKind.PUBLIC_NOTICE)
    for a, b in (("in", "work"), ("work", "notice"), ("notice", "out")):
        made.flow(a, b)
    made.limits.append(limit("own", 5, scope="group", excludes=("public_notice",)))
    found = of(check, made)
    assert [(part.step, part.amount) for part in found.path] == [("group", 5), ("notice", 4)]
    assert (found.guaranteed, found.verdict) == (9, "exceeds")


def test_what_lies_before_the_start_and_after_the_end_is_outside(check):
    made = row(
        (Kind.STEP, 9, {}),
        (Kind.MILESTONE, None, {"name": "from"}),
        (Kind.STEP, 2, {}),
        (Kind.STEP, 3, {"name": "until"}),
        (Kind.STEP, 9, {}),
    )
    assert of(check, made, section=("from", "until")).guaranteed == 5


def test_a_branch_beside_the_start_counts_and_an_alternative_to_it_does_not(check):
    for kind, guaranteed in ((Kind.PARALLEL, 6), (Kind.EXCLUSIVE, 2)):
        made = Drawn()
        made.add(Kind.START, name="begin")
        made.add(kind, name="fork")
        made.add(Kind.MILESTONE, name="from")
        made.add(Kind.STEP, None, 2, name="after")
        made.add(Kind.STEP, None, 6, name="beside")
        made.add(kind, name="join")
        made.add(Kind.END, name="over")
        ways = (("begin", "fork"), ("fork", "from"), ("from", "after"), ("after", "join"))
        for a, b in (*ways, ("fork", "beside"), ("beside", "join"), ("join", "over")):
            made.flow(a, b)
        assert of(check, made, section=("from", None)).guaranteed == guaranteed


def test_a_count_that_begins_inside_a_group_has_the_whole_group_before_it(check):
    made = Drawn()
    made.add(Kind.START, name="begin")
    made.add(Kind.SUB_PROCESS, None, 5, name="group")
    made.add(Kind.END, name="over")
    made.flow("begin", "group")
    made.flow("group", "over")
    for kind, name, amount in ((Kind.START, "in", None), (Kind.STEP, "first", None), (Kind.MILESTONE, "from", None),
                               (Kind.STEP, "second", None), (Kind.END, "out", None)):  # fmt: skip
        made.add(kind, "group", amount, name=name)
    for a, b in (("in", "first"), ("first", "from"), ("from", "second"), ("second", "out")):
        made.flow(a, b)
    assert of(check, made, section=("from", "over")).guaranteed == 5


def test_inside_a_group_with_limited_steps_only_those_after_the_start_count(check):
    made = Drawn()
    made.add(Kind.START, name="begin")
    made.add(Kind.SUB_PROCESS, None, 7, name="group")
    made.add(Kind.END, name="over")
    made.flow("begin", "group")
    made.flow("group", "over")
    made.add(Kind.START, "group", name="in")
    made.add(Kind.STEP, "group", 4, name="first")
    made.add(Kind.MILESTONE, "group", name="from")
    made.add(Kind.STEP, "group", 2, name="second")
    made.add(Kind.END, "group", name="out")
    for a, b in (("in", "first"), ("first", "from"), ("from", "second"), ("second", "out")):
        made.flow(a, b)
    found = of(check, made, section=("from", "over"))
    assert [(part.step, part.amount) for part in found.path] == [("second", 2)]


def test_what_comes_before_the_acceptance_counts_only_from_the_receipt(check):
    made = row((Kind.STEP, 5, {"intake": Intake.REVIEW}), (Kind.STEP, 3, {}))
    for starts, guaranteed in (("acceptance", 3), ("enabled", 3), ("receipt", 8)):
        assert of(check, made, limit("whole", 8, scope="process", starts=starts)).guaranteed == guaranteed


def test_the_counter_s_own_step_is_done_at_once_unless_it_has_a_limit(check):
    made = row((Kind.STEP, None, {"role": "counter", "name": "desk"}), (Kind.STEP, 3, {}))
    found = of(check, made)
    assert (found.guaranteed, found.desk, found.verdict) == (3, ("desk",), "holds")
    assert of(check, row((Kind.STEP, 2, {"role": "counter"}), (Kind.STEP, 3, {}))).guaranteed == 5


def test_a_shortest_time_counts_as_its_minimum(check):
    least = limit("notice", 5, bound="at_least")
    made = row((Kind.STEP, 2, {}), (Kind.STEP, None, {"limits": (LimitBinding(least.id),)}))
    made.limits.append(least)
    found = of(check, made)
    assert (found.guaranteed, found.path[1].least) == (7, True)


def test_a_step_s_longest_time_is_never_shorter_than_its_shortest(check):
    both = [limit("most", 3), limit("least", 5, bound="at_least")]
    made = row((Kind.STEP, None, {"limits": tuple(LimitBinding(one.id) for one in both)}))
    made.limits += both
    assert of(check, made).guaranteed == 5


def test_of_limits_for_different_cases_the_longest_counts_and_of_all_others_the_shortest(check):
    some = [limit("small", 3, applies="area <= 200"), limit("large", 6, applies="area > 200"), limit("any", 7)]
    made = row((Kind.STEP, None, {"limits": tuple(LimitBinding(one.id) for one in some)}))
    made.limits += some
    assert of(check, made).guaranteed == 6


def test_the_law_s_limit_alone_is_no_part_of_a_promise_but_of_another_of_the_law(check):
    law = limit("law", 20, authority="statutory")
    made = row((Kind.STEP, 3, {}), (Kind.STEP, None, {"limits": (LimitBinding(law.id),), "name": "slow"}))
    made.limits.append(law)
    promised = of(check, made)
    assert (promised.guaranteed, promised.law, promised.verdict) == (3, ("slow",), "unknown")
    assert of(check, made, limit("whole", 45, scope="process", authority="statutory")).guaranteed == 23


def test_a_way_round_what_only_the_law_bounds_is_taken_and_one_round_what_nothing_bounds_is_not(check):
    law = limit("law", 20, authority="statutory")
    for bound, verdict in (((LimitBinding(law.id),), "holds"), ((), "unknown")):
        made = row((Kind.STEP, 3, {}), (Kind.EXCLUSIVE, None, {"name": "choice"}), (Kind.STEP, None, {"limits": bound}))
        made.flow("choice", "over")
        made.limits.append(law)
        assert of(check, made).verdict == verdict


def test_what_a_border_event_begins_beside_the_work_does_not_hold_it_up(check):
    made = row((Kind.STEP, 3, {"name": "work"}))
    made.add(Kind.BOUNDARY, name="asked", attached_to="work", interrupting=False, timer=TimerRule(variable="asked_at"))
    made.add(Kind.STEP, None, 9, name="supervision")
    made.add(Kind.END, name="supervised")
    made.flow("asked", "supervision")
    made.flow("supervision", "supervised")
    found = of(check, made)
    assert (found.guaranteed, found.verdict) == (3, "holds")


def test_averages_examples_and_what_is_not_in_force_bind_nothing(check):
    loose = [
        limit("a", 3, kind="average"),
        limit("b", 3, kind="example"),
        limit("c", 3, effective_to=PROMISE.effective_from),
    ]
    made = row((Kind.STEP, None, {"limits": tuple(LimitBinding(one.id) for one in loose)}), (Kind.STEP, 1, {}))
    made.limits += loose
    assert of(check, made).guaranteed == 1


def test_a_timer_on_a_step_bounds_it(check):
    made = row((Kind.STEP, None, {"name": "work"}), (Kind.STEP, 1, {}))
    timer = TimerRule(quantity=PROMISE.quantity, unit="working_day")
    made.add(Kind.BOUNDARY, name="late", attached_to="work", timer=timer)
    made.flow("late", "over")
    found = of(check, made)
    assert (found.guaranteed, found.path[0].limit, found.verdict) == (9, None, "exceeds")


def test_what_follows_when_a_limit_lapses_is_no_part_of_a_sum_where_all_limits_are_kept(check):
    made = row((Kind.STEP, 3, {"name": "work"}), (Kind.STEP, 1, {}))
    for name, timer in (("lapse", TimerRule(limit="doc/work")), ("asked", TimerRule(variable="asked_at"))):
        made.add(Kind.BOUNDARY, name=name, attached_to="work", timer=timer)
        made.add(Kind.STEP, None, 4 if name == "asked" else 9, name=f"after_{name}")
        made.flow(name, f"after_{name}")
        made.flow(f"after_{name}", "over")
    assert [part.step for part in of(check, made).path] == ["work", "after_asked"]


@pytest.mark.parametrize(("basis", "guaranteed"), [(None, 5), ("approval_time", 2)])
def test_a_wait_counts_where_it_is_not_only_the_approvers_time_that_does(check, basis, guaranteed):
    timer = TimerRule(quantity=limit("x", 3).quantity, unit="working_day")
    made = row((Kind.STEP, 2, {}), (Kind.TIMER, None, {"timer": timer}))
    assert of(check, made, limit("whole", 8, scope="process", basis=basis)).guaranteed == guaranteed


@pytest.mark.parametrize(("raced", "guaranteed", "verdict"), [(True, 5, "holds"), (False, 2, "unknown")])
def test_a_message_is_waited_for_no_longer_than_the_timer_that_races_with_it(check, raced, guaranteed, verdict):
    timer = TimerRule(quantity=limit("x", 3).quantity, unit="working_day")
    made = row((Kind.STEP, 2, {}), (Kind.EVENT_GATEWAY, None, {"name": "race"}), (Kind.MESSAGE, None, {"name": "word"}))
    if raced:
        made.add(Kind.TIMER, name="late", timer=timer)
        made.flow("race", "late")
        made.flow("late", "over")
    found = of(check, made)
    assert (found.guaranteed, found.verdict) == (guaranteed, verdict)
    assert of(check, made, limit("whole", 8, scope="process", basis="approval_time")).guaranteed == 2


def called(name, block):
    made = drawn(block)
    renamed = [replace(one, id=f"doc/{name}-{one.id[4:]}") for one in made.limits]
    elements = {
        e.id: replace(e, limits=tuple(LimitBinding(f"doc/{name}-{b.limit[4:]}") for b in e.limits))
        for e in made.elements.values()
    }
    return ProcessModel(name, name, elements=elements, flows=made.flows), renamed


def test_a_called_process_is_walked_under_the_limit_of_its_call(check):
    inner, limits = called("inner", ("seq", ("step", 2), ("step", 2)))
    for own, amounts in ((None, [2, 2]), (3, [3]), (9, [2, 2])):
        made = row((Kind.CALL, own, {"called": "inner", "name": "call"}))
        made.limits += limits
        found = of(check, made, PROMISE, (None, None), inner)
        assert [part.amount for part in found.path] == amounts
        assert found.path[0].step == ("call" if own == 3 else "call/step1")


def test_a_group_is_checked_against_the_steps_inside_it(check):
    made = drawn(("group", 5, ("seq", ("step", 3), ("step", 4))))
    whole, group = check([*made.limits, PROMISE], made.model("p", LimitBinding(PROMISE.id)))
    assert (whole.guaranteed, whole.verdict) == (5, "holds")
    assert (group.element, group.promised, group.guaranteed, group.verdict) == ("sub_process1", 5, 7, "exceeds")


def test_a_count_that_begins_anew_forgets_what_was_before(check):
    promise = limit("whole", 8, scope="process", restarts=("facts",))
    made = row((Kind.STEP, 6, {}), (Kind.MILESTONE, None, {"restarts": (promise.id,)}), (Kind.STEP, 5, {}))
    found = of(check, made, promise)
    assert (found.guaranteed, found.verdict) == (6, "holds")
