"""Runs that start from open cases: the past happens again as it was, the future is drawn on what is known of it."""


# ruff: noqa: DTZ001 - a run counts in local wall time

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.execution import (
    Closed,
    MessageAwaited,
    Opened,
    ScopeEntered,
    ScopeLeft,
    TimerArmed,
    compile_program,
)
from engine.simulation import (
    Arrivals,
    Calendar,
    Compiled,
    Distribution,
    Inputs,
    Limit,
    LogBlock,
    Pool,
    SimulationError,
    Staff,
    Task,
    compile_model,
    run,
)
from engine.simulation.recorded import Counted, Entry, Recorded
from engine.time import SHANGHAI, Course, Gap, Rule, Unit, Verdict, china, judge
from tests.execution.building import Drawing
from tests.execution.generated import Case, cases
from tests.simulation.test_limits import bounds, rules
from tests.simulation.test_same_as_the_engine import START, Script, models_of
from tests.simulation.virtual_clock import TooLong, VirtualClock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.execution import Change, Instance
    from workflows.model import ProcessModel

MONDAY = datetime(2026, 1, 5)
NOW = datetime(2026, 1, 7, 10)
MODES = ("plain", "compiled")
LONG = Distribution.fixed(1e6)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def one_step(
    recorded: tuple[Recorded, ...], span: Distribution, *, staff: int | None = None, limit: float = 24, **more: Any
) -> tuple[Compiled, Inputs]:
    """A step with a limit by the clock, and nobody new."""
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    served = {} if staff is None else {"staff": {"s": Staff(staff)}, "pools": {"desk": Pool(("s",))}}
    values: dict[str, Any] = {
        "start": MONDAY,
        "arrivals": Arrivals(LONG),
        "cases": 0,
        "now": NOW,
        "recorded": recorded,
        "tasks": {"work": Task(span, None if staff is None else "desk")},
        "limits": (Limit("l", Rule(Decimal(str(limit)), Unit("hour")), "work"),),
        **served,
    }
    return compiled, Inputs(**(values | more))


def share(compiled: Compiled, inputs: Inputs, case: int = 0, mode: str = "plain") -> float:
    found = run(compiled, inputs, mode=mode).replications
    return sum(r.verdicts[case][0] == 2 for r in found) / len(found)


def opened(*ago: float) -> tuple[Recorded, ...]:
    """Cases whose step opened so many hours before now."""
    return tuple(Recorded(NOW - hours(h), {"p/work": (Entry(),)}) for h in ago)


@pytest.mark.parametrize(
    ("ago", "left_over", "expected"), [(25, 30, 1.0), (10, 23.9, 0.0), (10, 24.1, 1.0), (0, 24, 0.0)]
)
def test_a_fixed_step_keeps_or_breaks_its_limit_for_certain(ago: float, left_over: float, expected: float):
    compiled, inputs = one_step(opened(ago), Distribution.fixed(left_over), replications=5)
    assert share(compiled, inputs) == expected


def test_a_limit_that_has_passed_is_broken_whatever_comes():
    compiled, inputs = one_step(opened(25), Distribution.exponential(0.001), replications=20)
    assert share(compiled, inputs) == 1.0


@pytest.mark.parametrize("ago", [0.0, 3.0, 20.0])
def test_what_is_left_of_an_exponential_step_has_no_memory(ago: float):
    compiled, inputs = one_step(opened(ago), Distribution.exponential(8), replications=4000)
    assert share(compiled, inputs) == pytest.approx(math.exp(-(24 - ago) / 8), abs=0.025)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Distribution.uniform(0, 40), (40 - 24) / (40 - 12)),
        (Distribution.triangular(0, 0, 40), (16 / 28) ** 2),
        (Distribution.empirical([1, 13, 20, 30]), 1 / 3),
        (Distribution.histogram([0, 12, 24, 36], [5, 1, 1]), 0.5),
    ],
)
def test_what_is_left_is_drawn_on_condition_of_what_has_gone_by(span: Distribution, expected: float):
    compiled, inputs = one_step(opened(12), span, replications=3000)
    assert share(compiled, inputs) == pytest.approx(expected, abs=0.03)


