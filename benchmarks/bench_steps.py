"""Durable step completions per second, one process, SQLite with `synchronous=FULL`: Banjie against SpiffWorkflow.

Both run the same bytes of BPMN: a fork to three user tasks with a boundary timer each, a join, one more task.

Ours is `Banjie.do` with all there is: checks, token game, events in a hash chain, the clock of every step, timers, the
projections that lists read, the answer kept for a repeated command. The peer is SpiffWorkflow as its documentation
shows it: parsed by its own parser, the workflow loaded from its JSON, one task run, the engine's own steps done, the
JSON saved and committed; no event, clock, timer table or list.
"""

from __future__ import annotations

import io
import sqlite3
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from benchmarks.measure import Times, load, ratio, sync_ms, take_turns
from benchmarks.world import BRANCHES, World, fork

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 9
CASES = 40
STEPS = (*BRANCHES, "sign")
NEEDED = 1.5


class Peer:
    """SpiffWorkflow with one JSON text per instance in SQLite."""

    def __init__(self, folder: Path) -> None:
        parser = BpmnParser()
        name, data = fork()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(data)), filename=name)
        self._spec = parser.get_spec("bench_fork")
        self._serializer = BpmnWorkflowSerializer()
        self._connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE instances (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT")

    def start(self) -> int:
        """A new instance's key."""
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        found = self._connection.execute(
            "INSERT INTO instances (state) VALUES (?)", (self._serializer.serialize_json(workflow),)
        )
        return int(found.lastrowid or 0)

    def complete(self, key: int, step: str) -> Any:
        """Load, run one task, save, commit."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        (text,) = run("SELECT state FROM instances WHERE id = ?", (key,)).fetchone()
        workflow = self._serializer.deserialize_json(text)
        task = workflow.get_next_task(spec_name=step, manual=True)
        task.run()
        workflow.do_engine_steps()
        run("UPDATE instances SET state = ? WHERE id = ?", (self._serializer.serialize_json(workflow), key))
        run("COMMIT")
        return workflow


def in_turn(keys: list[Any], complete: Callable[[Any, str], object]) -> list[Callable[[], object]]:
    """Every case's first step, then every case's second, …: no case is worked on twice in a row."""
    return [partial(complete, key, step) for step in STEPS for key in keys]


def ours(world: World) -> list[Callable[[], object]]:
    """A round of ours, the cases at hand in memory."""
    return in_turn([world.start() for _ in range(CASES)], world.complete)


def cold(world: World) -> list[Callable[[], object]]:
    """A round in which every case is read anew before every step, as after a restart."""

    def complete(case: str, step: str) -> None:
        world.banjie._desk.forget()  # noqa: SLF001 - what a restart does
        world.complete(case, step)

    return in_turn([world.start() for _ in range(CASES)], complete)


def peers(peer: Peer) -> list[Callable[[], object]]:
    """A round of the peer."""
    return in_turn([peer.start() for _ in range(CASES)], peer.complete)


def check(world: World, peer: Peer) -> None:
    """Both come to the end of the process by the same four steps."""
    case, key = world.start(), peer.start()
    for step in STEPS:
        outcome, workflow = world.complete(case, step), peer.complete(key, step)
        assert (type(outcome.events[-1].fact).__name__ == "CaseCompleted") == workflow.is_completed()
    assert workflow.is_completed()


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world, peer = World(folder), Peer(folder)
        check(world, peer)
        found = take_turns(
            {
                "SpiffWorkflow": lambda: peers(peer),
                "Banjie": lambda: ours(world),
                "Banjie, read anew": lambda: cold(world),
            },
            ROUNDS,
            "steps",
        )
        commit = sync_ms(folder)
        world.close()
    _print(found, commit)


def _print(found: dict[str, Times], commit: float) -> None:
    peer = found["SpiffWorkflow"]
    steps = CASES * len(STEPS)
    print(f"Step completions, durable, one process ({load()}; a commit of one row takes {commit:.2f} ms)")
    print(f"{'':20} {'per second':>10} {'ms':>6} {'fastest–slowest':>16} {'ms CPU':>7} {'ratio':>6} {'by CPU':>7}")
    for name, times in found.items():
        wall, cpu = ratio(peer, times)
        print(
            f"{name:20} {times.per_second:10,.0f} {times.wall_ms:6.2f} {times.spread:>16} {times.cpu_ms:7.2f} "
            f"{wall:5.2f}x {cpu:6.2f}x"
        )
    print(f"Medians of {ROUNDS} rounds of {steps} steps each, in turn; at least {NEEDED}x is asked of Banjie.")


if __name__ == "__main__":
    main()
