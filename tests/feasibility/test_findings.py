"""What else does not go together: each kind of finding on a small library, and in the real one."""

from __future__ import annotations

from datetime import date

import pytest

from engine.feasibility import Kind, examine
from engine.feasibility.sentences import sentence
from tests.support.blocks import DAY, DOCUMENT, Drawn, catalogue, drawn, limit
from workflows.model import Kind as Is
from workflows.model import LimitBinding, ProcessModel
from workflows.places import Places


@pytest.fixture(scope="module")
def places() -> Places:
    return Places.load()


@pytest.fixture
def found(calendar, places):
    """The findings of some limits and models, without limits bound to nothing."""

    def look(limits, *models, unbound=False):
        report = examine({m.id: m for m in models}, catalogue(*limits), calendar, places, DAY)
        return [f for f in report.findings if unbound or f.kind is not Kind.UNBOUND]

    return look


def kinds(findings):
    return [finding.kind.value for finding in findings]


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ((1, "working_day", {}), (3, "working_day", {}), True),
        ((1, "working_day", {}), (1, "hour", {}), True),
        ((1, "working_day", {}), (1, "working_day", {}), False),
        ((1, "working_day", {}), (3, "working_day", {"kind": "target"}), True),
        ((1, "working_day", {}), (3, "working_day", {"kind": "average"}), False),
        ((1, "working_day", {}), (3, "working_day", {"kind": "example"}), False),
        ((1, "working_day", {}), (3, "working_day", {"authority": "statutory"}), False),
        ((1, "working_day", {}), (3, "working_day", {"scope": "stage"}), False),
        ((1, "working_day", {}), (3, "working_day", {"procedure": "别的事项"}), False),
        ((1, "working_day", {}), (3, "working_day", {"bound": "at_least"}), False),
        ((1, "working_day", {}), (3, "working_day", {"applies": "area > 200"}), False),
        ((1, "working_day", {"applies": "area > 200"}), (3, "working_day", {"applies": "area > 200"}), True),
        ((1, "working_day", {"effective_to": date(2025, 12, 31)}), (3, "working_day", {}), False),
    ],
)
def test_two_figures_for_one_step_are_a_finding_where_both_bind_the_same_case(found, one, other, conflict):
    limits = [limit(name, *rest[:2], **{"step": "登记", **rest[2]}) for name, rest in (("a", one), ("b", other))]
    assert kinds(found(limits)) == (["two_figures"] if conflict else [])


def test_two_promises_over_the_same_stretch_of_a_process_are_told_once(found):
    made = drawn(("step", 1))
    wholes = [limit("a", 20, scope="process", step=None), limit("b", 25, scope="process", step=None)]
    model = made.model("p", *(LimitBinding(one.id) for one in wholes))
    assert kinds(found([*made.limits, *wholes], model)) == ["two_figures"]


@pytest.mark.parametrize(
    ("part", "late"),
    [
        (limit("part", 3, scope="stage"), True),
        (limit("part", 2, scope="stage"), False),
        (limit("part", 3, "hour"), False),
        (limit("part", 3, scope="response"), False),
        (limit("part", 3, bound="at_least"), False),
        (limit("part", 3, kind="best_case"), False),
    ],
)
def test_a_part_may_not_be_due_later_than_its_whole(found, part, late):
    whole = limit("whole", 2, scope="process", step="全流程")
    assert kinds(found([whole, part])) == (["late_part"] if late else [])


def test_a_procedure_with_several_wholes_does_not_say_whose_part_it_is(found):
    limits = [limit("a", 2, scope="process"), limit("b", 9, scope="process"), limit("part", 5, scope="stage")]
    assert kinds(found(limits)) == []


def test_a_late_part_is_seen_in_a_diagram_too(found):
    made = drawn(("seq", ("step", 9), ("step", 1)))
    whole = limit("whole", 8, scope="process", procedure="别的事项")
    (finding,) = found([*made.limits, whole], made.model("p", LimitBinding(whole.id)))
    assert (finding.kind, finding.elements, finding.limits) == (Kind.LATE_PART, ("step1",), ("doc/step1", "doc/whole"))


def test_a_limit_longer_than_the_one_around_it(found):
    made = drawn(("group", 3, ("step", 5)))
    (finding,) = found(made.limits, made.model("p"))
    assert finding.kind is Kind.LONGER_INSIDE
    assert finding.elements == ("step3", "sub_process1")
    assert finding.limits == ("doc/step3", "doc/sub_process1")


def test_steps_under_no_limit_are_told_once_for_each_process(found):
    made = drawn(("seq", ("step", None), ("group", 3, ("step", None)), ("step", 2), ("step", None)))
    (finding,) = found(made.limits, made.model("p"))
    assert finding.kind is Kind.NO_LIMIT
    assert len(finding.elements) == 2


