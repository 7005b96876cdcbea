"""The demo's users: two for each department, and one for each other role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workflows.places import Place

PASSWORD = "banjie-demo"  # noqa: S105  the demo's own, printed at its start; no other installation has one

SURNAMES = "陈林黄李张吴蔡郑刘杨许王彭罗卓庄叶余施曾"
GIVEN = [
    "志明",
    "佳慧",
    "伟强",
    "晓敏",
    "海生",
    "雅琪",
    "国平",
    "思远",
    "丽华",
    "俊杰",
    "文彬",
    "婉仪",
    "建业",
    "春梅",
    "子健",
    "秋月",
    "永康",
    "静怡",
    "少波",
    "美玲",
]


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the demo, before it has an id."""

    login: str
    name: str
    department: str | None
    roles: tuple[str, ...]
    place: str | None = None


def people(places: Iterable[Place]) -> tuple[Person, ...]:
    """Everybody: `admin`, `planner`, `auditor`, `applicant`; for each department of the first place `<id>` (lead) and
    `<id>2`, for those of the others `<place>.<id>`, one each.
    """
    names = _names()
    found = [
        Person("admin", next(names), "government_services", ("administrator",)),
        Person("planner", next(names), "housing", ("planner",)),
        Person("auditor", next(names), "government_services", ("auditor",)),
        Person("applicant", next(names), "applicant", ("applicant",)),
    ]
    home, *others = places
    for department in home.departments:
        roles = _roles(department)
        found.extend(
            Person(login, next(names), department, its, home.name)
            for login, its in zip((department, f"{department}2"), roles, strict=False)
        )
    for place in others:
        found.extend(
            Person(f"{place.id}.{department}", next(names), department, _roles(department)[0], place.name)
            for department in place.departments
            if _roles(department)
        )
    return tuple(found)


def _roles(department: str) -> tuple[tuple[str, ...], ...]:
    """Of the department's first and second person. The applicants have one account for all."""
    if department == "applicant":
        return ()
    if department == "counter":
        return (("counter", "case_worker"), ("counter", "case_worker"))
    return (("lead", "case_worker"), ("case_worker",))


def _names() -> Iterator[str]:
    number = 0
    while True:
        yield SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7 + number // len(SURNAMES)) % len(GIVEN)]
        number += 1
