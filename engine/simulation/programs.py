"""Conditions as programs of the kernel's stack machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from workflows.expression import ExpressionError, nodes, parse

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.simulation.memory import Memory

_SPECIAL = {
    "numberOfInstances": lay.O_INSTANCES,
    "numberOfActiveInstances": lay.O_ACTIVE,
    "numberOfCompletedInstances": lay.O_FINISHED,
}
_ONE = {"not": lay.O_NOT, "abs": lay.O_ABSOLUTE, "floor": lay.O_FLOOR, "ceiling": lay.O_CEILING}
_SEVERAL = {"coalesce": lay.O_COALESCE, "min": lay.O_LEAST, "max": lay.O_MOST}
_ARITHMETIC = {"+": lay.O_ADD, "-": lay.O_SUBTRACT, "*": lay.O_MULTIPLY, "/": lay.O_DIVIDE}


def program(memory: Memory, text: str, where: str, known: Collection[str], *, special: bool = False) -> int:
    """The address of a condition's program. `known` are the variables that somebody sets; `special` allows the numbers
    that BPMN gives a multi-instance.

    Raises:
        SimulationError: It is no expression, needs what the kernel has not, or a variable that nobody sets.
    """
    try:
        tree = parse(text).tree
    except ExpressionError as error:
        raise SimulationError(
            f"Expected a condition at {where}, but {text[:60]!r} is none: {error.sentence}"
        ) from error
    writer = _Writer(memory, text, where, known, special)
    writer.write(tree)
    if writer.deepest > lay.STACK:
        raise SimulationError(f"Expected a condition of less depth at {where}, but came {text[:60]!r}")
    return memory.integers([*writer.words, lay.O_END])


class _Writer:
    def __init__(self, memory: Memory, text: str, where: str, known: Collection[str], special: bool) -> None:  # noqa: FBT001 - private
        self.memory, self.text, self.where, self.known, self.special = memory, text, where, known, special
        self.words: list[int] = []
        self.depth = self.deepest = 0

    def write(self, node: nodes.Node | nodes.Test) -> None:  # noqa: C901, PLR0912 - one case for each kind
        match node:
            case nodes.Literal(value=value):
                at = self.memory.floats([self.memory.code(value, self.where)])
                self._put(lay.O_NUMBER, at)
            case nodes.Name(id=name):
                self._name(name)
            case nodes.Negate(operand=operand):
                self._put(lay.O_NUMBER, self.memory.floats([0.0]))
                self.write(operand)
                self._two(lay.O_SUBTRACT)
            case nodes.Chain(first=first, rest=rest):
                self.write(first)
                for sign, part in rest:
                    self.write(part)
                    self._two(_ARITHMETIC[sign])
            case nodes.Logic(word=word, operands=operands):
                self.write(operands[0])
                for operand in operands[1:]:
                    self.write(operand)
                    self._two(lay.O_OR if word == "or" else lay.O_AND)
            case nodes.Compare(sign=sign, left=left, right=right):
                self._compare(sign, left, right)
            case nodes.Between(value=value, low=low, high=high):
                self._compare("<=", low, value)
                self._compare("<=", value, high)
                self._two(lay.O_AND)
            case nodes.In(value=value, tests=tests):
                for number, test in enumerate(tests):
                    self._test(value, test)
                    if number:
                        self._two(lay.O_OR)
            case nodes.If(condition=condition, yes=yes, no=no):
                for part in (condition, yes, no):
                    self.write(part)
                self.words.append(lay.O_IF)
                self.depth -= 2
            case nodes.Call(function=name, arguments=(argument,)) if name in _ONE:
                self.write(argument)
                self.words.append(_ONE[name])
            case nodes.Call(function=name, arguments=(first, *others)) if name in _SEVERAL and (
                others or name[0] == "c"
            ):
                self.write(first)
                for argument in others:
                    self.write(argument)
                    self._two(_SEVERAL[name])
            case _:
                raise self._refusal(type(node).__name__.lower())

    def _name(self, name: str) -> None:
        if self.special and name in _SPECIAL:
            self._put(_SPECIAL[name])
            return
        if name not in self.known:
            raise SimulationError(
                f"Expected the condition at {self.where} to be decided by weights or by variables that an attribute or "
                f"a decision sets, but nothing sets {name!r}, which {self.text[:60]!r} mentions"
            )
        self._put(lay.O_VARIABLE, self.memory.variable(name))

    def _test(self, value: nodes.Node, test: nodes.Test) -> None:
        match test:
            case nodes.Bound(sign=sign, limit=limit):
                self._compare(sign, value, limit)
            case nodes.Range(low=low, high=high, with_low=with_low, with_high=with_high):
                self._compare("<=" if with_low else "<", low, value)
                self._compare("<=" if with_high else "<", value, high)
                self._two(lay.O_AND)
            case nodes.Member(of=nodes.ListOf(items=items)) if items:
                for number, item in enumerate(items):
                    self._compare("=", value, item)
                    if number:
                        self._two(lay.O_OR)
            case nodes.Member(of=of):
                self._compare("=", value, of)
            case _:
                raise self._refusal("test on the value itself")

    def _compare(self, sign: str, left: nodes.Node, right: nodes.Node) -> None:
        turned = sign in (">", ">=")
        for part in (right, left) if turned else (left, right):
            self.write(part)
        if sign in ("=", "!="):
            self._two(lay.O_EQUAL)
            if sign == "!=":
                self.words.append(lay.O_NOT)
        else:
            self._two(lay.O_LESS if sign in ("<", ">") else lay.O_NOT_ABOVE)

    def _put(self, *words: int) -> None:
        self.words += words
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)

    def _two(self, operation: int) -> None:
        self.words.append(operation)
        self.depth -= 1

    def _refusal(self, what: str) -> SimulationError:
        return SimulationError(
            f"Expected a condition of comparisons, and, or, not, numbers and texts at {self.where}, but "
            f"{self.text[:60]!r} holds a {what}, which the simulation does not know"
        )