@pytest.mark.parametrize(
    "span", [Distribution.gamma(1, 0.2), Distribution.lognormal(1, 0.2), Distribution.normal(1, 0.2)]
)
def test_far_beyond_all_that_is_usual_little_is_left(span: Distribution):
    compiled, inputs = one_step(opened(20), span, replications=50)
    assert share(compiled, inputs) == pytest.approx(0, abs=0.03)


def test_what_is_longer_than_anything_that_can_be_drawn_ends_now():
    compiled, inputs = one_step(opened(10), Distribution.fixed(5), keep=True)
    blocks: list[LogBlock] = []
    run(compiled, inputs, log=blocks.append)
    assert inputs.instant(blocks[0].rows[0][5]) == NOW


def test_staff_work_off_what_is_open_in_the_order_in_which_it_came():
    compiled, inputs = one_step(opened(3, 2, 1), Distribution.fixed(10), staff=1, limit=25)
    verdicts = run(compiled, inputs).replications[0].verdicts
    assert [row[0] for row in verdicts] == [1, 1, 2]  # done 13, 22 and 31 hours after they opened


def test_what_somebody_has_begun_goes_on_first_and_counts_what_is_done():
    cases = list(opened(3, 2, 1))
    cases[2] = Recorded(cases[2].arrived, {"p/work": (Entry(begun=NOW - hours(0.5)),)})
    compiled, inputs = one_step(tuple(cases), Distribution.fixed(10), staff=1, limit=25)
    blocks: list[LogBlock] = []
    run(compiled, inputs, log=blocks.append)
    ends = {row[0]: inputs.instant(row[5]) for row in blocks[0].rows}
    assert ends == {2: NOW + hours(9.5), 0: NOW + hours(19.5), 1: NOW + hours(29.5)}


def test_a_case_alone_keeps_what_it_breaks_behind_others():
    span = Distribution.fixed(10)
    alone = one_step(opened(1), span, staff=1, limit=20)
    behind = one_step(opened(3, 2, 1), span, staff=1, limit=20)
    assert (share(*alone), share(*behind, case=2)) == (0.0, 1.0)


def test_new_cases_come_from_now_on_and_are_counted_apart():
    compiled, inputs = one_step(opened(30, 1), Distribution.fixed(2), cases=3, arrivals=Arrivals(Distribution.fixed(5)))
    blocks: list[LogBlock] = []
    found = run(compiled, replace(inputs, keep=True), log=blocks.append).replications[0]
    assert (found.arrived, found.ended, found.first) == (5, 5, 2)
    assert [inputs.instant(at) for at in found.start] == [NOW + hours(5 * n) for n in (1, 2, 3)]
    assert list(found.cycle) == [2, 2, 2]
    assert (found.limits["l"].count, found.limits["l"].breached) == (3, 0)
    assert [row[0] for row in found.verdicts] == [2, 1]


def test_the_past_needs_nobody():
    """Ten cases whose step was closed at one instant, by a staff of one."""
    drawing = Drawing("p").flow("start first work end").model()
    compiled = compile_model({"p": drawing}, "p")
    _, inputs = one_step((), Distribution.fixed(1), staff=1)
    entries = {"p/first": (Entry(NOW - hours(1)),), "p/work": (Entry(),)}
    inputs = replace(
        inputs,
        recorded=tuple(Recorded(NOW - hours(2), entries) for _ in range(10)),
        tasks={"*": Task(Distribution.fixed(1), "desk")},
    )
    blocks: list[LogBlock] = []
    found = run(compiled, inputs, log=blocks.append).replications[0]
    firsts = [row for b in blocks for row in b.rows if b.steps[row[1]] == "p/first"]
    assert {inputs.instant(row[5]) for row in firsts} == {NOW - hours(1)}
    assert found.staff["s"].busy == 10


def counted(**more: Any) -> tuple[Recorded, ...]:
    """A case whose step opened ten hours ago, and its count."""
    began = NOW - hours(10)
    return (Recorded(began, {"p/work": (Entry(until=more.get("until")),)}, counts=(Counted("l", began, **more),)),)


