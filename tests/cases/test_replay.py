"""Whatever a case goes through: the state it is left in is the state its log adds up to, and nothing else is left."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from engine import clocks, events
from engine.audit import verify_database
from engine.cases import Outcome, codec, fold
from engine.cases.log import read_log
from models import tables as t
from workflows.model import Intake

PROCESSES = (
    "external_lines",
    "guangzhou_hotline",
    "intake",
    "joint_acceptance",
    "land_to_start",
    "low_risk",
    "low_risk_with_plan",
    "old_estate",
)
STEPS = 45
SENT = 0.15  # how often a message comes that may come


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("process", PROCESSES)
def test_a_random_walk_keeps_the_state_the_log_and_the_lists_in_step(quick, monday, process, seed):
    chance = Random(f"{process}{seed}")  # noqa: S311 - a walk that can be walked again
    model = quick.banjie.process(process)
    facts = {f.id: chance.choice([True, False]) for f in model.facts if f.type == "boolean"}
    case, at = quick.start(process, monday, facts), monday
    for _ in range(STEPS):
        view = quick.view(case, at)
        if view.closed_at is not None:
            break
        at += timedelta(hours=chance.choice([1, 4, 20, 60, 200]))
        view = quick.view(case, at)
        waiting = [s for s in view.steps if s.state == "open"]
        messages = [m for m in view.messages if m.state == "awaited"]
        assert waiting or messages or view.closed_at or quick.live(case).timers, (
            "a case that waits for nobody never ends"
        )
        if messages and chance.random() < SENT:
            message = chance.choice(messages)
            quick.do(case, "send-message", at, message.token, data=quick.filled(case, message.token, chance))
            in_step(quick, case)
        elif waiting:
            step = chance.choice(waiting)
            give(quick, chance, case, step, at)
            in_step(quick, case)
    quick.banjie.tick(at)
    in_step(quick, case)
    if not quick.live(case).state.closed:
        quick.do(case, "withdraw", at)
    nothing_is_left(quick, case)
    assert verify_database(quick.database).ok


def give(world, chance, case, step, at):
    """One of the commands that are offered must be answered."""
    word = chance.choice(step.commands)
    if word == "return" and chance.random() < 0.6:
        word = "complete"
    element = world.live(case).definition.element(step.token)
    data: dict[str, Any] = {}
    if word in ("complete", "accept", "submit-correction"):
        data = world.filled(case, step.token, chance)
        if element.intake is Intake.REVIEW:
            data["decision"] = "accept"
    if word == "request-correction":
        data = {"items": ["缺图"], "days": 3}
    answer = world.try_(case, word, at, step.token, data=data)
    assert isinstance(answer, Outcome), (word, step, answer)


def in_step(world, case):
    """The stored state, the fold of the log, the token game, the clocks and the projections say the same."""
    live = world.live(case)
    with world.database.read() as connection:
        log = read_log(connection, case)
        steps = connection.execute(sa.select(t.steps).where(t.steps.c.case_id == case, t.steps.c.state == "open")).all()
        going = connection.execute(sa.select(t.clocks).where(t.clocks.c.case_id == case, t.clocks.c.state != "stopped"))
        runs = {row.run: row for row in going}
        due = connection.execute(sa.select(t.timers).where(t.timers.c.case_id == case)).all()
        row = connection.execute(sa.select(t.cases).where(t.cases.c.id == case)).one()
    assert fold.fold(log) == live.state
    assert codec.from_json(codec.to_json(live.state)) == live.state
    told = clocks.ClockState()
    for event in log:
        told = clocks.apply(told, event)
    assert told == live.clocks
    waiting = {n.token for n in live.instance.open if n.kind == "step"}
    assert waiting == set(live.state.steps) == {s.token for s in steps}
    assert set(live.state.runs) == set(runs) == set(live.clocks.runs)
    assert {(r.kind, r.subject): r.due_at for r in due} == live.stored_timers
    assert (row.last_seq, row.state, row.version) == (live.state.seq, live.state.shown_state, live.version)
    assert row.timed == bool(runs)


def nothing_is_left(world, case):
    """A finished case has no open step, no clock that counts, no timer and no pause."""
    live = world.live(case)
    state = live.state
    assert state.closed
    assert not any((state.steps, state.scopes, state.runs, state.pauses, state.incidents, live.timers))
    assert live.instance.finished
    with world.database.read() as connection:
        for table, condition in (
            (t.steps, t.steps.c.state == "open"),
            (t.clocks, t.clocks.c.state != "stopped"),
            (t.timers, sa.true()),
        ):
            left = connection.execute(sa.select(table).where(table.c.case_id == case, condition)).all()
            assert not left


TABLE = [
    ("accepted", [("accept", {})]),
    ("corrected", [("request-correction", {"items": ["a"]}), ("submit-correction", {}), ("accept", {})]),
    ("refused", [("refuse", {"reason": "x"})]),
    ("withdrawn", [("withdraw", {})]),
    ("paused", [("start-pause", {"kind": "hearing"})]),
    ("paused and on", [("start-pause", {}), ("end-pause", {})]),
    ("claimed", [("claim", {})]),
]


@pytest.mark.parametrize(("name", "commands"), TABLE, ids=[name for name, _ in TABLE])
def test_replay_gives_the_state_that_processing_gave(world, monday, name, commands):
    case = world.start("low_risk", monday)
    for hours, (word, data) in enumerate(commands, start=1):
        world.do(case, word, monday + timedelta(hours=hours), data=data)
        in_step(world, case)
    assert name


def test_every_fact_has_a_place_in_the_fold_or_changes_nothing():
    quiet = {events.MilestoneReached, events.MessageReceived, events.ServicePerformed, events.TimerFired}
    assert set(fold._APPLIERS) | quiet == set(events.FACTS.values())


def test_a_state_of_an_unknown_form_is_refused(quick, monday):
    case = quick.start("low_risk", monday)
    with quick.database.write() as connection:
        stored = connection.execute(sa.select(t.case_states.c.state)).scalar_one()
        connection.execute(t.case_states.update().values(state={**stored, "format": 99}))
    with pytest.raises(ValueError, match="in form 1, but it is in 99"):
        quick.live(case)
