"""What is known about the published promises: the documents' own figures added up by hand."""

from datetime import date

import pytest

from engine.feasibility import Limits, Role, Verdict, check_process

# process → limit, promised, the path by hand, verdict
KNOWN = {
    "low_risk": ("shanwei-2023-2/2.1", 8, [3, 4, 5, 1], "exceeds"),
    "low_risk_with_plan": ("shanwei-2023-2/2.1", 8, [3, 4, 5, 1], "exceeds"),
    "old_estate": ("shanwei-2023-2/2.3", 7, [5, 3, 5], "exceeds"),
    "land_to_start": ("shanwei-2023-2/2.2", 13, [2, 5, 3], "holds"),
    "external_lines": ("shanwei-2023-2/2.4", 3, [3], "holds"),
}


@pytest.fixture(scope="module")
def first(library, models, calendar):
    limits = Limits(library.catalogue, models, date(2026, 9, 1))
    return lambda process: check_process(limits, process, calendar)[0]


@pytest.mark.parametrize("process", KNOWN)
def test_the_known_promises_come_out_as_by_hand(first, process):
    limit, promised, amounts, verdict = KNOWN[process]
    found = first(process)
    assert (found.limit, found.promised, found.verdict) == (limit, promised, verdict)
    assert [part.amount for part in found.path] == amounts
    assert found.guaranteed == sum(amounts)


def test_the_path_names_the_groups_and_calls_with_their_limits(first):
    assert [(part.step, part.limit) for part in first("low_risk").path] == [
        ("land_stage", "shanwei-2023-2/5.1.1"),
        ("parallel_permits", "shanwei-2023-2/5.1.5"),
        ("joint_acceptance", "shanwei-2023-2/5.1.9"),
        ("first_registration", "shanwei-2023-2/5.1.9-registration"),
    ]


def test_the_law_s_longer_limit_beside_a_promise_does_not_count(first):
    limits = {part.limit for part in first("old_estate").path}
    assert "prc-licensing-law/42.2" not in limits


def test_public_notice_the_applicant_s_time_and_works_are_no_part_of_the_sum(first):
    found = first("low_risk")
    assert {"plan_notice", "design_commitment", "construction"} <= set(found.excluded)
    assert not {"plan_notice", "construction"} & {part.step for part in found.path}


def test_the_route_shows_everything_that_the_path_passes(first):
    found = first("old_estate")
    roles = {stop.step: stop.role for stop in found.route}
    assert roles["joint_review"] is Role.COUNTED
    assert roles["construction"] is Role.EXCLUDED
    assert roles["renovated"] is Role.PASSED
    assert found.route[0].step == "joint_review"
    assert found.route[-1].step == "renovated"


def test_a_step_without_a_limit_is_named(first):
    assert first("low_risk").open == ("door_number",)


def test_the_counter_s_own_receipt_takes_no_time(first):
    found = first("land_to_start")
    assert found.desk == ("joint_application",)
    assert found.verdict is Verdict.HOLDS


def test_a_second_joint_acceptance_is_told_beside_the_sum(first):
    found = first("low_risk")
    assert (found.guaranteed, found.with_rework) == (13, 18)


def test_the_worst_start_lies_before_the_spring_festival(first):
    worst = first("low_risk").worst
    assert worst.start < date(2026, 2, 15) < worst.end
    assert worst.days > worst.usual


@pytest.mark.parametrize(
    ("process", "promised", "amounts"),
    [
        ("foshan_low_risk", 10, None),
        ("foshan_low_risk_with_plan", 12, [1, 8, 3]),
        ("foshan_with_conditions", 13, [1, 1, 8, 3]),
        ("foshan_old_estate", 15, [5, 3, 2, 5]),
        ("foshan_power_grid", 20, [10, 1, 1, 8]),
        ("foshan_5g", 5, [5]),
    ],
)
def test_what_foshan_promises_agrees_with_its_parts(models, first, process, promised, amounts):
    if process not in models:
        pytest.skip("not drawn yet")
    found = first(process)
    assert found.promised == promised
    assert found.guaranteed <= promised
    assert found.verdict is Verdict.HOLDS
    if amounts is not None:
        assert [part.amount for part in found.path] == amounts
