"""The diagrams that Banjie ships keep its own rules."""

from __future__ import annotations

from workflows.bpmn import read_diagram
from workflows.bpmn.check import check


def test_the_shipped_diagrams_deploy_together_without_an_error_or_a_warning(library):
    diagrams = {name: read_diagram(data, name) for name, data in library.items()}
    models = [model for diagram in diagrams.values() for model in diagram.processes]
    found = [*check(models, known_limits=None, known_processes={}), *(f for d in diagrams.values() for f in d.findings)]
    assert [f.sentence for f in found] == []
