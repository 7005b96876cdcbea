"""Who calls whom among processes: what a change of one of them touches, and an order in which to store them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from workflows.model import ProcessModel


def touched(models: Mapping[str, ProcessModel], changed: Collection[str]) -> list[str]:
    """Those that changed, and all that call them, directly or not."""
    found = dict.fromkeys(changed)
    grown = True
    while grown:
        callers = [m.id for m in models.values() if m.id not in found and not found.keys().isdisjoint(m.calls)]
        found |= dict.fromkeys(callers)
        grown = bool(callers)
    return list(found)


def callees_first(models: Mapping[str, ProcessModel]) -> tuple[str, ...]:
    """The processes so that each stands behind those it calls."""
    found: dict[str, None] = {}

    def visit(process: str) -> None:
        if process not in found:
            for called in models[process].calls:
                visit(called)
            found[process] = None

    for process in sorted(models):
        visit(process)
    return tuple(found)
