"""Reads BPMN: hardened XML, models, and a sentence for everything that cannot be read. What is read is checked by
`workflows.bpmn.check`, which is not loaded here: it brings all the rules, and a simulation needs none of them.
"""

from workflows.bpmn.finding import Finding, Refused, Severity, errors
from workflows.bpmn.read import Diagram, read_diagram, read_processes

__all__ = ["Diagram", "Finding", "Refused", "Severity", "errors", "read_diagram", "read_processes"]
