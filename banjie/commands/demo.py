"""`banjie demo`: fill an empty database with some hundred cases, played through the engine on a virtual clock."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from argon2 import PasswordHasher
from tqdm import tqdm

from banjie.demo.clock import VirtualClock, span
from banjie.now import now
from banjie.settings import SQLITE, Settings, open_banjie
from engine.views import CaseFilter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.service import Banjie
    from engine.views import Actor


@click.command()
@click.option("--cases", default=400, show_default=True, type=click.IntRange(1, 100_000), help="How many cases.")
@click.option("--months", default=4, show_default=True, type=click.IntRange(1, 24), help="Over how many months.")
@click.option("--seed", default=20230616, show_default=True, help="The same seed plays the same cases.")
def demo(cases: int, months: int, seed: int) -> None:
    """Fill an empty database with demo cases that end today; one that has cases is left alone."""
    from banjie.demo.people import PASSWORD  # noqa: PLC0415

    settings = Settings.from_environment()
    if _is_filled(settings):
        click.echo("The demo's cases are there already.", err=True)
    else:
        _fill(settings, cases, months, seed)
    click.echo(
        "Sign in as 登录: counter 综合窗口 · natural_resources 自然资源局 · housing 住建局 · planner 流程设计 · "
        f"auditor 审计 · applicant 申请人 · admin 管理员\nPassword 密码: {PASSWORD}",
        err=True,
    )


def _is_filled(settings: Settings) -> bool:
    path = settings.database_file
    if path is not None and not path.exists():
        return False
    return bool(open_banjie(settings).cases(CaseFilter(limit=1), now()).rows)


def _fill(settings: Settings, cases: int, months: int, seed: int) -> None:
    """Play the demo; on SQLite into a file beside, so that a demo stopped halfway leaves nothing behind."""
    path = settings.database_file
    clock = VirtualClock(*span(now(), months))
    if path is None:
        _play(open_banjie(settings, now=clock), clock, cases, seed)
        return
    part = path.with_suffix(".part")
    _remove(part)
    try:
        banjie = open_banjie(replace(settings, database_url=f"{SQLITE}{part}"), now=clock)
        banjie.database.do_not_wait()
        _play(banjie, clock, cases, seed)
        banjie.database.dispose()
        part.replace(path)
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{part}{suffix}").unlink(missing_ok=True)


def _play(banjie: Banjie, clock: VirtualClock, cases: int, seed: int) -> None:
    from banjie.demo.player import Player  # noqa: PLC0415  the engine is imported when it is needed

    people = _hire(banjie, clock.at)
    player = Player(banjie, clock, people, random.Random(seed))  # noqa: S311  a demo needs no secrets
    with tqdm(total=1000, desc=f"Playing {cases} cases", bar_format="{l_bar}{bar}| {elapsed}", file=sys.stderr) as bar:

        def show(part: float) -> None:
            bar.update(int(part * 1000) - bar.n)

        player.play(cases, show)
    click.echo(f"{player.done} commands answered, {len(player.refused)} refused.", err=True)


HOME = "shanwei"  # where most of the demo's cases are


def _hire(banjie: Banjie, at: datetime) -> Mapping[str, Actor]:
    from banjie.demo.people import PASSWORD, people  # noqa: PLC0415
    from engine.people.passwords import Passwords  # noqa: PLC0415
    from engine.people.users import Users  # noqa: PLC0415

    # The password is printed below for everybody to read; a costly hash would protect nothing and take half a minute.
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    users = Users(banjie.database, Passwords(quick))
    found = {}
    places = banjie.library.places
    home = places.place(HOME)
    for person in people((home, *(place for place in places if place not in (home, places.place("national"))))):
        user = users.create(
            person.login,
            person.name,
            PASSWORD,
            department=person.department,
            place=person.place,
            roles=person.roles,
            at=at,
        )
        found[person.login] = user.actor
    return found
