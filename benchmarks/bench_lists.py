"""What a page of each list costs at a hundred thousand cases, under every filter, and how SQLite finds its rows."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from benchmarks.fill import fill
from benchmarks.measure import load, progress
from benchmarks.world import START, World
from engine.views import Actor, CaseFilter

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBER = 100_000
CALLS = 15
WORKER = Actor("worker", "王敏", "housing", frozenset({"case_worker"}))
COUNTER = Actor("counter", "李静", "counter", frozenset({"counter"}))
ADMIN = Actor("admin", "admin", None, frozenset({"administrator"}))
PERSON = Actor("user7", "user7", "applicant", frozenset({"applicant"}))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        progress(f"lists: filling a database with {NUMBER} cases")
        fill(world, NUMBER)
        print(f"Pages of 50 at {NUMBER:,} cases ({load()}); median of {CALLS} calls")
        print(f"{'':34} {'ms':>7} {'slowest':>8} {'rows':>5}  read from")
        for what, call in _lists(world).items():
            progress(f"lists: {what}")
            _one(world, what, call)
        progress("")
        world.close()


def _lists(world: World) -> dict[str, Callable[[], int]]:
    def cases(**wanted: object) -> Callable[[], int]:
        return lambda: len(world.banjie.cases(CaseFilter(**wanted), START).rows)  # type: ignore[arg-type]

    def work(actor: Actor, *, mine: bool = False) -> Callable[[], int]:
        return lambda: len(world.banjie.work(actor, START, mine=mine))

    def breaches(**wanted: object) -> Callable[[], int]:
        return lambda: len(world.banjie.breaches(START, **wanted)[0])

    clause = world.banjie.breaches(START)[0][0].clause
    deep = world.banjie.cases(CaseFilter(limit=500), START).next
    number = world.banjie.cases(CaseFilter(place="海丰"), START).rows[0].number
    return {
        "cases, all": cases(),
        "cases, page behind 500": cases(after=deep),
        "cases, received last": cases(order="received"),
        "cases, closed last": cases(order="closed"),
        "cases, open": cases(state="open"),
        **{f"cases, lamp {colour}": cases(lamp=colour) for colour in ("red", "yellow", "green", "none")},
        "cases, process": cases(process="bench_loop"),
        "cases, place": cases(place="海丰"),
        "cases, place and lamp red": cases(place="海丰", lamp="red"),
        "cases, department": cases(department="housing"),
        "cases, state completed": cases(state="completed"),
        "cases, state received": cases(state="received"),
        "cases, own": cases(owner=PERSON),
        "cases, text: a number": cases(text=number),
        "cases, text: an applicant": cases(text="陈伟"),
        "cases, text: in many": cases(text="住宅楼"),
        "cases, text: in none": cases(text="没有这个词"),
        "work, department": work(WORKER),
        "work, mine": work(WORKER, mine=True),
        "work, counter": work(COUNTER),
        "work, applicant": work(PERSON),
        "work, all": work(ADMIN),
        "breaches, all": breaches(),
        "breaches, department": breaches(department="housing"),
        "breaches, place": breaches(place="海丰"),
        "breaches, document": breaches(document="prc-licensing-law"),
        "breaches, clause": breaches(document="prc-licensing-law", clause=clause),
        "breaches, text": breaches(text="陈伟"),
    }


def _one(world: World, what: str, call: Callable[[], int]) -> None:
    rows = call()
    taken = []
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{what:34} {statistics.median(taken):7.1f} {max(taken):8.1f} {rows:5}  {_plan(world, call)}")


def _plan(world: World, call: Callable[[], int]) -> str:
    """Which tables SQLite reads by which index, the whole table where it says SCAN; small tables are left out."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    engine = world.database._reader  # noqa: SLF001 - to see what is asked
    sa.event.listen(engine, "before_cursor_execute", note)
    call()
    sa.event.remove(engine, "before_cursor_execute", note)
    found: dict[str, None] = {}
    with world.database.read() as connection:
        for statement, parameters in asked:
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                found[_short(row[3])] = None
    return ", ".join(name for name in found if name)


def _short(line: str) -> str:
    words = line.split()
    if words[0] == "USE":
        return "sorts" if "ORDER" in words else ""
    if words[0] not in ("SCAN", "SEARCH") or "definitions" in words or "sqlite_autoindex" in line:
        return ""
    index = next((word for word in words if word.startswith("ix_")), None)
    whole = "all of " if words[0] == "SCAN" else ""
    return whole + (index or f"TABLE {words[1]}")


if __name__ == "__main__":
    main()
