"""A small diagram and scenario of Prosimos, to be changed by the tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from engine.simulation.prosimos import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.simulation import Compiled, Inputs

SPACE = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
BODY = """
<startEvent id="start"/><task id="t1" name="受理"/><exclusiveGateway id="choose"/><task id="t2"/><task id="t3"/>
<exclusiveGateway id="meet"/><endEvent id="end"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="t1"/><sequenceFlow id="f2" sourceRef="t1" targetRef="choose"/>
<sequenceFlow id="yes" sourceRef="choose" targetRef="t2"/><sequenceFlow id="no" sourceRef="choose" targetRef="t3"/>
<sequenceFlow id="f3" sourceRef="t2" targetRef="meet"/><sequenceFlow id="f4" sourceRef="t3" targetRef="meet"/>
<sequenceFlow id="f5" sourceRef="meet" targetRef="end"/>
"""
OFFICE = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]


def drawn(distribution: str, *values: float) -> dict[str, Any]:
    """A distribution as Prosimos writes it."""
    return {"distribution_name": distribution, "distribution_params": [{"value": value} for value in values]}


def scenario() -> dict[str, Any]:
    """One clerk, two officers, and a choice that goes one way in three cases of ten."""
    return {
        "resource_profiles": [
            {"id": "counter", "name": "窗口", "resource_list": [
                {"id": "clerk", "name": "clerk", "cost_per_hour": 1, "amount": 1, "calendar": "office"}]},
            {"id": "desk", "name": "desk", "resource_list": [
                {"id": "officer", "name": "officer", "cost_per_hour": 1, "amount": "2", "calendar": "office"}]},
        ],
        "resource_calendars": [{"id": "office", "name": "office", "time_periods": OFFICE}],
        "arrival_time_distribution": drawn("fix", 3600),
        "arrival_time_calendar": OFFICE,
        "gateway_branching_probabilities": [
            {"gateway_id": "choose", "probabilities": [
                {"path_id": "yes", "value": "0.3"}, {"path_id": "no", "value": 0.7}]}
        ],
        "task_resource_distribution": [
            {"task_id": "t1", "resources": [{"resource_id": "clerk", **drawn("fix", 1800)}]},
            {"task_id": "t2", "resources": [{"resource_id": "officer", **drawn("fix", 7200)}]},
            {"task_id": "t3", "resources": [{"resource_id": "officer", **drawn("fix", 3600)}]},
        ],
    }  # fmt: skip


@pytest.fixture
def reading() -> Callable[..., tuple[Compiled, Inputs]]:
    """Reads the scenario and the diagram, changed by what is given: keys of the scenario, or `body` of the diagram."""

    def do(body: str = BODY, cases: int = 10, seed: int = 1, start=None, **more: Any) -> tuple[Compiled, Inputs]:
        bpmn = f'<definitions {SPACE} targetNamespace="t"><process id="p">{body}</process></definitions>'
        document = {key: value for key, value in (scenario() | more).items() if value is not None}
        return read(bpmn.encode(), json.dumps(document).encode(), cases=cases, seed=seed, start=start)

    return do
