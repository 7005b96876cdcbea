"""Who may do what: a step is its department's and its role's, the applicant's acts are the applicant's or the
counter's, and the course of the case is in the hands of those who work on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from engine.cases.commands import forbidden, not_found

if TYPE_CHECKING:
    from engine.cases.state import CaseState, OpenStep
    from engine.views import Actor

APPLICANT = "applicant"
COUNTER = "counter"
WORKERS = frozenset({"case_worker", "lead", COUNTER})


class Post(Protocol):
    """Something to do, and whose it is: a department's id and a role, None for any."""

    @property
    def department(self) -> str | None:
        """The department."""

    @property
    def role(self) -> str | None:
        """The role."""


def check_place(actor: Actor, state: CaseState, name: str) -> None:
    """Refuse a case of another place as if it were not there.

    Raises:
        Refused: It is none of the actor's place.
    """
    if not actor.sees(state.place):
        raise not_found(f"Expected a case of {actor.place}, but {name[:80]!r} is none")


def check_application(actor: Actor, place: str) -> None:
    """Refuse an application to another place.

    Raises:
        Refused: The process is none of the actor's place. An applicant has none and may apply anywhere.
    """
    if not actor.sees(place):
        raise forbidden(f"Expected a process of {actor.place}, but this one is of {place}")


def why_not_step(actor: Actor, step: Post, *, owner: bool) -> str | None:
    """Why this is not the actor's step, as the rest of a sentence; None when it is."""
    if actor.is_admin:
        return None
    if _is_applicants(step):
        if COUNTER in actor.roles or (APPLICANT in actor.roles and owner):
            return None
        return "it is the applicant's, or the counter's on the applicant's behalf"
    if step.department is not None and actor.department != step.department:
        return f"it is {step.department}'s and you belong to {actor.department or 'no department'}"
    if step.role is not None and step.role not in actor.roles and not _leads(actor, step):
        return f"it needs the role {step.role}"
    if step.role is None and not actor.roles & WORKERS:
        return "it needs somebody who works on cases"
    return None


def check_step(actor: Actor, step: OpenStep, word: str, *, owner: bool) -> None:
    """Refuse a step that is not the actor's.

    Raises:
        Refused: It is another department's, another role's, or somebody else has claimed it.
    """
    why = why_not_step(actor, step, owner=owner)
    if why is not None:
        raise forbidden(f"Expected to {word} a step of yours, but {step.step} ({step.name}) is not: {why}")
    if step.assignee not in (None, actor.id) and not actor.is_admin:
        raise forbidden(f"Expected to {word} {step.step} ({step.name}), but {step.assignee} has claimed it")


def owns(actor: Actor, state: CaseState, applicant: str) -> bool:
    """Whether the case is the actor's own application."""
    return actor.id == state.starter or (bool(applicant) and applicant in (actor.id, actor.name))


def check_applicant(actor: Actor, state: CaseState, applicant: str, doing: str) -> None:
    """Refuse what only the applicant may do, or the counter on the applicant's behalf.

    Raises:
        Refused: The actor is neither.
    """
    mine = APPLICANT in actor.roles and owns(actor, state, applicant)
    if not (actor.is_admin or COUNTER in actor.roles or mine):
        raise forbidden(f"Expected the applicant or the counter to {doing}, but you are neither")


def check_worker(actor: Actor, state: CaseState, doing: str) -> None:
    """Refuse what only those who work on the case at this moment may do.

    Raises:
        Refused: The actor works on no open step of the case.
    """
    if actor.is_admin:
        return
    departments = {step.department for step in state.steps.values()}
    if not actor.roles & WORKERS:
        raise forbidden(f"Expected a case worker to {doing}, but you have no such role")
    if actor.department not in departments and None not in departments and COUNTER not in actor.roles:
        raise forbidden(
            f"Expected a department with an open step to {doing}, but {actor.department or 'yours'} has none"
        )


def check_administrator(actor: Actor, doing: str) -> None:
    """Refuse what only an administrator may do.

    Raises:
        Refused: The actor is none.
    """
    if not actor.is_admin:
        raise forbidden(f"Expected an administrator to {doing}, but you are none")


def _is_applicants(step: Post) -> bool:
    return step.role == APPLICANT or (step.role is None and step.department == APPLICANT)


def _leads(actor: Actor, step: Post) -> bool:
    """A department's lead may do what its case workers do."""
    return step.role == "case_worker" and "lead" in actor.roles
