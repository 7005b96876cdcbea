"""Reads and checks BPMN at deployment: hardened XML, models, and a sentence for everything that cannot run."""

from workflows.bpmn.check import check, ensure
from workflows.bpmn.finding import Finding, Refused, Severity, errors
from workflows.bpmn.names import variables
from workflows.bpmn.read import Diagram, read_diagram, read_processes

__all__ = [
    "Diagram",
    "Finding",
    "Refused",
    "Severity",
    "check",
    "ensure",
    "errors",
    "read_diagram",
    "read_processes",
    "variables",
]
