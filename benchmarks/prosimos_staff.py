"""A model of what staff can do, as Prosimos reads it: two clerks of different pace who take turns, a panel that judges
four cases at once or one by itself, and two writers who do three cases one after the other.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

GAP = 1_500.0  # seconds between cases, on average
_STEPS = ("accept", "sign", "judge", "write")
_NODES = ("start", *_STEPS, "end")


def write_staff(folder: Path) -> tuple[Path, Path]:
    """The diagram and the scenario."""
    bpmn, scenario = folder / "staff.bpmn", folder / "staff.json"
    parts = ['<startEvent id="start" name="start"/>', '<endEvent id="end" name="end"/>']
    parts += [f'<task id="{step}" name="{step}"/>' for step in _STEPS]
    parts += [f'<sequenceFlow id="{a}__{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(_NODES)]
    space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    process = f'<process id="staff">{"".join(parts)}</process>'
    bpmn.write_text(f'<definitions xmlns="{space}" targetNamespace="t">{process}</definitions>', "utf-8")
    scenario.write_text(json.dumps(_scenario()), "utf-8")
    return bpmn, scenario


def _scenario() -> dict[str, Any]:
    week = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]
    people = {
        "accept": {"quick": _drawn("expon", 1_500, 0, 1e9), "slow": _drawn("gamma", 3_000, 1_500**2, 0, 1e9)},
        "judge": {"panel": _drawn("fix", 2_400)},
        "write": {"writer_1": _drawn("gamma", 2_400, 1_800**2, 0, 1e9), "writer_2": _drawn("expon", 3_600, 0, 1e9)},
        "sign": {"head": _drawn("expon", 1_100, 0, 1e9)},
    }
    return {
        "resource_profiles": [
            {"id": step, "name": step, "resource_list": [_resource(name, step) for name in told]}
            for step, told in people.items()
        ],
        "arrival_time_distribution": _drawn("expon", GAP, 0, 1e9),
        "arrival_time_calendar": week,
        "gateway_branching_probabilities": [],
        "task_resource_distribution": [
            {"task_id": step, "resources": [{"resource_id": name, **drawn} for name, drawn in told.items()]}
            for step, told in people.items()
        ],
        "resource_calendars": [{"id": "office", "name": "office", "time_periods": week}],
        "batch_processing": [
            _batch("judge", "Parallel", 4, 0.5, alone=0.25),
            _batch("write", "Sequential", 3, 0.8),
        ],
    }


def _resource(name: str, step: str) -> dict[str, Any]:
    return {"id": name, "name": name, "assignedTasks": [step], "calendar": "office", "cost_per_hour": 1, "amount": 1}


def _batch(step: str, kind: str, size: int, factor: float, alone: float = 0.0) -> dict[str, Any]:
    """So many wait for each other, and each then takes `factor` times as long; `alone`: how likely a case goes by
    itself that comes when none waits.
    """
    return {
        "task_id": step,
        "type": kind,
        "size_distrib": [{"key": "1", "value": alone}, {"key": str(size), "value": 1 - alone}],
        "duration_distrib": [{"key": str(size), "value": factor}],
        "firing_rules": [[{"attribute": "size", "comparison": "=", "value": size}]],
    }


def _drawn(name: str, *values: float) -> dict[str, Any]:
    return {"distribution_name": name, "distribution_params": [{"value": value} for value in values]}
