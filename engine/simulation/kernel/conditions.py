"""Conditions of flows and counts, evaluated over a case's variables: a small stack machine for the expression language.

A program is a list of words in `m`: an operation, and for numbers and variables an operand. Values are floats: null is
NaN; true, false and texts stand far above any number a case may have (`layout.TRUE`, …), so values of different kinds
are never equal, and comparing or calculating with what is no number gives null.
"""


# ruff: noqa: C901, PLR0912, PLR0124, PLR0911, PLR1714 - plain functions, compiled as they stand

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from engine.simulation.layout import (
    F_FINISHED,
    F_INDEX,
    F_LIVE,
    F_ROOT,
    F_TOTAL,
    F_VARS,
    FALSE,
    G_STACK,
    NOT_A_NUMBER_FROM,
    O_ABSOLUTE,
    O_ACTIVE,
    O_ADD,
    O_AND,
    O_CEILING,
    O_COALESCE,
    O_END,
    O_EQUAL,
    O_FINISHED,
    O_FLOOR,
    O_IF,
    O_INSTANCES,
    O_LEAST,
    O_LESS,
    O_MOST,
    O_MULTIPLY,
    O_NOT,
    O_NOT_ABOVE,
    O_NUMBER,
    O_OR,
    O_SUBTRACT,
    O_VARIABLE,
    TRUE,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


NULL = float("nan")


def value(m: Integers, x: Floats, program: int, frame: int) -> float:
    """What the program at `program` is worth in `frame`."""
    at = program
    top = m[G_STACK] - 1
    variables = m[m[frame + F_ROOT] + F_VARS]
    while True:
        operation = m[at]
        at += 1
        if operation == O_END:
            return x[top]
        if operation == O_NUMBER:
            top += 1
            x[top] = x[m[at]]
            at += 1
        elif operation == O_VARIABLE:
            top += 1
            x[top] = x[variables + m[at]]
            at += 1
        elif operation == O_NOT:
            x[top] = FALSE if x[top] == TRUE else TRUE if x[top] == FALSE else NULL
        elif O_ABSOLUTE <= operation <= O_CEILING:
            x[top] = rounded(operation, x[top])
        elif operation == O_IF:
            top -= 2
            x[top] = x[top + 1] if x[top] == TRUE else x[top + 2]
        elif operation >= O_INSTANCES:
            top += 1
            x[top] = number_of(m, operation, frame)
        else:
            top -= 1
            x[top] = combined(operation, x[top], x[top + 1])


def combined(operation: int, a: float, b: float) -> float:
    """The value of an operation on two."""
    if operation == O_EQUAL:
        both_null = a != a and b != b
        return TRUE if a == b or both_null else FALSE
    if operation == O_AND:
        if a == FALSE or b == FALSE:
            return FALSE
        return TRUE if a == TRUE and b == TRUE else NULL
    if operation == O_OR:
        if a == TRUE or b == TRUE:
            return TRUE
        return FALSE if a == FALSE and b == FALSE else NULL
    if operation == O_COALESCE:
        return a if a == a else b
    if not (abs(a) < NOT_A_NUMBER_FROM and abs(b) < NOT_A_NUMBER_FROM):
        return NULL
    if operation == O_LESS:
        return TRUE if a < b else FALSE
    if operation == O_NOT_ABOVE:
        return TRUE if a <= b else FALSE
    if operation == O_ADD:
        return a + b
    if operation == O_SUBTRACT:
        return a - b
    if operation == O_MULTIPLY:
        return a * b
    if operation == O_LEAST:
        return min(a, b)
    if operation == O_MOST:
        return max(a, b)
    return a / b if b != 0.0 else NULL


def rounded(operation: int, a: float) -> float:
    """A number without its sign or its fraction."""
    if not abs(a) < NOT_A_NUMBER_FROM:
        return NULL
    if operation == O_ABSOLUTE:
        return abs(a)
    return float(math.floor(a)) if operation == O_FLOOR else float(math.ceil(a))


def number_of(m: Integers, operation: int, frame: int) -> float:
    """What BPMN says about the instances of an activity that is done several times."""
    if operation == O_INSTANCES:
        return float(m[frame + F_TOTAL])
    if operation == O_ACTIVE:
        return float(m[frame + F_LIVE])
    if operation == O_FINISHED:
        return float(m[frame + F_FINISHED])
    return float(m[frame + F_INDEX])


def holds(m: Integers, x: Floats, program: int, frame: int) -> bool:
    """Whether a condition lets a token through; without one it does."""
    return program == 0 or value(m, x, program, frame) == TRUE
