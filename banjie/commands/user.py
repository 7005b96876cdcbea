"""`banjie user`: who may sign in. Passwords come from a prompt or from standard input, never from an argument."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from banjie.settings import Settings, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.people import User, Users


@click.group()
def user() -> None:
    """Add, list and change the people who may sign in."""


@user.command()
@click.argument("login")
@click.option("--name", help="As it is shown; the login where it is left out.")
@click.option("--department", help="The id of their department.")
@click.option("--place", help="The place whose cases are theirs, by id or name; every place's where it is left out.")
@click.option("--role", "roles", multiple=True, help="May be given several times.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document to standard output.")
def add(  # noqa: PLR0913 - what a user is
    login: str,
    name: str | None,
    department: str | None,
    place: str | None,
    roles: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Add a user. The password is asked for, or read from standard input (one line)."""
    from banjie.now import now  # noqa: PLC0415

    _check_department(department)
    there = _place(place)
    with _users() as users:
        made = users.create(
            login, name or login, _new_password(), now(), department=department, place=there, roles=roles
        )
    _show([made], as_json=as_json)


@user.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list to standard output.")
def list_users(*, as_json: bool) -> None:
    """List the users."""
    with _users() as users:
        found = users.all()
    if as_json:
        click.echo(json.dumps([_record(one) for one in found], ensure_ascii=False))
    else:
        _show(found, as_json=False)


@user.command()
@click.argument("login")
def password(login: str) -> None:
    """Give a user a new password; all their sessions end."""
    from banjie.now import now  # noqa: PLC0415

    with _users() as users:
        users.by_login(login)
        users.set_password(login, _new_password(), now())
    click.echo(f"{login} has a new password; every session has ended.", err=True)


@user.command()
@click.argument("login")
@click.option("--department", help="The id of their department; none where it is left out.")
@click.option("--place", help="The place whose cases are theirs, by id or name; every place's where it is left out.")
@click.option("--role", "roles", multiple=True, help="May be given several times.")
def duties(login: str, department: str | None, place: str | None, roles: tuple[str, ...]) -> None:
    """Replace a user's department, place and roles."""
    _check_department(department)
    there = _place(place)
    with _users() as users:
        users.set_duties(login, department=department, roles=roles, place=there)
        _show([users.by_login(login)], as_json=False)


@user.command()
@click.argument("login")
def deactivate(login: str) -> None:
    """Let a user sign in no more; all their sessions end. The log keeps naming them."""
    with _users() as users:
        users.set_active(login, active=False)
    click.echo(f"{login} can no longer sign in.", err=True)


@user.command()
@click.argument("login")
def activate(login: str) -> None:
    """Let a user sign in again."""
    with _users() as users:
        users.set_active(login, active=True)
    click.echo(f"{login} can sign in again.", err=True)


@contextmanager
def _users() -> Iterator[Users]:
    """The users of the database in the settings."""
    from engine.people import Users  # noqa: PLC0415  the command line starts fast

    database = open_database(Settings.from_environment())
    try:
        yield Users(database)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()


def _check_department(department: str | None) -> None:
    """Refuse a department that no place has: its steps would never come."""
    from workflows.places import Places  # noqa: PLC0415

    known = sorted({one for place in Places.load() for one in place.departments})
    if department and department not in known:
        raise click.ClickException(f"Expected a department, one of {', '.join(known)}, but {department!r} came")


def _place(word: str | None) -> str | None:
    """The place as diagrams name it."""
    from workflows.places import Places  # noqa: PLC0415

    try:
        return Places.load().place(word).name if word else None
    except ValueError as error:
        raise click.ClickException(str(error)) from error


def _new_password() -> str:
    """From a prompt, twice; or the first line of standard input where that is no terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _record(one: User) -> dict[str, object]:
    return {
        "id": one.id,
        "login": one.login,
        "name": one.name,
        "department": one.department,
        "place": one.place,
        "roles": list(one.roles),
        "active": one.active,
        "created_at": one.created_at.isoformat(),
    }


def _show(found: list[User] | tuple[User, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_record(found[0]), ensure_ascii=False))
        return
    for one in found:
        state = "" if one.active else "  (cannot sign in)"
        click.echo(f"{one.login}  {one.name}  {one.department or '-'}  {', '.join(one.roles) or '-'}{state}")
