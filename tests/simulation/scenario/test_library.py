"""Every process of the library gives a sensible answer to somebody who says nothing."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.simulation import compile_model, run
from engine.simulation.scenario import default, inputs


def test_every_process_runs_on_its_defaults(process, models, catalogue, calendar):
    scenario = replace(default(process, models, catalogue, calendar), cases=200)
    given = inputs(scenario, models, catalogue, calendar)
    found = run(compile_model(models, process), given, mode="plain").replications[0]
    assert (found.arrived, found.ended, found.open) == (200, 200, 0)
    assert all(math.isfinite(hours) and hours >= 0 for hours in found.cycle)
    for name, staff in found.staff.items():
        assert staff.busy <= staff.available * 1.001, name
