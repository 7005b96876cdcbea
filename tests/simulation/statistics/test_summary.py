"""What a summary says, against what the run counted and against closed forms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import fmean

import pytest

from engine.simulation import Arrivals, Calendar, Distribution, Inputs, Limit, Staff, Task, compile_model, run
from engine.simulation.statistics import Samples, spreads, summarise
from engine.simulation.statistics.inside import steps_inside
from engine.simulation.statistics.summarise import breach
from engine.simulation.statistics.values import PARTS
from engine.time.rule import Basis, Rule, Scope, Unit
from tests.execution.building import Drawing
from tests.simulation.statistics.conftest import MONDAY
from workflows.model import TimeKind

DAY_RULE = Rule(Decimal(3), Unit.WORKING_DAY)


def summary(scenario, **how):
    compiled, inputs = scenario
    return summarise(run(compiled, inputs, **({"mode": "plain"} | how)), compiled, inputs)


def test_the_figures_are_those_of_the_cases(desk):
    compiled, inputs = desk(2, 1.0)
    outcome = run(compiled, inputs, mode="plain")
    found = summarise(outcome, compiled, inputs)
    cycle = sorted(outcome.replications[0].cycle)
    assert found.cycle.estimates["mean"].value == pytest.approx(fmean(cycle))
    assert found.cycle.estimates["p50"].value == pytest.approx((cycle[249] + cycle[250]) / 2)
    assert cycle[493] <= found.cycle.estimates["p99"].value <= cycle[495]
    assert (found.arrived, found.ended, found.open, found.cases) == (500, 500, 0, 500)


def test_one_replication_has_intervals_and_says_by_which_method(desk):
    found = summary(desk(2, 1.0))
    assert found.cycle.estimates["mean"].method == "batches"
    assert {found.cycle.estimates[name].method for name in ("p50", "p90", "p95")} == {"order_statistics"}
    for one in (
        found.cycle.estimates["mean"],
        found.pools[0].utilisation,
        found.pools[0].queue,
        found.pools[0].waiting,
    ):
        assert one.low < one.value < one.high
    for one in (found.steps[0].waiting, found.steps[0].work, found.steps[0].span, found.limits[0].breach):
        assert one.low <= one.value <= one.high
        assert one.low < one.high


def test_several_replications_have_students_interval(desk):
    found = summary(desk(2, 1.0, replications=5))
    assert {one.method for one in found.cycle.estimates.values()} == {"t"}
    assert found.pools[0].utilisation.method == "t"


def test_a_single_case_has_figures_without_an_interval(desk):
    record = summary(desk(2, 1.0, cases=1)).as_record()
    assert record["cycle"]["mean"] == record["cycle"]["p99"] > 0
    assert record["cycle"]["ci"] is None
    assert record["cycle"]["methods"]["mean"] == "too_few"


def test_no_case_at_all_has_no_figures_rather_than_zeros(desk):
    found = summary(desk(2, 1.0, cases=None, horizon=0.001)).as_record()
    assert found["cycle"]["mean"] is None
    assert found["cycle"]["ci"] is None
    assert found["limits"][0]["breach_probability"] is None
    assert found["steps"][0]["work"] == {"mean": None, "ci": None, "unit": "hours"}
    assert found["histogram"] == {"edges": [], "counts": []}
    assert found["bottlenecks"] == []


def test_cases_that_are_open_at_the_horizon_are_counted_as_open_and_in_no_mean(desk):
    for mode in ("plain", "compiled"):
        found = summary(desk(1, 3.0, cases=None, horizon=200.0), mode=mode)
        assert found.open > 0
        assert found.arrived == found.ended + found.open
        assert found.cycle.count == found.ended
        assert found.cycle.estimates["mean"].value > 0


def test_queue_and_utilisation_hold_erlangs_figures(desk):
    """M/M/1 with a load of a half: busy half of the time, half a case waiting, an hour of waiting."""
    found = summary(desk(1, 0.5, cases=20_000, replications=10, warm_up=500.0), mode="compiled", workers=2)
    pool = found.pools[0]
    assert pool.utilisation.low < 0.5 < pool.utilisation.high
    assert pool.queue.low < 0.5 < pool.queue.high
    assert pool.waiting.low < 0.5 < pool.waiting.high
    assert found.cycle.estimates["mean"].low < 1.0 < found.cycle.estimates["mean"].high


def test_the_breach_probability_holds_erlangs(desk, late):
    found = summary(desk(4, 3.0, cases=10_000, replications=10, warm_up=200.0), mode="compiled")
    one = found.limits[0]
    assert one.breach.low < late(4, 3.0, 10) < one.breach.high
    assert one.breach.method == "t"
    assert one.elapsed.spread.unit == "hour"
    assert one.over > 0


def test_a_run_is_said_to_be_the_same_in_both_modes_and_with_two_workers(desk):
    texts = []
    for how in ({"mode": "plain"}, {"mode": "compiled"}, {"mode": "compiled", "workers": 2}):
        record = summary(desk(3, 2.0, replications=3, queue_every=24.0), **how).as_record()
        del record["mode"]
        texts.append(json.dumps(record, ensure_ascii=False))
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize(
    ("counts", "method"),
    [
        ([], "none"),
        ([(0, 0)], "none"),
        ([(100, 0)], "clopper_pearson"),
        ([(100, 4), (100, 0)], "clopper_pearson"),
        ([(100, 100)], "clopper_pearson"),
        ([(100, 98), (100, 99)], "clopper_pearson"),
        ([(100, 20)], "wilson"),
        ([(100, 20), (0, 0)], "wilson"),
        ([(100, 20), (100, 22)], "t"),
    ],
)
def test_the_interval_of_a_breach_goes_by_how_many_there_were(counts, method):
    found = breach(counts)
    assert found.method == method
    if method != "none":
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert found.low < found.high


def test_dependence_between_cases_widens_the_interval_of_a_breach():
    assert breach([(1000, 0)], 4.0).high > 3 * breach([(1000, 0)]).high
    wide, narrow = breach([(1000, 100)], 4.0), breach([(1000, 100)])
    assert wide.value == narrow.value
    assert wide.high - wide.low == pytest.approx(2 * (narrow.high - narrow.low), rel=0.05)


# ── whose time ──────────────────────────────────────────────────────────────────────────────────────────────────────


def two_offices() -> Drawing:
    drawing = Drawing("p")
    drawing.add("check", department="housing")
    drawing.add("fix", department="applicant", time=TimeKind.APPLICANT)
    drawing.add("post", department="housing", time=TimeKind.PUBLIC_NOTICE)
    drawing.add("build", department="builder", time=TimeKind.WORKS)
    drawing.add("sign", department="registry")
    return drawing.flow("start check fix post build sign end")


def fixed(hours: float, pool: str | None = None) -> Task:
    return Task(Distribution.fixed(hours), pool)


def offices(**more) -> tuple:
    tasks = {"check": fixed(3), "fix": fixed(10), "post": fixed(24), "build": fixed(50), "sign": fixed(1)}
    inputs = Inputs(MONDAY, Arrivals(Distribution.fixed(100.0)), cases=10, tasks=tasks, keep=True)
    return compile_model({"p": two_offices().model()}, "p"), replace(inputs, **more)


def test_the_time_of_a_case_is_parted_by_what_passes():
    found = summary(offices())
    assert tuple(found.time) == PARTS
    assert found.time == pytest.approx(
        {"waiting": 0, "work": 4, "outside_hours": 0, "applicant": 10, "public_notice": 24,
         "special_procedure": 0, "works": 50}
    )  # fmt: skip
    assert sum(found.time.values()) == pytest.approx(found.cycle.estimates["mean"].value)


def test_nights_count_as_outside_hours_and_not_as_work(desk):
    week = Calendar.weekly(("mon-sun", "09:00", "12:00"))
    compiled, inputs = desk(1, 1.0)
    inputs = replace(
        inputs,
        calendars={"office": week},
        staff={"people": Staff(1, "office")},
        arrivals=Arrivals(instants=(datetime(2026, 1, 5, 11),)),  # noqa: DTZ001 - local wall time
        tasks={"work": fixed(4, "desk")},
        cases=1,
    )
    found = summary((compiled, inputs))
    assert found.time["work"] == pytest.approx(4)
    assert found.time["outside_hours"] == pytest.approx(21)
    assert found.time["waiting"] == 0


def limit(**more) -> Limit:
    rule = more.pop("rule", DAY_RULE)
    return Limit("l", rule, **more)


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        (limit(), "check fix post build sign"),
        (limit(element="sign"), "sign"),
        (limit(starts_at="post"), "post build sign"),
        (limit(starts_at="post", starts_when="left"), "build sign"),
        (limit(ends_at="post"), "check fix post"),
        (limit(ends_at="post", ends_when="entered"), "check fix"),
        (limit(starts_at="fix", ends_at="build"), "fix post build"),
        (limit(rule=replace(DAY_RULE, excludes=("applicant", "works"))), "check post sign"),
        (limit(rule=replace(DAY_RULE, excludes=("rectification",))), "check fix post sign"),
        (limit(rule=replace(DAY_RULE, scope=Scope.PROCESS, basis=Basis.APPROVAL_TIME)), "check sign"),
    ],
)
def test_the_steps_inside_a_limit_are_those_whose_time_it_counts(given, steps):
    compiled, _ = offices()
    assert [node.element.id for node in steps_inside(compiled, given)] == steps.split()


def test_a_limit_upon_a_group_or_call_holds_the_steps_below_it():
    main = Drawing("p")
    main.add("call_1", called="q")
    main.flow("start a sub_1 call_1 end")
    main.flow("start_s inner end_s", parent="sub_1")
    compiled = compile_model({"p": main.model(), "q": Drawing("q").flow("start deep end").model()}, "p")

    def inside(given: Limit) -> list[str]:
        return [node.element.id for node in steps_inside(compiled, given)]

    assert inside(limit(element="sub_1")) == ["inner"]
    assert inside(limit(element="call_1")) == ["deep"]
    assert inside(limit()) == ["a", "inner", "deep"]
    assert inside(limit(starts_at="q/deep", starts_when="entered", ends_at="call_1")) == ["deep"]
    assert inside(limit(starts_at="p/inner", starts_when="left")) == ["deep"]
    assert inside(limit(ends_at="q/deep")) == ["a", "inner", "deep"]


def test_the_days_of_a_limit_are_shared_out_among_departments():
    found = summary(offices(limits=(limit(),))).limits[0]
    assert [(part.name, part.hours) for part in found.departments] == [
        ("builder", pytest.approx(50)), ("housing", pytest.approx(27)), ("applicant", pytest.approx(10)),
        ("registry", pytest.approx(1)),
    ]  # fmt: skip
    assert sum(part.share for part in found.departments) == pytest.approx(1)
    assert found.steps[0].name == "p/build"
    assert found.as_record()["departments"][0]["department"] == "builder"


def test_the_bottleneck_is_where_busy_people_are_waited_for(desk):
    from engine.simulation import Pool  # noqa: PLC0415 - beside its use

    compiled = compile_model({"p": Drawing("p").flow("start a b end").model()}, "p")
    inputs = Inputs(
        MONDAY,
        Arrivals(Distribution.exponential(1.0)),
        cases=3_000,
        calendars={"rare": Calendar.weekly(("mon", "09:00", "19:00"))},
        staff={"busy": Staff(1), "rare": Staff(100, "rare"), "idle": Staff(50)},
        pools={"busy": Pool(("busy",)), "rare": Pool(("rare",)), "idle": Pool(("idle",))},
        tasks={
            "a": Task(Distribution.exponential(0.95), "busy"),
            "b": Task(Distribution.fixed(0.01), "rare"),
        },
    )
    found = summary((compiled, inputs)).bottlenecks
    assert [(one.rank, one.pool) for one in found] == [(1, "busy"), (2, "rare")]
    assert found[1].waiting > found[0].waiting  # a week for the next Monday, with people who have nothing to do
    assert found[0].score == pytest.approx(found[0].waiting * found[0].utilisation)
    assert sum(one.share for one in found) == pytest.approx(1)


# ── spans, courses, histograms, samples ─────────────────────────────────────────────────────────────────────────────


def test_spans_are_counted_in_working_days_of_the_limits_calendar():
    """From Friday to Monday is one working day, and none if that Monday is off."""
    friday = datetime(2026, 1, 9, 10)  # noqa: DTZ001 - local wall time
    compiled = compile_model({"p": Drawing("p").flow("start a end").model()}, "p")
    inputs = Inputs(friday, Arrivals(instants=(friday,)), tasks={"a": fixed(72)}, keep=True)
    for mode in ("plain", "compiled"):
        assert summary((compiled, inputs), mode=mode).span.estimates["mean"].value == 1
    week = Calendar.weekly(("mon-fri", "09:00", "17:00"), off=[friday.date() + timedelta(days=3)])
    held = replace(inputs, calendars={"state": week}, limit_calendar="state")
    assert summary((compiled, held)).span.estimates["mean"].value == 0
    assert spreads.working_days(held, 4 * 24 * 3600 * 1_000_000) == [1, 1, 1, 1, 2]


def test_without_what_was_kept_of_each_case_approval_and_span_are_not_said(desk):
    record = summary(desk(2, 1.0, keep=False)).as_record()
    assert record["approval"] is None
    assert record["span"] is None


def test_approval_time_leaves_out_what_the_applicant_does():
    found = summary(offices())
    assert found.approval.unit == "working_days"
    assert found.approval.estimates["mean"].value <= 1
    assert found.span.estimates["mean"].value >= 2


def test_the_histogram_counts_every_case_once(desk):
    for mode in ("plain", "compiled"):
        found = summary(desk(2, 1.0, replications=3), mode=mode).histogram
        assert sum(found.counts) == 1_500
        assert len(found.edges) == len(found.counts) + 1
        assert len(found.counts) <= spreads.BINS + 1


@pytest.mark.parametrize(
    ("columns", "edges", "counts"),
    [
        ([[5.0]], (5.0, 6.0), (1,)),
        ([[0.0, 50.0]], None, None),
        ([[0.0, 24.0 * 1000]], None, None),
        ([[0.001, 0.002, 0.0501]], None, None),
    ],
)
def test_bins_read_well_from_seconds_to_years(columns, edges, counts):
    found = spreads.histogram(columns)
    assert sum(found.counts) == len(columns[0])
    assert found.edges[0] <= min(columns[0])
    assert found.edges[-1] >= max(columns[0])
    if edges is not None:
        assert (found.edges, found.counts) == (edges, counts)


def test_the_course_of_a_queue_adds_up_to_its_area(desk):
    compiled, inputs = desk(1, 0.8, queue_every=12.0)
    outcome = run(compiled, inputs, mode="plain")
    found = summarise(outcome, compiled, inputs)
    assert found.course.hours == 12.0
    assert found.course.origin == "2026-01-05T00:00:00"
    assert sum(found.course.queues["desk"]) * 12.0 == pytest.approx(outcome.replications[0].pools["desk"].area)


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_sample_cases_have_their_steps_in_order(desk, mode):
    compiled, inputs = offices()
    samples = Samples(compiled, inputs, most=2)
    run(compiled, replace(inputs, replications=2), mode=mode, log=samples)
    first, second = samples.cases()
    assert [row["step"] for row in first["steps"]] == ["p/check", "p/fix", "p/post", "p/build", "p/sign"]
    assert (first["case"], second["case"]) == (0, 1)
    assert first["steps"][0]["opened"] == "2026-01-09T04:00:00"
    assert first["steps"][0]["finished"] == "2026-01-09T07:00:00"
    assert first["steps"][2]["kind"] == "public_notice"
    assert {row["how"] for row in first["steps"]} == {"completed"}


def test_the_record_holds_what_the_contract_names(desk):
    record = summary(desk(2, 1.0)).as_record()
    assert {"process", "cases", "replications", "seed", "mode", "cycle", "approval", "span", "steps", "pools", "limits",
            "bottlenecks"} <= record.keys()  # fmt: skip
    assert {"mean", "p50", "p90", "p95", "p99", "ci", "unit"} <= record["cycle"].keys()
    assert record["cycle"]["unit"] == "hours"
    assert record["cycle"]["intervals"]["mean"] == record["cycle"]["ci"]
    assert {"step", "name", "count", "waiting", "work"} <= record["steps"][0].keys()
    assert {"limit", "breach_probability", "ci"} <= record["limits"][0].keys()
    json.dumps(record, allow_nan=False)


@pytest.mark.parametrize("mode", ["plain", "compiled"])
def test_a_warm_up_that_outlasts_every_case_leaves_nothing_to_say_and_no_zeros(desk, mode):
    found = summary(desk(2, 1.0, cases=20, warm_up=10_000.0), mode=mode)
    assert (found.cases, found.cycle.count) == (0, 0)
    assert found.pools[0].utilisation.value is None
    assert {one.value for one in found.cycle.estimates.values()} == {None}
