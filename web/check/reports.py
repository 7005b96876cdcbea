"""The static check of what is deployed, done anew when something that it depends on has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app

from engine.feasibility import Report, examine
from web.context import banjie, now, site
from web.text import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.definitions import DeployedProcess
    from engine.feasibility import Check, Finding
    from workflows.model import ProcessModel

_KEPT = "banjie.check"


@dataclass(frozen=True, slots=True)
class Checked:
    """A report with the processes that it is about."""

    report: Report
    processes: Mapping[str, DeployedProcess]
    models: Mapping[str, ProcessModel]

    def of(self, process: str) -> tuple[Check, ...]:
        """The checks of one process, those of the whole first."""
        return tuple(check for check in self.report.checks if check.process == process)

    def findings(self, process: str) -> tuple[Finding, ...]:
        """The findings about one process, or about limits that it is under."""
        return tuple(finding for finding in self.report.findings if finding.concerns(self.models[process]))


def checked() -> Checked:
    """The report for today, on the newest versions and the calendar as it is known now."""
    processes = {one.id: one for one in banjie().processes()}
    day, calendar, catalogue = local(now()).date(), banjie().calendar(), banjie().catalogue()
    versions = tuple(sorted((one.id, one.version) for one in processes.values()))
    key = day, calendar.version, id(catalogue), versions
    kept: tuple[object, Checked] | None = current_app.extensions.get(_KEPT)
    if kept is not None and kept[0] == key:
        return kept[1]
    models = {one.id: one.model for one in processes.values()}
    found = Checked(examine(models, catalogue, calendar, site().places, day), processes, models)
    current_app.extensions[_KEPT] = key, found
    return found
