"""What a process promises, read from its model."""

import pytest

from web.processes import promises
from workflows.bpmn import read_processes
from workflows.catalogue import Catalogue
from workflows.library import Library


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="module")
def models():
    return {m.id: m for d in Library.load().diagrams for m in read_processes(d.data, d.name)}


@pytest.mark.parametrize(
    ("process", "figure"), [("land_to_start", 13), ("low_risk", 8), ("old_estate", 7), ("external_lines", 3)]
)
def test_a_process_promises_one_figure_for_its_whole(models, catalogue, process, figure):
    (whole,) = [b for b in promises.bounds(models[process], catalogue) if b.is_whole]
    assert whole.limit.quantity == figure


def test_a_limit_over_a_part_of_the_process_has_a_badge_at_both_ends(models, catalogue):
    badges = promises.badges(promises.bounds(models["land_to_start"], catalogue))
    ends = {b.part: b.element for b in badges if b.limit.id == "shanwei-2023-2/2.2"}
    assert ends == {"begins": "deal_confirmed", "ends": "first_registration"}


def test_a_timer_on_a_limit_is_shown_at_what_it_stands_on(models, catalogue):
    (bound,) = [b for b in promises.bounds(models["intake"], catalogue) if b.lapses]
    assert (bound.element.id, bound.limit.id) == ("intake_review", "prc-licensing-law/32.4")


def test_every_badge_names_an_element_of_the_diagram(models, catalogue):
    for model in models.values():
        for badge in promises.badges(promises.bounds(model, catalogue)):
            assert badge.element in model.elements


def test_every_step_is_done_by_somebody_once(models):
    for model in models.values():
        steps = [step.id for doer in promises.doers(model) for step in doer.steps]
        assert sorted(steps) == sorted(step.id for step in model.steps)
        assert all(doer.department or doer.role for doer in promises.doers(model))


def test_called_processes_are_named_once(models):
    assert set(promises.calls(models["land_to_start"])) == {"intake", "joint_acceptance"}


def test_what_takes_no_approval_time_is_told_apart(models):
    uncounted = {step.id for step in promises.uncounted(models["land_to_start"])}
    assert "design_plan" in uncounted
    assert "pre_review" not in uncounted
