"""Every process of the library, one random case of it, played by the engine with its clocks and by the simulator: every
step opens and closes at the same instant, every count of a limit begins, ends and is due at the same one, and its
verdict is the same.

Left out, because nothing in a scenario says them: extensions and pauses that a person orders, timers at a date that
somebody writes down. Steps take clock time here: working time and queues have tests of their own.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation import Arrivals, Calendar, Compiled, Distribution, Inputs, LogBlock, Task, compile_model, run
from engine.simulation import layout as lay
from engine.simulation.kernel import hours, verdicts
from engine.simulation.kernel import limits as kernel
from engine.simulation.prepare import prepare
from engine.simulation.scenario import Draw, Scenario, limit_id
from engine.simulation.scenario.defaults.facts import Questions, special
from engine.simulation.scenario.limits import limits_of, timer_rules
from engine.time import SHANGHAI
from engine.time.count import amount_of
from models import Database
from tests.simulation.library_walk import START, VISITS, Count, LeftOut, Script, Step, Story, Walk
from tests.support.world import World
from workflows.library import FOLDER, Library
from workflows.model import Intake, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from engine.time import WorkCalendar


FILES = {path.stem: path.read_bytes() for path in sorted(FOLDER.rglob("*.bpmn"))}
# Where something comes by itself there is more to see.
LIVELY = [name for name, xml in FILES.items() if b"boundaryEvent" in xml or b"CatchEvent" in xml]
CASES = [(name, seed) for name in FILES for seed in (1, 101)]
CASES += [(name, seed) for name in LIVELY for seed in range(201, 701, 100)]
TRIES = 40  # of seeds, until a walk ends
LOCAL = START.replace(tzinfo=None)
YEARS = 3650 * lay.DAY


class Recorder:
    """Looks on as the kernel ends its counts, in the plain mode."""

    def __init__(self, names: dict[int, str], inputs: Inputs, calendar: WorkCalendar) -> None:
        self.names, self.inputs, self.calendar = names, inputs, calendar
        self.rules = {limit.id: limit.rule for limit in inputs.limits}
        self.span = (0, 0)
        self.late: dict[tuple[int, int], int] = {}  # deadlines that have passed, by register and start of the count
        self.found: list[Count] = []

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "judged", self.judged)
        monkeypatch.setattr(verdicts, "stop", self.stop)
        self.tells = verdicts.tell
        monkeypatch.setattr(verdicts, "tell", self.tell)
        self.closes = kernel.close_gap
        monkeypatch.setattr(kernel, "close_gap", self.close_gap)

    def judged(self, m: Any, rule: int, begun: int, now: int, extra: int) -> int:
        """A count without gaps."""
        if m[rule + lay.U_KIND] == lay.CLOCK:
            due = done(m, m[rule + lay.U_CALENDAR], begun, m[rule + lay.U_TOTAL])
        else:
            due = kernel.deadline(m, rule, begun, 1)
        self.span = (begun, due)
        return kernel.judged(m, rule, begun, now, extra)

    def stop(self, m: Any, rule: int, at: int, now: int) -> int:
        """A count with gaps."""
        verdict = kernel.stop(m, rule, at, now)
        begun = m[at + lay.R_START]
        if m[rule + lay.U_KIND] == lay.CLOCK:
            due = self.late.get((at, begun)) or self.due(m, rule, at)
        else:
            due = (kernel.rolled(m, rule, m[at + lay.R_LAST]) + 1) * lay.DAY
        self.span = (begun, due)
        return verdict

    def close_gap(self, m: Any, rule: int, at: int, now: int) -> None:
        """A gap moves a deadline unless it had passed before."""
        if m[rule + lay.U_KIND] == lay.CLOCK:
            due = self.due(m, rule, at)
            if due <= m[at + lay.R_GAP]:
                self.late.setdefault((at, m[at + lay.R_START]), due)
        self.closes(m, rule, at, now)

    def due(self, m: Any, rule: int, at: int) -> int:
        """The last instant in time by the clock."""
        work = m[at + lay.R_TARGET] + m[at + lay.R_OFF]
        return max(done(m, m[rule + lay.U_CALENDAR], m[at + lay.R_START], work), m[at + lay.R_LAST])

    def tell(self, m: Any, x: Any, rule: int, stats: int, verdict: int, void: bool) -> bool:  # noqa: FBT001 - as the kernel's
        breached = self.tells(m, x, rule, stats, verdict, void)
        begun, due = (self.instant(micros) for micros in self.span)
        told = "breached" if breached else "void" if void else "met"
        name = self.names[stats]
        elapsed, over = (amount_of(self.rules[name], self.calendar, m[g]) for g in (lay.G_ELAPSED, lay.G_OVER))
        late_by = over if breached else None
        self.found.append(Count(limit_id(name), begun, self.instant(m[lay.G_NOW]), due, told, elapsed, late_by))
        return breached

    def instant(self, micros: int) -> datetime:
        return self.inputs.instant(int(micros)).replace(tzinfo=SHANGHAI)


def done(m: Any, calendar: int, begun: int, work: int) -> int:
    """When so much work that began then is done, also where that is long ago: the kernel looks ahead only."""
    target = hours.worked(m, calendar, begun) + work
    low, high = begun, begun + YEARS
    while low < high:
        middle = (low + high) // 2
        if hours.worked(m, calendar, middle) < target:
            low = middle + 1
        else:
            high = middle
    return low


def inputs_of(script: Script, compiled: Compiled, world: World) -> Inputs:
    """What the script says, for the simulator; limits and their rules as every scenario has them."""
    asked = set(Questions(compiled).asked) - special()
    tasks, known = {}, set()
    for node in compiled.steps:
        if node.element.kind is Kind.STEP:
            tasks[node.key] = task = task_of(script, node.key, asked)
            known |= set(task.decides)
    known |= {assign.variable for node in compiled.nodes for assign in node.element.assigns}
    given = {name: script.facts.get(name) for name in asked if name in script.facts or name not in known}
    calendar = world.banjie.calendar()
    facts = {k: Draw("fixed", (v,)) for k, v in script.facts.items() if k not in known and not isinstance(v, list)}
    scenario = Scenario(compiled.main, start=START.date(), facts=facts)
    return Inputs(
        LOCAL,
        Arrivals(instants=(LOCAL,)),
        calendars={"limits": Calendar.of(calendar)},
        limit_calendar="limits",
        tasks=tasks,
        attributes={name: Distribution.fixed(value) for name, value in given.items()},
        timers={
            n.key: Distribution.fixed(script.message(n.key) / 3600)
            for n in compiled.nodes
            if n.element.message is not None and n.kind in (lay.TIMER, lay.BOUNDARY)
        },
        limits=limits_of(scenario, compiled, world.banjie.catalogue(), START.date()),
        rules=timer_rules(scenario, compiled, world.banjie.catalogue()),
        max_visits=2_000,
        keep=True,
    )


def task_of(script: Script, key: str, asked: set[str]) -> Task:
    spans = [script.span(key, visit) / 3600 for visit in range(VISITS)]
    forms = [script.form(key, visit) for visit in range(VISITS)]
    decides = {
        name: Distribution.by_visit([form[name] for form in forms])
        for name in forms[0]
        if name in asked and not isinstance(forms[0][name], list)
    }
    element = script.elements[key]
    if element.decisions or element.intake is Intake.REVIEW:
        decides[element.decides] = Distribution.by_visit([script.decision(key, visit) for visit in range(VISITS)])
    return Task(Distribution.by_visit(spans), decides=decides)


def simulated(script: Script, world: World, monkeypatch: pytest.MonkeyPatch) -> Story:
    compiled = compile_model(script.definition.models, script.definition.process)
    inputs = inputs_of(script, compiled, world)
    names = {at: name for name, at in prepare(compiled, inputs, log=True).limits.items()}
    recorder = Recorder(names, inputs, world.banjie.calendar())
    recorder.watch(monkeypatch)
    blocks: list[LogBlock] = []
    outcome = run(compiled, inputs, mode="plain", log=blocks.append).replications[0]
    assert (outcome.ended, outcome.open) == (1, 0)
    steps = [
        Step(b.steps[row[1]], recorder.instant(row[3]), recorder.instant(row[5]), row[6])
        for b in blocks
        for row in b.rows
        if b.steps[row[1]] in inputs.tasks
    ]
    return Story(sorted(steps), sorted(recorder.found), recorder.instant(outcome.end[0]))


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The engine with its library, for all of these tests: they do not see each other's cases."""
    path = tmp_path_factory.mktemp("library") / "banjie.db"
    shutil.copyfile(sqlite_template, path)
    database = Database.open(f"sqlite:///{path}")
    database.do_not_wait()
    found = World(database, Library.load())
    found.banjie.deploy_library(START)
    yield found
    database.dispose()


def walked(world: World, process: str, seed: int) -> tuple[Walk, Story]:
    """A walk that begins and comes to an end: a case may not be one for the process, or go round in circles."""
    for attempt in range(seed, seed + TRIES):
        walk = Walk(world, process, attempt)
        try:
            found = walk.go()
        except LeftOut:
            continue
        if found.steps or not any(model.steps for model in walk.definition.models.values()):
            return walk, found
    raise AssertionError(f"no walk through {process} begins and comes to an end")


@pytest.mark.parametrize(("process", "seed"), CASES)
def test_steps_and_clocks_are_those_of_the_engine(
    world: World, monkeypatch: pytest.MonkeyPatch, process: str, seed: int
):
    walk, expected = walked(world, process, seed)
    got = simulated(walk.script, world, monkeypatch)
    assert got.steps == expected.steps
    assert got.counts == expected.counts
    assert got.ended == expected.ended
