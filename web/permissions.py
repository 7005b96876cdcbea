"""Who may see which part of the site. The engine checks every command again, by department and step."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import abort

from web.context import actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.views import Actor

P = ParamSpec("P")
R = TypeVar("R")

APPLICANT, COUNTER, CASE_WORKER, LEAD = "applicant", "counter", "case_worker", "lead"
PLANNER, AUDITOR, ADMINISTRATOR = "planner", "auditor", "administrator"
ROLES = (APPLICANT, COUNTER, CASE_WORKER, LEAD, PLANNER, AUDITOR, ADMINISTRATOR)

HANDLERS = frozenset({COUNTER, CASE_WORKER, LEAD})

# The parts of the site, in the order of the navigation, and the roles that may enter. An administrator enters all.
PARTS = {
    "work": HANDLERS | {APPLICANT},
    "cases": HANDLERS | {APPLICANT, PLANNER, AUDITOR},
    "apply": frozenset({APPLICANT, COUNTER}),
    "processes": frozenset({PLANNER, AUDITOR, LEAD, CASE_WORKER, COUNTER}),
    "check": frozenset({PLANNER, AUDITOR, LEAD, CASE_WORKER, COUNTER}),
    "simulate": frozenset({PLANNER, AUDITOR, LEAD, CASE_WORKER, COUNTER}),
    "audit": frozenset({AUDITOR}),
    "admin": frozenset[str](),
}


def may_enter(person: Actor, part: str) -> bool:
    """Whether a person may use that part of the site."""
    return person.is_admin or bool(person.roles & PARTS[part])


def only_applicant(person: Actor) -> bool:
    """Whether a person may see no cases but their own."""
    return not person.is_admin and not person.roles - {APPLICANT}


def part(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorator of a view: whoever may not enter that part gets 403, nobody signed in 401."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may_enter(actor(), name):
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate
