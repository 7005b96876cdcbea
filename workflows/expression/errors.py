"""What goes wrong with an expression."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that is not in the language, or that was given a value no expression can use.

    `sentence` says what was expected and what came; `column` is where (1-based, in the text as it was given; 0 where
    the fault is in a value and not in the text).
    """

    def __init__(self, sentence: str, column: int = 0) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.column = column
