"""What Prosimos' files say, and what of them is refused."""

# ruff: noqa: DTZ001 - local wall time
from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean

import pytest

from engine.simulation import Batch, Distribution, Pool, SimulationError, Staff, run
from engine.simulation.prosimos import read
from tests.simulation.prosimos.conftest import BODY, OFFICE, drawn, scenario


def played(compiled, inputs):
    (replication,) = run(compiled, inputs, mode="plain").replications
    return replication


def test_resources_pools_and_tasks_are_those_of_the_file(reading):
    _, inputs = reading()
    assert inputs.staff == {"clerk": Staff(1, "office"), "officer": Staff(2, "office")}
    assert {name: pool.staff for name, pool in inputs.pools.items()} == {"counter": ("clerk",), "desk": ("officer",)}
    assert {name: (task.pool, task.duration.values) for name, task in inputs.tasks.items()} == {
        "t1": ("counter", (0.5,)),
        "t2": ("desk", (2.0,)),
        "t3": ("desk", (1.0,)),
    }
    assert inputs.weights == {"yes": 0.3, "no": 0.7}


def test_work_stops_at_closing_and_goes_on_at_the_next_opening(reading):
    long = [
        {"task_id": "t1", "resources": [{"resource_id": "clerk", **drawn("fix", 9 * 3600)}]},
        *scenario()["task_resource_distribution"][1:],
    ]
    found = played(*reading(cases=1, task_resource_distribution=long, start=datetime(2026, 1, 9, 10)))
    # Seven hours on Friday and two on Monday, then one or two more.
    assert found.cycle[0] in (7 + 64 + 2 + 1, 7 + 64 + 2 + 2)


def came(compiled, inputs) -> list[datetime]:
    """When the cases arrived."""
    (replication,) = run(compiled, replace(inputs, keep=True), mode="plain").replications
    return [inputs.instant(int(at)) for at in replication.start]


def test_a_gap_is_of_clock_time_and_then_the_next_opening_is_waited_for(reading):
    found = came(*reading(cases=4, arrival_time_distribution=drawn("fix", 5 * 3600), start=datetime(2026, 1, 9, 10)))
    assert [(t.day, t.hour) for t in found] == [(9, 10), (9, 15), (12, 9), (12, 14)]


def test_the_first_case_comes_after_a_gap_when_the_start_is_closed(reading):
    found = came(*reading(cases=2, start=datetime(2026, 1, 5, 7, 30)))
    assert found == [datetime(2026, 1, 5, 9), datetime(2026, 1, 5, 10)]


def test_a_case_may_still_come_as_it_closes(reading):
    found = came(*reading(cases=3, start=datetime(2026, 1, 5, 16)))
    assert [(t.day, t.hour) for t in found] == [(5, 16), (5, 17), (6, 9)]


def test_without_a_calendar_cases_arrive_when_somebody_does_the_first_task(reading):
    found = came(*reading(arrival_time_calendar=None, start=datetime(2026, 1, 9, 16)))
    assert [t.hour for t in found] == [16, 17, *range(9, 17)]


def test_around_the_clock_cases_come_after_their_gaps(reading):
    always = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "24:00:00"}]
    found = came(*reading(arrival_time_calendar=always, cases=30, start=datetime(2026, 1, 5, 7)))
    assert {b - a for a, b in pairwise(found)} == {timedelta(hours=1)}
    assert found[0] == datetime(2026, 1, 5, 7)


def test_the_same_seed_gives_the_same_arrivals_and_another_gives_others(reading):
    def arrivals(seed):
        return came(*reading(seed=seed, arrival_time_distribution=drawn("expon", 3600, 0, 1e6)))

    assert arrivals(1) == arrivals(1) != arrivals(2)


def test_each_replication_has_arrivals_of_its_own(reading):
    compiled, inputs = reading(arrival_time_distribution=drawn("expon", 3600, 0, 1e6))
    found = run(compiled, replace(inputs, keep=True, replications=3), mode="plain").replications
    assert len({tuple(r.start) for r in found}) == 3


def test_a_histogram_of_gaps_gives_the_middles_of_its_bins(reading):
    histogram = {"cdf": [0.25, 1.0], "bin_midpoints": [60, 120]}
    data = {"distribution_name": "histogram_sampling", "histogram_data": histogram}
    times = came(*reading(cases=200, arrival_time_distribution=data))
    gaps = [(b - a).total_seconds() for a, b in pairwise(times) if a.day == b.day]
    assert set(gaps) == {60.0, 120.0}
    assert 0.15 < gaps.count(60.0) / len(gaps) < 0.35


