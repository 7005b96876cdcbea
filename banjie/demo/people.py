"""The demo's users: two for each department, and one for each other role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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


def people(departments: tuple[str, ...]) -> tuple[Person, ...]:
    """Everybody: `admin`, `planner`, `auditor`, `applicant`, and for each department `<id>` (lead) and `<id>2`."""
    names = _names()
    found = [
        Person("admin", next(names), "government_services", ("administrator",)),
        Person("planner", next(names), "housing", ("planner",)),
        Person("auditor", next(names), "government_services", ("auditor",)),
        Person("applicant", next(names), "applicant", ("applicant",)),
        Person("counter", next(names), "counter", ("counter", "case_worker")),
        Person("counter2", next(names), "counter", ("counter", "case_worker")),
    ]
    for department in departments:
        if department not in ("counter", "applicant"):
            found.append(Person(department, next(names), department, ("lead", "case_worker")))
            found.append(Person(f"{department}2", next(names), department, ("case_worker",)))
    return tuple(found)


def _names() -> Iterator[str]:
    number = 0
    while True:
        yield SURNAMES[number % len(SURNAMES)] + GIVEN[(number * 7 + number // len(SURNAMES)) % len(GIVEN)]
        number += 1
