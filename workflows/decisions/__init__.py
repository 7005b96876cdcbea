"""Decision tables: read from DMN, decided on facts, with the rule that fired named. No database, no clock."""

from workflows.decisions.reader import read_tables
from workflows.decisions.tables import (
    DecisionError,
    DecisionTable,
    Fired,
    HitPolicy,
    Input,
    Output,
    Result,
    Rule,
    decide,
)

__all__ = [
    "DecisionError",
    "DecisionTable",
    "Fired",
    "HitPolicy",
    "Input",
    "Output",
    "Result",
    "Rule",
    "decide",
    "read_tables",
]
