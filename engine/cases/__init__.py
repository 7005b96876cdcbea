"""Cases: commands in, facts out."""

from engine.cases.commands import Command, Outcome, Rejection, RejectionKind

__all__ = ["Command", "Outcome", "Rejection", "RejectionKind"]
