"""What goes wrong with a token game, and whose mistake it is."""

from __future__ import annotations


class ExecutionError(ValueError):
    """Wrong use: a token that is not open, a value that cannot be a variable. The instance is as it was."""


class ProgramError(ExecutionError):
    """A diagram that cannot be run, seen before any instance starts. `element` is the id of what is wrong."""

    def __init__(self, element: str, sentence: str) -> None:
        super().__init__(sentence)
        self.element = element


class StateError(ExecutionError):
    """A stored state that this program cannot go on with: of an unknown version, of another diagram, or damaged."""


class InstanceFault(Exception):  # noqa: N818 - a fault of the diagram, no wrong use of this package
    """The diagram came to a place at run time where it does not say what to do.

    The instance is half-way through a command then: it is to be thrown away and loaded again from its last state.
    """

    def __init__(self, element: str, sentence: str) -> None:
        super().__init__(sentence)
        self.element = element
        self.sentence = sentence
