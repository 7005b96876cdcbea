"""Many cases in a database within seconds: a few real ones are played, and their rows are copied under new ids.

Everything that lists, timers and commands read is copied: the case and its state, its log, steps, clocks, timers. The
copies differ in number, applicant, place, department and instants, as the cases of two years would. What they do not
have is a hash chain of their own: they are there to be in the way.
"""

from __future__ import annotations

import random
import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING

from benchmarks.world import BRANCHES, START, later
from models import tables as t
from models.types import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from benchmarks.world import World

PLACES = ("汕尾", "汕尾城区", "海丰", "陆丰", "陆河")
DEPARTMENTS = ("housing", "natural_resources", "development_reform", "ecology", "water", "transport", "fire", "archive")
FAMILY, GIVEN = "陈林黄张李吴郑王刘蔡", "伟芳敏静强磊洋艳勇杰"
PROJECTS = ("住宅楼改造", "厂房扩建", "仓库新建", "电梯加装", "给水外线", "办公楼装修", "道路接口", "变电站")
CLOSED = 0.6  # of two years' cases, those that are finished

_COPIES = """
CREATE TEMP TABLE copies (
  id TEXT PRIMARY KEY, template TEXT, number TEXT, title TEXT, applicant TEXT, place TEXT, department TEXT, owner TEXT,
  received_at TEXT, due_at TEXT, warn_at TEXT, closed_at TEXT, search TEXT
)
"""
_SAME = "CASE WHEN x.{0} IS NULL THEN NULL ELSE c.{1} END"
_DUE = "CASE WHEN x.deadline_at IS NULL THEN x.due_at ELSE c.due_at END"
_CHANGED = {
    "cases": {
        **{
            name: f"c.{name}"
            for name in ("id", "number", "title", "applicant", "place", "owner", "received_at", "search")
        },
        "due_at": _DUE,
    },
    "steps": {"case_id": "c.id", "due_at": _DUE},
    "clocks": {"case_id": "c.id", "due_at": _DUE},
    "timers": {"case_id": "c.id", "due_at": "c.due_at"},
    "command_results": {"case_id": "c.id", "command_id": "c.id || x.command_id"},
    **{name: {"case_id": "c.id"} for name in ("case_states", "events")},
}
_SHIFTED = {"deadline_at": "due_at", "warn_at": "warn_at", "closed_at": "closed_at", "department": "department"}


def fill(world: World, number: int) -> None:
    """Copy real cases until there are `number` more of them, and let SQLite look at what came of it."""
    templates = _templates(world)
    connection = sqlite3.connect(world.path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -200000", "temp_store = MEMORY", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(_COPIES)
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * 13)
    connection.executemany(f"INSERT INTO copies VALUES ({marks})", _copies(templates, number))  # noqa: S608 - our words
    for table in (t.cases, t.case_states, t.events, t.steps, t.clocks, t.timers, t.command_results):
        connection.execute(_copy(table))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _templates(world: World) -> tuple[list[str], list[str]]:
    """Cases that are open, at different steps, and cases that are finished, in time and late."""
    opened = [world.start(), world.start("bench_loop")]
    for done in range(1, len(BRANCHES) + 1):
        case = world.start()
        for step in BRANCHES[:done]:
            world.complete(case, step)
        opened.append(case)
    finished = [world.start("bench_loop") for _ in range(2)]
    world.complete(finished[0], "check")
    world.complete(finished[1], "check", at=later(60))
    return opened, finished


def _copies(templates: tuple[list[str], list[str]], number: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(1)  # noqa: S311 - the same cases in every run
    opened, finished = templates
    for n in range(number):
        over = chance.random() < CLOSED
        received = START - timedelta(minutes=chance.randrange(2 * 365 * 24 * 60))
        due = START + timedelta(minutes=chance.randrange(-30 * 24 * 60, 60 * 24 * 60))
        applicant = chance.choice(FAMILY) + "".join(chance.choices(GIVEN, k=2))
        title = f"{chance.choice(PROJECTS)}{chance.randrange(1000)}号"
        place = chance.choice(PLACES)
        name = f"{place}{received:%Y%m%d}-{n:06d}"
        yield (
            f"{int(received.timestamp() * 1000):012x}{n:020x}",
            chance.choice(finished if over else opened),
            name,
            title,
            applicant,
            place,
            chance.choice(DEPARTMENTS),
            f"user{chance.randrange(number // 3 + 1)}",
            instant_text(received),
            instant_text(due),
            instant_text(due - timedelta(days=5)),
            instant_text(received + timedelta(days=chance.randrange(1, 60))) if over else None,
            f"{name}\n{title}\n{applicant}".lower(),
        )


def _copy(table: sa.Table) -> str:
    names = [column.name for column in table.c if not (table is t.timers and column.name == "id")]
    changed = _CHANGED[table.name]
    values = [
        changed.get(name) or (_SAME.format(name, _SHIFTED[name]) if name in _SHIFTED else f"x.{name}") for name in names
    ]
    key = "id" if table is t.cases else "case_id"
    columns = ", ".join(names)
    return (
        f"INSERT INTO {table.name} ({columns}) SELECT {', '.join(values)} "  # noqa: S608 - our own names
        f"FROM copies c JOIN {table.name} x ON x.{key} = c.template"
    )