def test_a_process_that_is_only_called_under_a_limit_needs_none_of_its_own(found):
    outer, inner = drawn(("step", 3)), drawn(("step", None))
    call = outer.add(Is.CALL, None, 4, called="inner")
    model = outer.model("outer")
    assert kinds(found(outer.limits, model, inner.model("inner"))) == []
    assert call in model.elements


def test_a_limit_bound_to_no_step(found):
    made = drawn(("step", 3))
    spare = limit("spare", 3)
    (finding,) = found([*made.limits, spare], made.model("p"), unbound=True)
    assert (finding.kind, finding.limits, finding.place) == (Kind.UNBOUND, ("doc/spare",), "shanwei")


def test_a_report_or_an_old_limit_need_not_be_bound(found):
    limits = [limit("a", 3, kind="reporting"), limit("b", 3, effective_to=date(2025, 1, 1))]
    assert found(limits, unbound=True) == []


def test_a_limit_that_no_document_has(found, check):
    made = drawn(("step", 3))
    model = made.model("p", LimitBinding("doc/nowhere"))
    (finding,) = found(made.limits, model)
    assert (finding.kind, finding.limits) == (Kind.UNKNOWN_LIMIT, ("doc/nowhere",))
    (row,) = check(made.limits, model)
    assert (row.promised, row.guaranteed, row.verdict) == (None, None, "unknown")


def test_a_process_without_a_way_to_an_end(found, check):
    made = Drawn()
    for kind, name in ((Is.START, "begin"), (Is.EXCLUSIVE, "again"), (Is.STEP, "work")):
        made.add(kind, name=name)
    for a, b in (("begin", "again"), ("again", "work"), ("work", "again")):
        made.flow(a, b)
    whole = limit("whole", 8, scope="process")
    model = made.model("p", LimitBinding(whole.id))
    assert "no_end" in kinds(found([whole], model))
    (row,) = check([whole], model)
    assert (row.guaranteed, row.verdict) == (None, "unknown")


@pytest.mark.parametrize("section", [("nowhere", None), (None, "nowhere"), ("end2", "step1")])
def test_a_stretch_that_is_no_stretch_is_unknown(check, section):
    made = drawn(("step", 3))
    whole = limit("whole", 8, scope="process")
    (row,) = check([*made.limits, whole], made.model("p", LimitBinding(whole.id, *section)))
    assert (row.guaranteed, row.verdict) == (None, "unknown")


def test_processes_that_call_each_other_come_to_an_end(check):
    made = Drawn()
    for kind, name, more in ((Is.START, "begin", {}), (Is.CALL, "again", {"called": "p"}), (Is.END, "over", {})):
        made.add(kind, name=name, **more)
    made.flow("begin", "again")
    made.flow("again", "over")
    whole = limit("whole", 8, scope="process")
    (row,) = check([whole], made.model("p", LimitBinding(whole.id)))
    assert row.open == ("again",)


def test_calls_that_multiply_are_given_up_with_a_sentence(check):
    models, limits = [], []
    for depth in range(16):
        made = Drawn()
        made.add(Is.START, name="begin")
        if depth < 15:
            for name in ("a", "b"):
                made.add(Is.CALL, name=name, called=f"p{depth + 1}")
        else:
            made.add(Is.STEP, None, 1, name="a")
            made.add(Is.STEP, name="b")
        made.add(Is.END, name="over")
        for a, b in (("begin", "a"), ("a", "b"), ("b", "over")):
            made.flow(a, b)
        whole = limit("whole", 8, scope="process")
        models.append(
            ProcessModel(f"p{depth}", "", limits=(LimitBinding(whole.id),), elements=made.elements, flows=made.flows)
        )
        limits += made.limits
    (row,) = check([*limits, whole], *models)
    assert (row.guaranteed, row.verdict) == (None, "unknown")


def test_many_loops_are_still_summed_without_rework(whole):
    block = ("seq", *(("loop", ("step", 1), ("step", 1)) for _ in range(24)))
    found = whole(block, 30)
    assert (found.guaranteed, found.with_rework) == (24, None)


def test_every_finding_is_a_sentence_with_its_figures(library, models, calendar, places):
    report = examine(models, library.catalogue, calendar, places, date(2026, 9, 1))
    assert report.findings
    for finding in report.findings:
        said = sentence(finding, models, library.catalogue)
        assert said.endswith(".")
        assert "None" not in said
        for name in finding.limits:
            assert name in said


def test_the_start_up_s_several_figures_are_found(library, models, calendar, places):
    if not library.catalogue.for_place("jieyang"):
        pytest.skip("the limits are not there yet")
    report = examine(models, library.catalogue, calendar, places, date(2026, 9, 1))
    figures = [f for f in report.findings if f.kind is Kind.TWO_FIGURES and f.place == "jieyang"]
    half_a_day, three_days = "jieyang-2020-7/2.8-startup", "jieyang-2020-7/t14-startup"
    assert any({half_a_day, three_days} <= set(f.limits) for f in figures)


def test_a_document_is_what_its_limits_say(places):
    assert places.place(DOCUMENT.place).name == "汕尾"