def test_the_probabilities_are_kept(reading):
    found = played(*reading(cases=2000))
    assert 0.25 < found.steps["p/t2"].count / 2000 < 0.35


def test_a_probability_that_is_missing_is_what_is_left(reading):
    paths = [{"path_id": "yes", "value": 0.4}, {"path_id": "no"}]
    _, inputs = reading(gateway_branching_probabilities=[{"gateway_id": "choose", "probabilities": paths}])
    assert inputs.weights == {"yes": 0.4, "no": pytest.approx(0.6)}


AMOUNT = {"name": "loan amount", "type": "continuous", "values": drawn("uniform", 0, 1000)}
KIND = {"name": "kind", "type": "discrete", "values": [{"key": '旧 "A"', "value": 0.2}, {"key": "B", "value": 0.8}]}
LEVEL = {"name": "level", "type": "discrete", "values": [{"key": "1", "value": 0.5}, {"key": "2", "value": 0.5}]}


def rule(attribute, comparison, value):
    return {"attribute": attribute, "comparison": comparison, "value": value}


def together(kind="Sequential", **more):
    """Batches of three of the first task, each of whose parts takes half as long."""
    found = {
        "task_id": "t1",
        "type": kind,
        "size_distrib": [{"key": "1", "value": 0.0}, {"key": "2", "value": 1.0}],
        "duration_distrib": [{"key": "3", "value": 0.5}],
        "firing_rules": [[rule("size", ">=", 3)]],
    }
    return found | more


RULES = {
    "a number above": ([[rule("loan amount", ">", "250")]], 0.75),
    "a number within": ([[rule("loan amount", "in", ["100", "300"])]], 0.2),
    "a number without an upper bound": ([[rule("loan amount", "in", ["900", "inf"])]], 0.1),
    "a text": ([[rule("kind", "=", '旧 "A"')]], 0.2),
    "not a text": ([[rule("kind", "!=", '旧 "A"')]], 0.8),
    "a number in a text": ([[rule("level", ">=", "2")]], 0.5),
    "both": ([[rule("kind", "=", "B"), rule("loan amount", "<=", "500")]], 0.4),
    "either": ([[rule("kind", "=", "B")], [rule("loan amount", "<", "500")]], 0.9),
}


@pytest.mark.parametrize("name", RULES)
def test_branch_rules_decide_over_the_attributes_of_cases(reading, name):
    rules, share = RULES[name]
    paths = [{"path_id": "yes", "value": 0.5, "condition_id": "r"}, {"path_id": "no", "value": 0.5}]
    found = played(
        *reading(
            BODY.replace('id="choose"', 'id="choose" default="no"'),
            cases=1500,
            case_attributes=[AMOUNT, KIND, LEVEL],
            branch_rules=[{"id": "r", "rules": rules}],
            gateway_branching_probabilities=[{"gateway_id": "choose", "probabilities": paths}],
        )
    )
    assert abs(found.steps["p/t2"].count / 1500 - share) < 0.05


def test_cases_of_a_higher_level_go_first_and_those_of_none_last(reading):
    levels = [{"key": key, "value": 0.25} for key in ("gold", "silver", "plain", "none")]
    level = {"name": "level", "type": "discrete", "values": levels}
    rules = [
        {"priority_level": 2, "rules": [[rule("level", "=", "silver")], [rule("loan amount", "in", ["900", "inf"])]]},
        {"priority_level": 1, "rules": [[rule("level", "=", "gold")]]},
        {"priority_level": 30, "rules": [[rule("level", "=", "plain"), rule("loan amount", "in", ["0", "1000"])]]},
    ]
    compiled, inputs = reading(
        cases=120,
        case_attributes=[level, AMOUNT],
        prioritisation_rules=rules,
        arrival_time_distribution=drawn("fix", 900),
        start=datetime(2026, 1, 5, 9),
    )
    assert {pool.discipline for pool in inputs.pools.values()} == {"priority"}
    assert inputs.tasks["t1"].priority == (
        'if (attribute_0 = "gold") then -1 else '
        'if (attribute_0 = "silver") or (attribute_1 >= 900.000000) then -2 else '
        'if (attribute_0 = "plain" and attribute_1 >= 0.000000 and attribute_1 <= 1000.000000) then -30 else '
        "-1000000000000"
    )
    kinds = ["gold", "silver", "plain", "none"]
    told = {f"attribute_{n}": given for n, given in enumerate((Distribution.by_case(kinds), Distribution.fixed(1.0)))}
    found = played(compiled, replace(inputs, attributes=told))
    means = [fmean(found.cycle[n::4]) for n in range(4)]
    assert means == sorted(means)
    assert means[3] > means[0] + 1


