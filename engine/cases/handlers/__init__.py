"""The command table: every word, and the function that answers it.

A handler reads a turn and a command; it records facts, or refuses with a sentence before it has changed anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cases.handlers import completing, course, messages, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.cases.commands import Command
    from engine.cases.turn import Turn

HANDLERS: Mapping[str, Callable[[Turn, Command], None]] = {
    "accept": completing.accept,
    "refuse": completing.refuse,
    "request-correction": completing.request_correction,
    "submit-correction": completing.submit_correction,
    "claim": steps.claim,
    "release": steps.release,
    "complete": completing.complete,
    "return": steps.send_back,
    "send-message": messages.send,
    "retry": steps.retry,
    "start-pause": course.start_pause,
    "end-pause": course.end_pause,
    "extend": course.extend,
    "restart": course.restart,
    "withdraw": course.withdraw,
    "supply-material": course.supply_material,
    "void": course.void,
}

AFTER_THE_END = frozenset({"supply-material"})
"""Words that a finished case still answers: what was promised may come after the approval."""
