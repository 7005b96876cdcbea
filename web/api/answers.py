"""Refusals of the interface: the engine's rejections as HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from flask import abort, jsonify, make_response

from engine.cases.commands import Rejection
from web.context import actor
from web.errors import STATUS
from web.permissions import may_enter

if TYPE_CHECKING:
    from engine.cases.commands import Outcome


def refuse(status: int, kind: str, sentence: str) -> NoReturn:
    """End the request with a refusal."""
    abort(make_response(jsonify({"kind": kind, "sentence": sentence}), status))


def done(answer: Outcome | Rejection) -> Outcome:
    """What was done; a rejection ends the request."""
    if isinstance(answer, Rejection):
        refuse(STATUS[answer.kind], answer.kind.value, answer.sentence)
    return answer


def enter(part: str) -> None:
    """End the request with 403 where the caller's roles do not reach that part of the site."""
    if not may_enter(actor(), part):
        abort(403)
