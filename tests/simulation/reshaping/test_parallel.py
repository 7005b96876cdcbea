"""Steps in parallel that a diagram draws one after the other: by hand, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.simulation import Distribution
from engine.simulation.scenario import Scenario, ScenarioError
from engine.simulation.scenario.reshaping.parallel import in_parallel
from workflows.model import FormField, Kind, LimitBinding, TimerRule

HOUR = 3_600_000_000


def put(model, *names, **more):
    return in_parallel(model, [tuple(name.split()) for name in names], {model.id: model}, **more)


def weighted(flow):
    """A scenario in which chance chooses that flow."""
    return Scenario("p", branches={flow: 0.5})


def ways(model, key):
    return {model.flows[flow].target for flow in model.elements[key].outgoing}


def fixed(**hours):
    return {name: Distribution.fixed(float(span)) for name, span in hours.items()}


def test_two_steps_take_as_long_as_the_longer_one(draw, play):
    model = draw("start first second last end").model()
    tasks = fixed(first=2, second=5, last=1)
    before, after = play(model, tasks=tasks)[1], play(put(model, "first", "second"), tasks=tasks)[1]
    assert (set(before), set(after)) == ({8.0}, {6.0})


def test_a_loop_of_corrections_stays_with_its_step(draw):
    model = draw(
        "start first xor_a fix first", "xor_a second last end", xor_a__fix="d_first = 'again'", xor_a__second="*"
    ).model()
    changed = put(model, "first", "second")
    assert ways(changed, "xor_a") == {"fix", "joined_first"}
    assert ways(changed, "fix") == {"first"}
    assert ways(changed, "joined_first") == {"last"}


def refusing(draw):
    return draw(
        "start before first xor_a before",
        "xor_a second xor_b end_no",
        "xor_b last end_ok",
        xor_a__before="d_first = 'return'",
        xor_a__second="*",
        xor_b__end_no="d_second = 'refuse'",
        xor_b__last="*",
    ).model()


def test_a_refusal_wins_over_a_return_and_both_over_going_on(draw):
    changed = put(refusing(draw), "first", "second")
    assert ways(changed, "joined_first") == {"xor_b"}
    assert ways(changed, "xor_b") == {"end_no", "xor_a"}
    assert ways(changed, "xor_a") == {"before", "last"}
    assert ways(changed, "before") == {"parallel_first"}


def test_nothing_is_decided_before_the_last_has_ended(draw, play):
    tasks = fixed(before=1, first=2, second=30, last=1)
    steps, _ = play(put(refusing(draw), "first", "second"), tasks=tasks, cases=60)
    last = [(case, opened) for case, name, opened, _ in steps if name == "last"]
    done = {case: end for case, name, _, end in steps if name == "second"}
    assert 10 < len(last) < 60
    assert all(opened == done[case] for case, opened in last)


def test_the_model_that_came_is_left_as_it_was(draw):
    model = refusing(draw)
    before = (dict(model.elements), dict(model.flows))
    put(model, "first", "second")
    assert (model.elements, model.flows) == before


def test_limits_upon_the_steps_and_around_them_stay(draw):
    drawing = draw("start first second last end")
    drawing.elements["first"] = replace(drawing.elements["first"], limits=(LimitBinding("a/1"),))
    model = replace(drawing.model(), limits=(LimitBinding("a/2", "first", "last"),))
    changed = put(model, "first", "second")
    assert changed.elements["first"].limits == (LimitBinding("a/1"),)
    assert changed.limits == model.limits


def test_a_limit_from_one_to_another_is_in_the_way(draw):
    model = replace(draw("start first second last end").model(), limits=(LimitBinding("a/2", "first", "second"),))
    with pytest.raises(ScenarioError, match="no limit to run from 'first' to 'second', but a/2 does"):
        put(model, "first", "second")


def test_several_steps_may_stay_one_after_the_other_on_one_branch(draw, play):
    model = draw("start first second third last end").model()
    tasks = fixed(first=2, second=3, third=4, last=1)
    assert set(play(put(model, "first", "second third"), tasks=tasks)[1]) == {8.0}
    assert set(play(put(model, "first second", "third"), tasks=tasks)[1]) == {6.0}


def test_a_chain_can_be_put_in_parallel_on_a_branch(draw):
    model = draw("start and_a first second and_b end", "and_a third and_b").model()
    changed = put(model, "first", "second")
    assert ways(changed, "and_a") == {"parallel_first", "third"}
    assert ways(changed, "joined_first") == {"and_b"}


def test_a_step_with_a_lapse_to_the_next_has_one_way_on(draw, play):
    drawing = draw("start first second last end")
    drawing.timer_on("first", "boundary_late")
    drawing.flow("boundary_late second")
    changed = put(drawing.model(), "first", "second")
    assert ways(changed, "first") == ways(changed, "boundary_late") == {"settled_first"}
    tasks = fixed(first=5, second=2, last=1)
    assert set(play(changed, tasks=tasks)[1]) == {3.0}  # what lapses after an hour is over then


def test_a_reminder_beside_a_step_is_no_way_out(draw):
    drawing = draw("start first second end")
    drawing.timer_on("first", "boundary_remind", interrupting=False, repeat=2)
    drawing.flow("boundary_remind service_note end_note")
    assert ways(put(drawing.model(), "first", "second"), "first") == {"joined_first"}


IN_THE_WAY = {
    "a step between them": (
        ["start first other second end"],
        {},
        ("first", "second"),
        "nothing to do between 'first' and 'second', but there is 'other': name it too",
    ),
    "a timer between them": (
        ["start first timer_t second end"],
        {},
        ("first", "second"),
        "there is 'timer_t'",
    ),
    "a way past them": (
        ["start first xor_a second end", "xor_a other end_other"],
        {"xor_a__other": "fact", "xor_a__second": "*"},
        ("first", "second"),
        "every way to pass 'second' between the elements beside it, but one leads past",
    ),
    "tokens that never meet": (
        ["start and_a first xor_b second end", "and_a milestone_m xor_b"],
        {},
        ("first", "second"),
        "what begins together at 'and_a' to meet again",
    ),
    "parallel already": (
        ["start and_a first and_b end", "and_a second and_b"],
        {},
        ("first", "second"),
        "done at the same time already",
    ),
    "alternatives": (
        ["start xor_a first xor_b end", "xor_a second xor_b"],
        {"xor_a__first": "fact", "xor_a__second": "*"},
        ("first", "second"),
        "they are alternatives",
    ),
    "a correction": (
        ["start first xor_a fix first", "xor_a second end"],
        {"xor_a__fix": "fact", "xor_a__second": "*"},
        ("fix", "second"),
        "'fix' to lie on the way of a case, but it lies on a way back",
    ),
    "a return into the middle": (
        ["start first second third xor_a second", "xor_a end"],
        {"xor_a__second": "fact", "xor_a__end": "*"},
        ("first", "second", "third"),
        "have '.*' in common|to send back to the first element of the chain",
    ),
    "what one asks for": (
        ["start first second xor_a other xor_b end", "xor_a xor_b"],
        {"xor_a__other": "d_first = 'pass'", "xor_a__xor_b": "*"},
        ("first", "other"),
        "not to depend upon|there is 'second'",
    ),
    "tokens that leave at once": (
        ["start first second end", "first other end_other"],
        {},
        ("first", "second"),
        "but one leads past",
    ),
}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_what_is_in_the_way_is_named(draw, name):
    paths, conditions, members, sentence = IN_THE_WAY[name]
    with pytest.raises(ScenarioError, match=sentence):
        put(draw(*paths, **conditions).model(), *members)


def test_a_chain_to_which_several_ways_lead_begins_with_any_of_them(draw, play):
    paths = ("start xor_a first second end", "xor_a other first")
    model = draw(*paths, xor_a__other="fact", xor_a__first="*").model()
    changed = put(model, "first", "second")
    assert ways(changed, "xor_a") == {"other", "begin_first"}
    assert set(play(changed, tasks=fixed(first=2, second=3, other=1))[1]) == {3.0, 4.0}


def test_a_parallel_block_is_named_whole(draw, play):
    model = draw("start and_a first and_b second end", "and_a other and_b").model()
    with pytest.raises(ScenarioError, match="but 'other' is: name all of them in one list"):
        put(model, "first", "second")
    changed = put(model, "first other", "second")
    assert set(play(changed, tasks=fixed(first=2, other=4, second=3))[1]) == {4.0}


def test_alternatives_to_a_step_go_with_it(draw):
    """What belongs to it has one way in and one way on, whatever is done there."""
    model = draw(
        "start xor_a first xor_b second end", "xor_a other xor_b", xor_a__other="fact", xor_a__first="*"
    ).model()
    changed = put(model, "first", "second")
    assert ways(changed, "parallel_first") == {"xor_a", "second"}
    assert ways(changed, "xor_b") == {"joined_first"}


def test_a_loop_around_the_chain_goes_around_it_still(draw):
    paths = ("start xor_b first second third xor_a xor_b", "xor_a last end")
    changed = put(draw(*paths, xor_a__xor_b="fact", xor_a__last="*").model(), "second", "third")
    assert ways(changed, "first") == {"parallel_second"}
    assert ways(changed, "joined_second") == {"xor_a"}


def test_nobody_begins_before_what_they_ask_for_is_decided(draw):
    model = draw(
        "start first xor_a second xor_b last end", "xor_a xor_b", xor_a__second="d_first = 'pass'", xor_a__xor_b="*"
    ).model()
    with pytest.raises(ScenarioError, match="'second' not to depend upon 'first', but it asks for 'd_first'"):
        put(model, "first", "second")


def test_a_gateway_that_asks_for_what_comes_later_is_in_the_way(draw):
    """In a second round it would know; decided behind the join it would know at once."""
    asks = {"xor_a__end_no": "d_second = 'refuse'", "xor_a__second": "*"}
    model = draw("start first xor_a end_no", "xor_a second last end", **asks).model()
    with pytest.raises(ScenarioError, match="'xor_a' to decide by what was said before it, but it asks for 'd_second'"):
        put(model, "first", "second")


def test_two_that_set_one_variable_cannot_be_told_apart(draw):
    drawing = draw("start first xor_a end_no", "xor_a second end", xor_a__end_no="d = 'refuse'", xor_a__second="*")
    for key in ("first", "second"):
        drawing.elements[key] = replace(drawing.elements[key], decides="d")
    with pytest.raises(ScenarioError, match="but both set 'd'"):
        put(drawing.model(), "first", "second")


def test_a_form_sets_what_a_condition_asks_for(draw):
    drawing = draw("start first second xor_a last end", "xor_a end_no", xor_a__end_no="size > 3", xor_a__last="*")
    for key in ("first", "second"):
        drawing.elements[key] = replace(drawing.elements[key], form=(FormField("size", "面积", "number"),))
    with pytest.raises(ScenarioError, match="both set 'size'"):
        put(drawing.model(), "first", "second")


def test_a_timer_that_hangs_on_a_variable_asks_for_it(draw):
    drawing = draw("start first second last end")
    drawing.timer_on("second", "boundary_due")
    drawing.flow("boundary_due last")
    drawing.elements["boundary_due"] = replace(drawing.elements["boundary_due"], timer=TimerRule(variable="due"))
    drawing.elements["first"] = replace(drawing.elements["first"], form=(FormField("due", "到期", "date"),))
    with pytest.raises(ScenarioError, match="it asks for 'due'"):
        put(drawing.model(), "first", "second")


def test_a_gateway_in_a_step_that_chance_decides_is_decided_once(draw):
    """What ends the case in the midst of a branch is asked for again behind the join, which chance cannot be."""
    paths = ("start first xor_a fix first", "xor_a end_no", "xor_a second last end")
    conditions = {"xor_a__fix": "d_first = 'again'", "xor_a__end_no": "d_first = 'refuse'", "xor_a__second": "*"}
    model = draw(*paths, **conditions).model()
    flow = next(f.id for f in model.flows.values() if f.target == "end_no")
    assert ways(put(model, "first", "second"), "xor_a") == {"fix", "settled_first"}
    for name in (flow, f"p/{flow}"):
        with pytest.raises(ScenarioError, match="'xor_a' to be asked again behind 'first', but it cannot"):
            put(model, "first", "second", said=weighted(name))
    put(model, "first", "second", said=weighted(f"q/{flow}"))


def test_a_new_gateway_takes_no_name_that_is_there(draw):
    drawing = draw("start first second parallel_first end")
    drawing.add("joined_first", Kind.STEP)
    changed = put(drawing.model(), "first", "second")
    assert changed.elements["parallel_first_2"].kind is Kind.PARALLEL
    assert changed.elements["joined_first"].kind is Kind.STEP
