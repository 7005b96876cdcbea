"""The pages of the static check."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, render_template, request

from engine.feasibility import Kind, Role, Verdict
from web import names
from web.check import words
from web.check.bars import bars
from web.check.reports import checked
from web.context import banjie, site
from web.permissions import part

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from engine.feasibility import Check, Finding
    from web.check.reports import Checked

pages = Blueprint("check", __name__, url_prefix="/check", template_folder="templates")

# What contradicts itself comes before what is merely missing.
_ORDER = (
    Kind.TWO_FIGURES, Kind.LATE_PART, Kind.LONGER_INSIDE, Kind.UNKNOWN_LIMIT, Kind.NO_END, Kind.NO_LIMIT, Kind.UNBOUND,
)  # fmt: skip
_MISSING = (Kind.NO_LIMIT, Kind.UNBOUND)


@pages.app_context_processor
def _words() -> dict[str, Any]:
    return {"check_words": words}


@pages.get("")
@part("check")
def index() -> ResponseReturnValue:
    """Every promise by place with its verdict, and what else does not go together."""
    found = checked()
    wanted = site().places.find(request.args.get("place", ""))
    checks = [c for c in found.report.checks if wanted is None or c.place in (wanted.id, wanted.name)]
    findings = [f for f in found.report.findings if wanted is None or f.place == wanted.id]
    severe = list(words.VERDICTS)
    checks.sort(key=lambda c: (_abroad(c.place), c.place, severe.index(c.verdict)))
    return render_template(
        "check/index.html",
        groups=[(place, list(its)) for place, its in groupby(checks, key=lambda c: c.place)],
        places=list(dict.fromkeys(sorted((c.place for c in found.report.checks if c.place), key=_abroad))),
        wanted=wanted,
        counts={verdict: sum(c.verdict is verdict and not c.own for c in checks) for verdict in words.VERDICTS},
        alone=sum(c.own for c in checks),
        total=len(checks),
        bars=bars,
        Verdict=Verdict,
        **_shown_findings(found, findings),
    )


@pages.get("/<process>")
@part("check")
def show(process: str) -> ResponseReturnValue:
    """The promises of one process, with the longest way through it."""
    found = checked()
    if process not in found.processes:
        abort(404)
    checks, catalogue = found.of(process), banjie().catalogue()
    names.about(found.models[process].place)
    limits = {name: catalogue.limit(name) for name in _limits(checks) if name in catalogue}
    clauses = {name: catalogue.clause_text(limit) for name, limit in limits.items()}
    return render_template(
        "check/process.html",
        process=found.processes[process],
        model=found.models[process],
        checks=checks,
        limits=limits,
        documents=catalogue.documents,
        clauses=clauses,
        texts=[(text, [n for n in clauses if clauses[n] == text]) for text in dict.fromkeys(clauses.values()) if text],
        bars=bars,
        drawn=[_drawn(check) for check in checks],
        Verdict=Verdict,
        **_shown_findings(found, list(found.findings(process))),
    )


def _abroad(place: str) -> bool:
    """The nation and places unknown come last."""
    found = site().places.find(place)
    return found is None or found.id == "national"


def _shown_findings(found: Checked, findings: list[Finding]) -> dict[str, Any]:
    """The findings by kind, as the templates want them."""
    by_kind = [(kind, [f for f in findings if f.kind is kind]) for kind in _ORDER]
    return {
        "contradictions": [(kind, its) for kind, its in by_kind if its and kind not in _MISSING],
        "missing": [(kind, its) for kind, its in by_kind if its and kind in _MISSING],
        "models": found.models,
        "catalogue": banjie().catalogue(),
    }


def _limits(checks: tuple[Check, ...]) -> list[str]:
    return list(dict.fromkeys([*(c.limit for c in checks), *(p.limit for c in checks for p in c.path if p.limit)]))


def _drawn(check: Check) -> list[dict[str, Any]]:
    """The path as the drawing wants it: the elements of this diagram in their order, each with what it does to the sum
    and the numbers of the parts that it stands for.
    """
    numbers: dict[str, list[int]] = {}
    for number, one in enumerate(check.path, 1):
        numbers.setdefault(one.step.split("/")[0], []).append(number)
    roles: dict[str, str] = {}
    for stop in check.route:
        element, inner = stop.step.split("/")[0], "/" in stop.step
        if not inner or stop.role is Role.COUNTED or (stop.role is Role.OPEN and roles.get(element) != Role.COUNTED):
            roles[element] = stop.role.value
    return [{"element": name, "role": role, "parts": numbers.get(name, [])} for name, role in roles.items()]
