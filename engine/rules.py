"""How a limit of the catalogue becomes arithmetic. Imports little, for a small what-if waits for what it imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.time.rule import Basis, Bound, Extension, NonworkingStart, Rule, Scope, Unit

if TYPE_CHECKING:
    from workflows.catalogue import Limit


def rule_of(limit: Limit) -> Rule:
    """The arithmetic of a catalogue's limit."""
    extension = limit.extension
    policies = limit.policies
    return Rule(
        quantity=limit.quantity,
        unit=Unit(limit.unit),
        bound=Bound(limit.bound),
        scope=Scope(limit.scope),
        business=policies.get("business") == "office_hours",
        nonworking_start=NonworkingStart(policies.get("nonworking_start", "literal")),
        roll_natural=policies.get("roll_natural", "roll") == "roll",
        basis=Basis(limit.basis) if limit.basis else None,
        excludes=limit.excludes,
        extension=Extension(extension.count, extension.each or extension.quantity) if extension else None,
    )


def begins_anew(limit: Limit) -> bool:
    """Whether what sets a limit going sets it going anew when it happens again while it counts: its document counts
    from the last time, or names an event that begins it anew. Any other counts on from the first time.
    """
    return bool(limit.restarts) or limit.starts in ("last_dispatch", "last_attempt")
