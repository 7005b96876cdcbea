"""The static check: can what was promised be kept at all, if everybody keeps their own limit?"""

from engine.feasibility.check import check_process
from engine.feasibility.limits import Limits
from engine.feasibility.report import examine
from engine.feasibility.values import Check, Finding, Kind, Part, Report, Role, Stop, Verdict, Worst

__all__ = [
    "Check",
    "Finding",
    "Kind",
    "Limits",
    "Part",
    "Report",
    "Role",
    "Stop",
    "Verdict",
    "Worst",
    "check_process",
    "examine",
]
