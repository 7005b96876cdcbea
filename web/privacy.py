"""Who may see a case, and what of it. Facts, forms and opinions are personal data; those who plan processes need the
course of a case and not the people in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.events import CaseStarted
from web.permissions import APPLICANT, AUDITOR, HANDLERS, only_applicant

if TYPE_CHECKING:
    from engine.views import Actor, CaseView


def may_see(view: CaseView, person: Actor) -> bool:
    """Whether the case may be shown to a person at all: an applicant sees no application but their own."""
    return not only_applicant(person) or owns(view, person)


def owns(view: CaseView, person: Actor) -> bool:
    """Whether it is the person's own application: they handed it in, or it names them."""
    handed_in = any(e.actor == person.id for e in view.events if isinstance(e.fact, CaseStarted))
    return handed_in or view.applicant in (person.id, person.name)


def for_eyes_of(view: CaseView, person: Actor) -> CaseView:
    """The case with what this person may not see left out."""
    if person.is_admin or person.roles & (HANDLERS | {AUDITOR}):
        return view
    if APPLICANT in person.roles and owns(view, person):
        return view
    steps = tuple(replace(step, opinion=None, data=None) for step in view.steps)
    messages = tuple(replace(message, opinion=None, data=None) for message in view.messages)
    return replace(view, applicant="", facts={}, steps=steps, messages=messages)