def test_an_extension_moves_what_is_late():
    ago = {"element": "p/work", "entered": NOW - hours(10)}
    compiled, inputs = one_step((), Distribution.fixed(28))
    for extended, verdict in ((0, 2), (3, 2), (4, 1)):
        cases = counted(**ago, extended=Decimal(extended))
        assert run(compiled, replace(inputs, recorded=cases), mode="plain").replications[0].verdicts == ((verdict,),)


def test_what_was_paused_is_taken_off_and_what_is_paused_waits():
    """Twenty-eight hours of work of which ten are done, with a limit of 24: eighteen more, after the pause."""
    ago = {"element": "p/work", "entered": NOW - hours(10)}
    compiled, inputs = one_step((), Distribution.fixed(28), limit=24)
    for gaps, until, verdict, end in (
        ([], None, 2, 18),
        ([(NOW - hours(6), NOW - hours(2))], None, 1, 18),
        ([(NOW - hours(4), None)], NOW + hours(5), 1, 23),
        ([(NOW - hours(3), None)], NOW + hours(1), 2, 19),
    ):
        blocks: list[LogBlock] = []
        given = replace(inputs, recorded=counted(**ago, gaps=gaps, until=until))
        found = run(compiled, given, mode="plain", log=blocks.append).replications[0]
        assert found.verdicts == ((verdict,),)
        assert given.instant(int(blocks[0].rows[0][5])) == NOW + hours(end)


def test_what_the_log_has_judged_is_certain():
    """A limit that is broken stays broken; one without a running count is not counted, whatever the past seems."""
    compiled, inputs = one_step((), Distribution.fixed(28), limit=100)
    case = Recorded(NOW - hours(10), {"p/work": (Entry(),)}, counts=(), verdicts={"l": 2})
    kept, none = replace(case, verdicts={"l": 1}), replace(case, verdicts={})
    given = replace(inputs, recorded=(case, kept, none), replications=3)
    for mode in MODES:
        for replication in run(compiled, given, mode=mode).replications:
            assert [row[0] for row in replication.verdicts] == [2, 1, 0]
    late = one_step((), Distribution.fixed(28), limit=1)[1]
    assert [row[0] for row in run(compiled, replace(late, recorded=(kept, none))).replications[0].verdicts] == [1, 0]


OFFICE = Calendar.of(china())
quarters = st.integers(0, 4 * 24 * 20).map(lambda n: timedelta(minutes=15 * n))


@settings(max_examples=200, deadline=None)
@given(
    rules.filter(lambda rule: rule.unit is not Unit.MINUTE),
    bounds,
    quarters,
    st.lists(st.tuples(quarters, quarters), max_size=3),
    st.integers(0, 5),
    st.sampled_from([None, 0, 1, 30, 200]),
    quarters,
    st.booleans(),
)
def test_a_count_runs_on_as_the_clocks_would(  # noqa: PLR0917 - all that a count is made of
    rule, bound, ago, pauses, extended, paused, left_over, whole
):
    """With any pauses gone by, one that is on, and an extension, upon the step or upon the case as a whole."""
    rule = Rule.from_json(rule.to_json() | {"bound": bound.value})
    began = NOW - ago
    gaps, reached = [], began
    for after, length in pauses:
        start = reached + after
        if start + length < NOW:
            gaps.append((start, start + length))
            reached = start + length + timedelta(minutes=15)
    until = None
    if paused is not None and reached < NOW:
        until = NOW + hours(paused)
        gaps.append((reached, None))
    place = {} if whole else {"element": "p/work", "entered": began}
    count = Counted("l", began, gaps=tuple(gaps), extended=Decimal(extended), until=until, **place)
    case = Recorded(began, {"p/work": (Entry(until=until),)}, counts=(count,))
    compiled = compile_model({"p": Drawing("p").flow("start work end").model()}, "p")
    inputs = Inputs(
        began,
        Arrivals(LONG),
        cases=0,
        now=NOW,
        recorded=(case,),
        tasks={"work": Task(Distribution.fixed((ago + left_over) / timedelta(hours=1)))},
        limits=(Limit("l", rule, None if whole else "work"),),
        calendars={"office": OFFICE},
        limit_calendar="office",
    )
    ended = (until or NOW) + left_over
    seen = tuple(Gap(at(a), at(b or until or NOW)) for a, b in gaps)
    expected = judge(rule, china(), Course(at(began), seen, at(ended), Decimal(extended))).verdict
    (verdict,) = run(compiled, inputs, mode="plain").replications[0].verdicts[0]
    assert verdict == (1 if expected is Verdict.MET else 2)