@pytest.mark.parametrize(
    ("kind", "more", "batch"),
    [
        ("Sequential", {}, Batch(3, together=False, factors={1: 1.0, 2: 1.0, 3: 0.5})),
        ("Parallel", {}, Batch(3, factors={1: 1.0, 2: 2.0, 3: 1.5})),
        ("Sequential", {"firing_rules": [[rule("size", ">", 1)]]}, Batch(2, together=False, factors={1: 1.0, 2: 1.0})),
        (
            "Sequential",
            {"size_distrib": [{"key": "1", "value": 0.3}, {"key": "2", "value": 0.7}]},
            Batch(3, together=False, factors={1: 1.0, 2: 1.0, 3: 0.5}, alone=0.3),
        ),
        (
            "Parallel",
            {"firing_rules": [], "size_distrib": [{"key": "1", "value": 0}, {"key": "4", "value": 1.0}]},
            Batch(4, factors={1: 1.0, 2: 2.0, 3: 1.5, 4: 2.0}),
        ),
    ],
)
def test_batches_by_size_are_read_with_their_factors(reading, kind, more, batch):
    _, inputs = reading(batch_processing=[together(kind, **more)])
    assert inputs.tasks["t1"].batch == batch
    assert inputs.tasks["t2"].batch is None


def test_three_cases_are_done_at_once_and_what_is_left_at_the_end_too(reading):
    found = played(*reading(cases=4, batch_processing=[together("Parallel")], start=datetime(2026, 1, 5, 9)))
    # From 11:00 on three take half an hour by half, three times; the fourth goes when all else is done.
    assert found.steps["p/t1"].work == 3 * 0.75 + 0.5
    assert found.staff["clerk"].busy == 0.75 + 0.5
    assert found.ended == 4


def test_what_a_task_sets_is_there_afterwards(reading):
    paths = [{"path_id": "yes", "condition_id": "r"}, {"path_id": "no"}]
    found = played(
        *reading(
            BODY.replace('id="choose"', 'id="choose" default="no"'),
            cases=500,
            event_attributes=[{"event_id": "t1", "attributes": [KIND]}],
            branch_rules=[{"id": "r", "rules": [[rule("kind", "=", "B")]]}],
            gateway_branching_probabilities=[{"gateway_id": "choose", "probabilities": paths}],
        )
    )
    assert 0.74 < found.steps["p/t2"].count / 500 < 0.86


def test_events_take_clock_time(reading):
    body = BODY.replace(
        '<task id="t2"/><task id="t3"/>', '<intermediateCatchEvent id="t2"/><intermediateCatchEvent id="t3"/>'
    )
    tasks = scenario()["task_resource_distribution"][:1]
    events = [{"event_id": key, **drawn("fix", 86_400)} for key in ("t2", "t3")]
    inputs = reading(body, cases=1, task_resource_distribution=tasks, event_distribution=events)
    assert played(*inputs).cycle[0] == 24.5


def test_of_events_behind_one_gateway_the_quickest_goes_on(reading):
    body = BODY.replace(
        '<task id="t2"/><task id="t3"/>', '<intermediateCatchEvent id="t2"/><intermediateCatchEvent id="t3"/>'
    )
    body = body.replace('exclusiveGateway id="choose"', 'eventBasedGateway id="choose"')
    tasks = scenario()["task_resource_distribution"][:1]
    events = [{"event_id": "t2", **drawn("fix", 7200)}, {"event_id": "t3", **drawn("fix", 3600)}]
    inputs = reading(body, cases=1, task_resource_distribution=tasks, event_distribution=events)
    assert played(*inputs).cycle[0] == 1.5


def test_a_task_with_several_flows_splits_and_one_with_several_into_it_does_not_wait(reading):
    body = BODY.replace('<exclusiveGateway id="choose"/>', '<task id="choose"/>')
    tasks = [
        *scenario()["task_resource_distribution"],
        {"task_id": "choose", "resources": [{"resource_id": "clerk", **drawn("fix", 0)}]},
    ]
    found = played(*reading(body, cases=5, task_resource_distribution=tasks))
    assert (found.steps["p/t2"].count, found.steps["p/t3"].count) == (5, 5)


def test_several_resources_of_one_pace_share_a_queue_and_take_turns(reading):
    both = [{"resource_id": name, **drawn("fix", 1800)} for name in ("officer", "clerk")]
    tasks = [{"task_id": "t1", "resources": both}, *scenario()["task_resource_distribution"][1:]]
    _, inputs = reading(task_resource_distribution=tasks)
    assert inputs.pools[inputs.tasks["t1"].pool] == Pool(("officer", "clerk"), in_turn=True)
    assert inputs.tasks["t1"].paces == {}


