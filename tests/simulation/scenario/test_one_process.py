"""What one process needs of the library is the same as in the whole of it."""

from __future__ import annotations

import pytest

from engine.simulation.scenario import ScenarioError, default
from engine.simulation.scenario.library import catalogue_of, models_of


@pytest.mark.parametrize("name", ["land_to_start", "guangzhou_hotline", "intake", "jieyang_construction_linear"])
def test_a_process_read_alone_has_the_same_defaults(name, models, catalogue, calendar):
    alone = models_of(name)
    assert alone == {key: models[key] for key in alone}
    few = catalogue_of(alone)
    assert len(few.documents) < len(catalogue.documents)
    assert default(name, alone, few, calendar) == default(name, models, catalogue, calendar)


def test_a_process_that_is_not_there_is_refused():
    with pytest.raises(ScenarioError, match="'moon' is none of its"):
        models_of("moon")