def at(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("fact", "decided", "step"), [(5.0, "a", "one"), (1.0, "a", "two"), (5.0, "b", "two")])
def test_recorded_facts_and_decisions_choose_the_way(fact: float, decided: str, step: str):
    drawing = Drawing("p").flow("start decide xor").flow("xor one end", "big > 3 and way == 'a'")
    drawing.flow("xor two end", default=True)
    compiled = compile_model({"p": drawing.model()}, "p")
    done = Entry(NOW - hours(1), values={"way": decided, "nobody": 7})
    case = Recorded(NOW - hours(2), {"p/decide": (done,)}, {"big": fact})
    drawn = Task(Distribution.fixed(1), decides={"way": Distribution.fixed("c")})
    _, inputs = one_step((case,), Distribution.fixed(1))
    inputs = replace(
        inputs,
        limits=(),
        tasks={"decide": drawn, "*": Task(Distribution.fixed(1))},
        attributes={"big": Distribution.fixed(2)},
    )
    counted = run(compiled, inputs).replications[0].steps
    assert {name for name in ("one", "two") if counted[f"p/{name}"].count} == {step}


def test_a_present_is_needed_and_nothing_comes_after_it():
    compiled, inputs = one_step(opened(1), LONG)
    with pytest.raises(SimulationError, match="the present of recorded cases"):
        run(compiled, replace(inputs, now=None))
    with pytest.raises(SimulationError, match="an arrival of a recorded case up to"):
        run(compiled, replace(inputs, recorded=opened(-1)))
    with pytest.raises(SimulationError, match="in the order of their arrival"):
        run(compiled, replace(inputs, recorded=opened(1, 2)))
    with pytest.raises(SimulationError, match="elements of this process"):
        run(compiled, replace(inputs, recorded=(Recorded(NOW, {"nowhere": ()}),)))


def test_compiled_and_plain_say_the_same():
    calendar = Calendar.weekly(("mon-fri", "09:00", "17:00"))
    compiled, inputs = one_step(
        opened(30, 20, 10, 3, 1),
        Distribution.gamma(6, 3),
        staff=1,
        cases=20,
        arrivals=Arrivals(Distribution.exponential(6)),
        replications=10,
        calendars={"c": calendar},
        keep=True,
    )
    inputs = replace(inputs, staff={"s": Staff(1, "c")})
    plain, fast = (run(compiled, inputs, mode=mode) for mode in MODES)
    for a, b in zip(plain.replications, fast.replications, strict=True):
        assert a.verdicts == b.verdicts
        assert list(a.cycle) == list(b.cycle)
        assert a.pools == b.pools or str(a.pools) == str(b.pools)
        assert (a.finished_at, a.events) == (b.finished_at, b.events)


# ── against the engine ──────────────────────────────────────────────────────────────────────────────────────────────


class Spy:
    """Notes what an instance is told, on its way there."""

    def __init__(self, instance: Instance, recorder: Recorder) -> None:
        self.instance, self.recorder = instance, recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self.instance, name)

    def fire(self, token: str) -> Any:
        self.recorder.came.append((self.recorder.waits[token], self.recorder.now))
        return self.instance.fire(token)

    def receive(self, token: str) -> Any:
        self.recorder.came.append((self.recorder.waits[token], self.recorder.now))
        return self.instance.receive(token)

    def complete(self, token: str, given: Any) -> Any:
        self.recorder.given[token] = given
        return self.instance.complete(token, given)


