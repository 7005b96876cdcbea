"""Reads DMN 1.1 to 1.3 decision tables from XML, through the one hardened parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.bpmn.finding import Refused
from workflows.bpmn.xml import parse as parse_xml
from workflows.decisions.tables import DecisionError, DecisionTable, HitPolicy, Input, Output, Rule
from workflows.expression import Expression, ExpressionError, UnaryTests, parse, parse_tests

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_RULES = 2_000
MAX_COLUMNS = 60

_NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
)
# What a decision can be besides a table, and what a table can lean on that we do not run.
_LOGIC = ("literalExpression", "context", "invocation", "relation", "list", "functionDefinition")


def read_tables(data: bytes, what: str = "the decision file") -> tuple[DecisionTable, ...]:
    """Every decision table of a DMN file, in the order of the file. Input and output values are hints for editors;
    output values are read for the order of priority.

    Raises:
        DecisionError: it is no DMN, or asks for something Banjie does not do; the sentence names the decision and
            the cell.
    """
    try:
        root = parse_xml(data, what)
    except Refused as refused:
        raise DecisionError(str(refused)) from refused
    space, _, name = root.tag[1:].partition("}") if root.tag.startswith("{") else ("", "", root.tag)
    if space not in _NAMESPACES or name != "definitions":
        raise DecisionError(
            f"Expected {what} to be a DMN file of version 1.1 to 1.4, but its root is {root.tag[:120]}."
        )
    decisions = _all(root, "decision")
    if not decisions:
        raise DecisionError(f"Expected {what} to hold a decision, but it holds none.")
    tables = tuple(_decision(decision, what) for decision in decisions)
    ids = [table.id for table in tables]
    if len(set(ids)) != len(ids):
        raise DecisionError(f"Expected the decisions of {what} to have different ids, but two have the same.")
    return tables


def _decision(decision: _Element, what: str) -> DecisionTable:
    where = f"decision {decision.get('id', '')!r} of {what}"
    if not decision.get("id"):
        raise DecisionError(
            f"Expected every decision of {what} to have an id, but line {decision.sourceline} has none."
        )
    for part in _LOGIC:
        if _all(decision, part):
            raise DecisionError(f"Expected {where} to be a decision table, but it is a {part}.")
    if any(_all(need, "requiredDecision") for need in _all(decision, "informationRequirement")):
        raise DecisionError(f"Expected {where} to rest on facts alone, but it needs another decision.")
    tables = _all(decision, "decisionTable")
    if len(tables) != 1:
        raise DecisionError(f"Expected {where} to hold one decision table, but it holds {len(tables)}.")
    return _table(decision, tables[0], where)


def _table(decision: _Element, table: _Element, where: str) -> DecisionTable:
    policy = _policy(table, where)
    inputs = tuple(_input(column, where) for column in _all(table, "input"))
    outputs = tuple(_output(column, number, where) for number, column in enumerate(_all(table, "output"), 1))
    rows = _all(table, "rule")
    if not outputs:
        raise DecisionError(f"Expected {where} to have an output, but it has none.")
    if len(rows) > MAX_RULES or len(inputs) + len(outputs) > MAX_COLUMNS:
        raise DecisionError(
            f"Expected {where} to have at most {MAX_RULES} rules and {MAX_COLUMNS} columns, but it has {len(rows)} "
            f"and {len(inputs) + len(outputs)}."
        )
    if len({output.name for output in outputs}) != len(outputs):
        raise DecisionError(f"Expected the outputs of {where} to have different names, but two have the same.")
    if policy is HitPolicy.PRIORITY and not outputs[0].values:
        raise DecisionError(f"Expected {where} (PRIORITY) to list the values of its first output, but it lists none.")
    remarks = [column.get("name", "") for column in _all(table, "annotation")]
    rules = tuple(_rule(row, number, (inputs, outputs, remarks), where) for number, row in enumerate(rows, 1))
    if len({rule.id for rule in rules}) != len(rules):
        raise DecisionError(f"Expected the rules of {where} to have different ids, but two have the same.")
    return DecisionTable(decision.get("id", ""), decision.get("name", ""), policy, inputs, outputs, rules)


def _policy(table: _Element, where: str) -> HitPolicy:
    word = table.get("hitPolicy", "UNIQUE")
    if word not in HitPolicy.__members__:
        raise DecisionError(
            f"Expected the hit policy of {where} to be one of {', '.join(HitPolicy)}, but it is {word}."
        )
    if table.get("aggregation"):
        raise DecisionError(
            f"Expected {where} to collect a list, but it asks for the aggregation {table.get('aggregation')}."
        )
    if table.get("preferredOrientation", "Rule-as-Row") != "Rule-as-Row":
        raise DecisionError(
            f"Expected {where} to have its rules as rows, but it is {table.get('preferredOrientation')}."
        )
    return HitPolicy(word)


def _input(column: _Element, where: str) -> Input:
    name = column.get("label") or column.get("id", "")
    expressions = _all(column, "inputExpression")
    here = f"{where}, input {name!r}"
    if len(expressions) != 1:
        raise DecisionError(f"Expected {here} to have one expression, but it has {len(expressions)}.")
    expression = _expression(expressions[0], here)
    if expression is None:
        raise DecisionError(f"Expected {here} to have an expression, but it is empty.")
    return Input(column.get("id", ""), column.get("label", ""), expression)


def _output(column: _Element, number: int, where: str) -> Output:
    name = column.get("name") or column.get("label") or f"output_{number}"
    values: tuple[object, ...] = ()
    listed = _all(column, "outputValues")
    if listed:
        try:
            values = parse(f"[{_text(listed[0])}]").evaluate({})  # type: ignore[assignment]  # a list literal
        except ExpressionError as error:
            raise DecisionError(f"Expected {where}, output {name!r} to list its values. {error.sentence}") from error
    return Output(column.get("id", ""), name, column.get("label", ""), values)  # type: ignore[arg-type]


def _rule(
    row: _Element, number: int, columns: tuple[tuple[Input, ...], tuple[Output, ...], list[str]], where: str
) -> Rule:
    inputs, outputs, remarks = columns
    rule_id = row.get("id") or f"rule_{number}"
    here = f"{where}, rule {rule_id!r}"
    cells, results = _all(row, "inputEntry"), _all(row, "outputEntry")
    if (len(cells), len(results)) != (len(inputs), len(outputs)):
        raise DecisionError(
            f"Expected {here} to have {len(inputs)} input and {len(outputs)} output cells, but it has {len(cells)} and "
            f"{len(results)}."
        )
    tests = tuple(_tests(cell, f"{here}, input {n}") for n, cell in enumerate(cells, 1))
    values = tuple(_expression(cell, f"{here}, output {n}") for n, cell in enumerate(results, 1))
    texts = [_text(entry) for entry in _all(row, "annotationEntry")]
    description = _all(row, "description")
    text = (description[0].text or "").strip() if description else ""
    return Rule(rule_id, tests, values, text, dict(zip(remarks, texts, strict=False)))


def _expression(element: _Element, where: str) -> Expression | None:
    """None where nothing is written."""
    _refuse_language(element, where)
    text = _text(element)
    try:
        return parse(text) if text and text != "-" else None
    except ExpressionError as error:
        raise DecisionError(f"Expected {where} to be an expression. {error.sentence}") from error


def _tests(element: _Element, where: str) -> UnaryTests:
    _refuse_language(element, where)
    try:
        return parse_tests(_text(element))
    except ExpressionError as error:
        raise DecisionError(f"Expected {where} to be a test. {error.sentence}") from error


def _refuse_language(element: _Element, where: str) -> None:
    language = element.get("expressionLanguage", "feel")
    if not language.lower().rstrip("/").endswith("feel"):
        raise DecisionError(f"Expected {where} to be written in FEEL, but it is in {language[:60]}.")


def _text(element: _Element) -> str:
    texts = _all(element, "text")
    return (texts[0].text or "").strip() if texts else ""


def _all(element: _Element, name: str) -> list[_Element]:
    """The children of that local name, in DMN's own namespaces."""
    return [child for space in _NAMESPACES for child in element.findall(f"{{{space}}}{name}")]
