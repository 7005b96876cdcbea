"""Every diagram says what it must: Chinese names, known limits, defaults, documentation, endings."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from scripts.draw.processes import DRAWINGS
from tests.diagrams.conftest import FILES
from workflows.bpmn import read_diagram
from workflows.bpmn.check import check
from workflows.decisions.reader import read_tables
from workflows.expression import parse
from workflows.library import FOLDER, Library
from workflows.model import Kind, TimeKind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.diagrams.sheet import Sheet
    from workflows.model import ProcessModel

CHINESE = re.compile(r"[一-鿿]")
# Of the plan for construction projects of 汕尾, in whose tests they stand.
SHANWEI = ("land_to_start", "low_risk", "low_risk_with_plan", "old_estate", "external_lines", "joint_acceptance")
PLACES = sorted({path.parent.name for path in FILES} - {"national"})


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def test_every_process_that_is_described_is_there(models: dict[str, ProcessModel]) -> None:
    assert set(models) == set(DRAWINGS)


def test_a_file_holds_one_executable_process_named_as_the_file(path: Path, sheet: Sheet) -> None:
    processes = list(sheet.root.iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}process"))
    assert [(p.get("id"), p.get("isExecutable")) for p in processes] == [(path.stem, "true")]


def test_ids_are_unique_and_english(sheet: Sheet) -> None:
    ids = [e.get("id", "") for e in sheet.root.iter() if isinstance(e.tag, str) and "urn:banjie" not in e.tag]
    ids = [i for i in ids if i]
    assert [i for i, times in Counter(ids).items() if times > 1] == []
    assert [i for i in ids if not re.fullmatch(r"[a-z][a-z0-9_]*", i)] == []


def test_no_other_vendors_words_and_no_attribute_of_ours_outside_extension_elements(sheet: Sheet) -> None:
    known = ("http://www.omg.org/spec/", "urn:banjie:bpmn:1", "http://www.w3.org/2001/XMLSchema-instance")
    for element in sheet.root.iter():
        assert str(element.tag)[1:].startswith(known)
        for attribute in element.attrib:
            assert not str(attribute).startswith("{urn:banjie"), element.get("id")
        if str(element.tag).startswith("{urn:banjie"):
            around = [str(a.tag).rpartition("}")[2] for a in element.iterancestors()]
            assert "extensionElements" in around


def test_names_are_chinese(sheet: Sheet, model: ProcessModel) -> None:
    assert [i for i, name in sheet.names.items() if name and not CHINESE.search(name)] == []
    words = [*(f.label for f in model.facts), *(m.name for m in model.materials), model.name]
    for step in model.steps:
        words += [d.label for d in step.decisions] + [f.label for f in step.form]
        words += [label for f in step.form for _, label in f.options]
    assert [word for word in words if not CHINESE.search(word)] == []


def test_everything_that_people_look_for_has_a_name(sheet: Sheet, model: ProcessModel) -> None:
    for element in model.elements.values():
        joins = len(element.outgoing) <= 1 and element.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.PARALLEL)
        assert element.name or joins, element.id
    for flow in model.flows.values():
        assert flow.name or flow.condition is None, flow.id


def test_processes_and_activities_say_what_they_model(model: ProcessModel) -> None:
    assert CHINESE.search(model.documentation)
    silent = [
        e.id
        for e in model.elements.values()
        if e.kind in (Kind.STEP, Kind.SUB_PROCESS, Kind.CALL) and not CHINESE.search(e.documentation)
    ]
    assert silent == []


def test_every_choosing_gateway_has_a_default(model: ProcessModel) -> None:
    choosing = [
        e for e in model.elements.values() if e.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE) and len(e.outgoing) > 1
    ]
    for gateway in choosing:
        assert gateway.default in gateway.outgoing, gateway.id
        assert model.flows[str(gateway.default)].condition is None
        for flow in gateway.outgoing:
            assert flow == gateway.default or model.flows[flow].condition, flow


@pytest.mark.parametrize("place", PLACES)
def test_the_diagrams_of_a_place_pass_the_deployment_check_with_the_catalogue(
    place: str, models: dict[str, ProcessModel], library: Library
) -> None:
    its_own = [models[path.stem] for path in FILES if path.parent.name == place]
    called = {process for model in its_own for process in model.calls} - {model.id for model in its_own}
    found = check(
        [*its_own, *(models[process] for process in called)],
        known_limits=set(library.catalogue.limits),
        known_processes={},
        known_departments=set(library.places.place(place).departments),
    )
    assert [f.sentence for f in found] == []


def test_reading_finds_nothing_to_say(path: Path) -> None:
    assert read_diagram(path.read_bytes(), path.name).findings == ()


def test_every_limit_of_the_document_but_the_reporting_duty_is_bound(
    models: dict[str, ProcessModel], library: Library
) -> None:
    bound = {limit for model in models.values() for limit in model.limit_ids()}
    of_document = {limit for limit in library.catalogue.limits if limit.startswith("shanwei-2023-2/")}
    assert of_document - bound == {"shanwei-2023-2/notice"}


def test_the_promises_run_between_the_named_elements(models: dict[str, ProcessModel]) -> None:
    ours = [models[process] for process in SHANWEI]
    promises = {(m.id, b.limit.rpartition("/")[2], b.starts_at, b.ends_at) for m in ours for b in m.limits}
    assert promises == {
        ("land_to_start", "2.2", "deal_confirmed", "first_registration"),
        ("low_risk", "2.1", "land_contract_signed", "first_registration"),
        ("low_risk_with_plan", "2.1", "land_contract_signed", "first_registration"),
        ("old_estate", "2.3", "joint_review", "renovated"),
    }


def test_materials_are_those_of_the_guide(models: dict[str, ProcessModel]) -> None:
    data = (FOLDER / "shanwei" / "materials.dmn").read_bytes()
    known = {text.strip('"') for text in re.findall(r"<text>([^<]*)</text>", data.decode())}
    assert read_tables(data)
    for model in (models[process] for process in SHANWEI):
        for material in model.materials:
            assert material.id in known, (model.id, material.id)
            assert material.name in known, (model.id, material.name)


def test_a_needed_material_is_one_of_the_process(model: ProcessModel) -> None:
    known = {m.id for m in model.materials}
    for step in model.steps:
        assert set(step.materials) <= known, step.id


def test_behind_the_intake_stand_its_two_endings(models: dict[str, ProcessModel]) -> None:
    for model in models.values():
        call = model.elements.get("intake")
        if call is None:
            assert model.id not in SHANWEI
            continue
        assert call.called == "intake"
        after = {model.elements[model.flows[f].target].id: model.flows[f] for f in call.outgoing}
        gateway = model.elements[next(iter(after))]
        endings = {model.flows[f].condition: model.elements[model.flows[f].target].outcome for f in gateway.outgoing}
        assert endings['intake_decision = "refuse"'] == "refused"
        assert endings['intake_decision = "withdrawn"'] == "withdrawn"


def test_an_applicants_step_takes_no_approval_time(model: ProcessModel) -> None:
    for step in model.steps:
        if step.role == "applicant":
            assert step.time in (TimeKind.APPLICANT, TimeKind.WORKS), step.id
        if step.department == "applicant":
            assert step.role == "applicant", step.id


def test_a_caller_of_the_joint_acceptance_reads_its_result(models: dict[str, ProcessModel]) -> None:
    callers = [m for m in models.values() if "joint_acceptance" in m.calls]
    assert {m.id for m in callers} == {"land_to_start", "low_risk", "low_risk_with_plan", "old_estate"}
    for model in callers:
        conditions = {f.condition for f in model.flows.values() if f.source == "acceptance_check"}
        assert 'acceptance_result = "pass"' in conditions


def test_a_decision_is_read_by_the_gateway_behind_its_step(model: ProcessModel) -> None:
    """A decision that no condition reads would be a button without consequence."""
    read = {name for f in model.flows.values() if f.condition for name in parse(f.condition).names()}
    for step in model.steps:
        if len(step.decisions) > 1 and step.id != "door_number":
            assert step.decides in read, step.id
    assert [s.id for s in model.steps if len(s.decisions) == 1] == []