class Recorder(VirtualClock):
    """Plays a case in the engine and writes down what a log would say."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.came: list[tuple[str, int]] = []
        self.waits: dict[str, str] = {}
        self.given: dict[str, dict[str, Any]] = {}
        self.entered: list[tuple[str, str, int]] = []
        self.left: dict[str, tuple[int, bool]] = {}

    def _run(self, instance: Any) -> None:
        super()._run(Spy(instance, self))  # type: ignore[arg-type]

    def _tell(self, changes: Iterable[Change]) -> None:
        found = tuple(changes)
        for change in found:
            if isinstance(change, Opened | ScopeEntered):
                self.entered.append((f"{change.process}/{change.element}", change.token, self.now))
            elif isinstance(change, TimerArmed | MessageAwaited):
                self.waits[change.token] = f"{change.process}/{change.element}"
            elif isinstance(change, Closed | ScopeLeft):
                self.left[change.token] = (self.now, change.how == "cancelled")
        super()._tell(found)

    def recorded(self, cut: int) -> Recorded:
        """What has come to pass until then."""
        entries: dict[str, list[Entry]] = {}
        for key, token, at in self.entered:
            if at <= cut:
                entries.setdefault(key, []).append(self._entry(token, cut))
        for key, at in self.came:
            if at <= cut:
                entries.setdefault(key, []).append(Entry(START + timedelta(seconds=at)))
        return Recorded(START, {key: tuple(found) for key, found in entries.items()})

    def _entry(self, token: str, cut: int) -> Entry:
        at, cancelled = self.left.get(token, (cut + 1, False))
        if at > cut:
            return Entry()
        return Entry(START + timedelta(seconds=at), cancelled, values=self.given.get(token, {}))


class Cut(Script):
    """A script in which hardly two things happen at one instant, cut at an instant."""

    def __init__(self, models: dict[str, ProcessModel], number: int) -> None:
        super().__init__(models, number)
        for place, (key, spans) in enumerate(self.spans.items()):
            self.spans[key] = [span + (place * 37 + visit * 101 + number) % 397 for visit, span in enumerate(spans)]
        self.messages = {key: span + 7 * place + 3 for place, (key, span) in enumerate(self.messages.items())}
        self.cut = 0
        self.case: Recorded | None = None

    def inputs(self) -> Inputs:
        assert self.case is not None
        present = START + timedelta(seconds=self.cut)
        return replace(super().inputs(), arrivals=Arrivals(LONG), cases=0, now=present, recorded=(self.case,))


def without_instances(models: dict[str, ProcessModel]) -> dict[str, ProcessModel]:
    return {
        key: replace(model, elements={e.id: replace(e, multi=None) for e in model.elements.values()})
        for key, model in models.items()
    }


CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@settings(max_examples=120, deadline=None, suppress_health_check=CALM)
@given(cases(), st.integers(0, 2**30), st.integers(0, 9))
def test_a_case_of_the_engine_cut_anywhere_goes_on_as_it_does_there(case: Case, number: int, tenth: int):
    """The past as it is recorded, what is open with what is left of it, and the rest: every instant is the engine's."""
    models = without_instances(models_of(case))
    script = Cut(models, number)
    clock = Recorder(compile_program(models, "main"), script.span, script.timer, script.decide)
    try:
        played = clock.play({flag: value for flag, value in script.first.items() if value is not None})
    except TooLong:
        assume(False)
    assume(played.fault is None and played.ended_at > 0)
    script.cut = played.ended_at * tenth // 10
    script.case = clock.recorded(script.cut)
    blocks: list[LogBlock] = []
    compiled = compile_model(models, "main")
    found = run(compiled, script.inputs(), mode="plain", log=blocks.append).replications[0]
    rows = [(b.steps[row[1]], *(at // 1_000_000 for at in (row[3], row[5])), row[6]) for b in blocks for row in b.rows]
    assert (found.ended, found.open) == (1, 0)
    assert sorted(row for row in rows if row[0] in script.flags) == [s for s in played.steps if s[0] in script.flags]
