"""Reads and checks BPMN at deployment: hardened XML, models, and a sentence for everything that cannot run."""

from workflows.bpmn.finding import Finding, Refused, Severity
from workflows.bpmn.read import Diagram, read_diagram, read_processes

__all__ = ["Diagram", "Finding", "Refused", "Severity", "read_diagram", "read_processes"]