def test_each_resource_may_take_its_own_time(reading):
    tasks = [{"task_id": "t1", "resources": PACES}, *scenario()["task_resource_distribution"][1:]]
    compiled, inputs = reading(cases=30, task_resource_distribution=tasks)
    assert inputs.tasks["t1"].paces == {"clerk": Distribution.fixed(1.5)}
    found = played(compiled, inputs)
    assert found.staff["clerk"].busy > 0
    assert found.staff["clerk"].busy % 1.5 == 0


PACES = [{"resource_id": "officer", **drawn("fix", 3600)}, {"resource_id": "clerk", **drawn("fix", 5400)}]
BAD = {
    "batches of another kind": (
        {"batch_processing": [together("Concurrent")]},
        r"Sequential or Parallel .* at batch_processing\[0\].type",
    ),
    "batches by time": (
        {"batch_processing": [together(firing_rules=[[rule("large_wt", ">=", 3600)]])]},
        r"one rule by size: .* at batch_processing\[0\].firing_rules",
    ),
    "batches by either of two rules": (
        {"batch_processing": [together(firing_rules=[[rule("size", "=", 3)], [rule("week_day", "=", "Monday")]])]},
        "one rule by size",
    ),
    "small batches": (
        {"batch_processing": [together(firing_rules=[[rule("size", "<", 3)]])]},
        r"= or >= or > at batch_processing\[0\].firing_rules\[0\]\[0\].comparison",
    ),
    "a batch of one": ({"batch_processing": [together(firing_rules=[[rule("size", "=", 1)]])]}, "a batch of 2 or more"),
    "some alone": (
        {"batch_processing": [together(size_distrib=[{"key": "1", "value": 3}, {"key": "2", "value": 0.7}])]},
        "probabilities from 0 to 1",
    ),
    "sizes by chance": (
        {
            "batch_processing": [
                together(firing_rules=[], size_distrib=[{"key": "2", "value": 0.5}, {"key": "3", "value": 0.5}])
            ]
        },
        "batches of one size",
    ),
    "negative factors": (
        {"batch_processing": [together(duration_distrib=[{"key": "2", "value": -1}])]},
        "factors of 0 or more",
    ),
    "a priority about nothing": (
        {"prioritisation_rules": [{"priority_level": 1, "rules": []}]},
        r"groups of conditions at prioritisation_rules\[0\].rules",
    ),
    "a priority of no number": (
        {"prioritisation_rules": [{"priority_level": "high", "rules": [[rule("x", "=", 1)]]}]},
        r"a finite number at prioritisation_rules\[0\].priority_level",
    ),
    "multitasking": ({"multitask": {"type": "global"}}, "at multitask"),
    "attributes of all": ({"global_attributes": [KIND]}, "at global_attributes"),
    "fuzzy calendars": ({"model_type": "FUZZY"}, "fixed periods.* at model_type"),
    "an unknown key": ({"wishes": []}, "keys of Prosimos 2, but 'wishes' is none"),
    "no profiles": ({"resource_profiles": None}, "the key 'resource_profiles'"),
    "profiles that are none": ({"resource_profiles": {}}, "a list at resource_profiles"),
    "no task": ({"task_resource_distribution": []}, "to name the task 't1' \\(受理\\)"),
    "nobody at all": (
        {"task_resource_distribution": [{"task_id": "t1", "resources": []}]},
        r"somebody who does the task at task_resource_distribution\[0\].resources",
    ),
    "nobody": (
        {"task_resource_distribution": [{"task_id": "t1", "resources": [{"resource_id": "ghost", **drawn("fix", 1)}]}]},
        r"a resource of resource_profiles at task_resource_distribution\[0\].resources\[0\].resource_id",
    ),
    "no gateway": ({"gateway_branching_probabilities": []}, "to name the gateway 'choose'"),
    "an unknown distribution": (
        {"arrival_time_distribution": drawn("triang", 1, 2, 3)},
        "a distribution that Prosimos 2",
    ),
    "too few numbers": ({"arrival_time_distribution": drawn("norm", 1)}, "4 numbers for norm"),
    "no number": ({"arrival_time_distribution": drawn("fix", "soon")}, r"a finite number at .*\[0\].value"),
    "an infinite number": ({"arrival_time_distribution": drawn("fix", float("inf"))}, "a finite number"),
    "bounds that fall": ({"arrival_time_distribution": drawn("norm", 1, 1, 5, 2)}, "bounds that rise"),
    "a negative span": ({"arrival_time_distribution": drawn("fix", -1)}, "numbers of 0 or more"),
    "a calendar that never opens": ({"arrival_time_calendar": []}, "a calendar that opens at arrival_time_calendar"),
    "a weekday": ({"arrival_time_calendar": [OFFICE[0] | {"to": "FREITAG"}]}, r"a weekday in English at .*\[0\].to"),
    "a time": ({"arrival_time_calendar": [OFFICE[0] | {"endTime": "5pm"}]}, "a time of day as 09:00:00"),
    "a late time": ({"arrival_time_calendar": [OFFICE[0] | {"endTime": "24:01:00"}]}, "a time of day"),
    "a night": ({"arrival_time_calendar": [OFFICE[0] | {"beginTime": "18:00"}]}, "ends after it begins"),
    "an unknown attribute": (
        {"branch_rules": [{"id": "r", "rules": [[rule("x", "=", 1)]]}]},
        "an attribute of the file",
    ),
    "odd shares": ({"case_attributes": [KIND | {"values": KIND["values"][:1]}]}, "add up to 1"),
    "an expression": ({"case_attributes": [KIND | {"type": "expression"}]}, "discrete or continuous"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_simulated_is_refused_by_its_key(reading, name):
    more, sentence = BAD[name]
    with pytest.raises(SimulationError, match=sentence):
        reading(**more)


def test_gaps_without_end_stop_the_run(reading):
    with pytest.raises(SimulationError, match="a finite span of 0 or more for the gaps of arrivals"):
        played(*reading(arrival_time_distribution=drawn("fix", 1e12)))


PATHS = [{"path_id": "yes", "value": 0.3}, {"path_id": "no", "value": 0.3}]


@pytest.mark.parametrize(
    ("paths", "sentence"),
    [
        (PATHS, "probabilities that add up to 1"),
        (PATHS[:1], "the flows that leave the gateway"),
        ([{"path_id": "yes", "value": 1.5}, {"path_id": "no"}], "probabilities from 0 to 1"),
        ([{"path_id": "yes", "condition_id": "r"}, {"path_id": "no"}], "the id of one of branch_rules"),
    ],
)
def test_gateways_that_do_not_say_which_way_are_refused(reading, paths, sentence):
    with pytest.raises(SimulationError, match=sentence):
        reading(gateway_branching_probabilities=[{"gateway_id": "choose", "probabilities": paths}])


DIAGRAMS = {
    "a sub-process": (BODY + '<subProcess id="s" name="x"/>', r"the subProcess 's' \(x\)"),
    "a boundary event": (BODY + '<boundaryEvent id="s" attachedToRef="t1"/>', "the boundaryEvent 's'"),
    "a loop": (BODY.replace('<task id="t2"/>', '<task id="t2"><standardLoopCharacteristics/></task>'), "'t2'"),
    "no start": ("", "one process with a start in the diagram, but there are 0"),
    "two starts": (BODY + '<startEvent id="other"/>', "one start in the diagram"),
    "a flow to nowhere": (BODY.replace('targetRef="end"', 'targetRef="ende"'), "'ende' is none of them"),
}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_diagrams_that_prosimos_does_not_play_are_refused(reading, name):
    body, sentence = DIAGRAMS[name]
    with pytest.raises(SimulationError, match=sentence):
        reading(body)


def test_files_that_are_none_are_refused():
    with pytest.raises(SimulationError, match="to be JSON"):
        read(b"", b"{", cases=1, seed=1)
    with pytest.raises(SimulationError, match="Expected"):
        read(b"no xml", b"{}", cases=1, seed=1)


def test_the_mean_of_many_cases_is_that_of_the_distribution(reading):
    tasks = [
        {"task_id": key, "resources": [{"resource_id": who, **drawn(*distribution)}]}
        for key, who, distribution in (
            ("t1", "clerk", ("expon", 900, 300, 1e9)),
            ("t2", "officer", ("lognorm", 3600, 1800.0**2, 0, 1e9)),
            ("t3", "officer", ("gamma", 3600, 1800.0**2, 0, 1e9)),
        )
    ]
    found = played(*reading(cases=1500, task_resource_distribution=tasks))
    assert fmean([found.steps["p/t1"].work / found.steps["p/t1"].count]) == pytest.approx(0.25, rel=0.06)
    for step in ("p/t2", "p/t3"):
        assert found.steps[step].work / found.steps[step].count == pytest.approx(1.0, rel=0.08)
