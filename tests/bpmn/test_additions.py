"""Banjie's own namespace: what it says comes out, what it says wrongly is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.bpmn.drawing import (
    around,
    boundary,
    definitions,
    diagram,
    end,
    extras,
    flow,
    node,
    path,
    process,
    start,
    step,
    task,
    timer,
)
from workflows.bpmn import Refused, read_processes
from workflows.bpmn.check import check
from workflows.bpmn.vocabulary import FIELD_TYPES
from workflows.model import (
    Decision,
    FormField,
    Intake,
    LimitBinding,
    Material,
    TimeKind,
    TimerRule,
)

REVIEW = (
    '<banjie:step intake="review" decides="intake_decision"/>'
    '<banjie:decision value="accept" label="受理"/><banjie:decision value="correct"/>'
    '<banjie:decision value="refuse"/>'
)


def only(data: bytes):
    (model,) = read_processes(data)
    return model


def of_process(*additions: str) -> bytes:
    return diagram(extras(*additions), start(), task("a"), end(), path("s", "a", "e"))


def test_a_process_says_where_it_comes_from_and_what_it_needs():
    model = only(
        of_process(
            '<banjie:process place="汕尾" document="shanwei-2023-2" projectType="land_to_start"/>',
            '<banjie:limit ref="a/1" startsAt="s" endsAt="a"/><banjie:limit ref="a/2"/>',
            '<banjie:facts><banjie:field id="area" label="面积" type="number" minimum="0.5"/></banjie:facts>',
            '<banjie:material id="plan" name="方案" tolerable="true" when="area > 10"/><banjie:material id="deed"/>',
        )
    )
    assert (model.place, model.document, model.project_type) == ("汕尾", "shanwei-2023-2", "land_to_start")
    assert model.limits == (LimitBinding("a/1", "s", "a"), LimitBinding("a/2"))
    assert model.facts == (FormField("area", "面积", "number", minimum=Decimal("0.5")),)
    assert model.materials == (Material("plan", "方案", True, "area > 10"), Material("deed", "deed"))


def test_a_step_says_who_does_it_and_what_it_decides():
    data = around(
        step(
            "a",
            '<banjie:step department="counter" role="lead" time="public_notice" decides="result"/>',
            '<banjie:decision value="pass" label="通过"/><banjie:decision value="back" returns="true"/>',
            '<banjie:limit ref="a/1"/><banjie:needs material="plan"/><banjie:needs material="deed"/>',
        )
    )
    element = only(data).elements["a"]
    assert (element.department, element.role, element.time) == ("counter", "lead", TimeKind.PUBLIC_NOTICE)
    assert element.decides == "result"
    assert element.decisions == (Decision("pass", "通过"), Decision("back", "back", returns=True))
    assert (element.limits, element.materials) == ((LimitBinding("a/1"),), ("plan", "deed"))


def test_a_step_has_a_form():
    data = around(
        step(
            "a",
            '<banjie:field id="way" label="方式" type="select" required="true" help="选一"><banjie:option value="x"'
            ' label="甲"/><banjie:option value="y"/></banjie:field>',
            '<banjie:field id="note" type="textarea" maximumLength="500"/>',
            '<banjie:field id="count" type="integer" minimum="1" maximum="9"/>',
        )
    )
    assert only(data).elements["a"].form == (
        FormField("way", "方式", "select", required=True, options=(("x", "甲"), ("y", "y")), help="选一"),
        FormField("note", "note", "textarea", maximum_length=500),
        FormField("count", "count", "integer", minimum=Decimal(1), maximum=Decimal(9)),
    )


def test_the_front_of_a_case_is_marked(told):
    data = diagram(
        start(),
        step("a", REVIEW),
        step("b", '<banjie:step intake="correction" time="applicant"/>'),
        node("exclusiveGateway", "g", default="g_e"),
        end(),
        path("s", "a", "g", "e"),
        flow("g", "b", 'intake_decision = "correct"'),
        flow("b", "a"),
    )
    model = only(data)
    assert (model.elements["a"].intake, model.elements["b"].intake) == (Intake.REVIEW, Intake.CORRECTION)
    assert model.elements["b"].time is TimeKind.APPLICANT
    assert told(data) == []


def test_services_and_outcomes_have_names():
    data = diagram(
        start(),
        node("serviceTask", "a", extras('<banjie:service name="notify"/>')),
        end("e", extras('<banjie:end outcome="refused"/>')),
        path("s", "a", "e"),
    )
    model = only(data)
    assert (model.elements["a"].service, model.elements["e"].outcome) == ("notify", "refused")


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ('<banjie:timer limit="a/1"/>', TimerRule(limit="a/1")),
        ('<banjie:timer quantity="0.5" unit="working_day"/>', TimerRule(quantity=Decimal("0.5"), unit="working_day")),
        ('<banjie:timer variable="due_at"/>', TimerRule(variable="due_at")),
    ],
)
def test_a_timer_in_banjies_words_goes_before_bpmns(xml, rule):
    body = "<timerEventDefinition><timeDuration>P9D</timeDuration></timerEventDefinition>"
    on_event = boundary("b", "a", extras(xml), body)
    inside = boundary("b", "a", body.replace("<timeD", extras(xml) + "<timeD", 1))
    for drawn in (on_event, inside):
        assert only(around(task("a"), drawn, flow("b", "e"))).elements["b"].timer == rule


NOT_READ = {
    "an element nobody knows": (step("a", "<banjie:limits/>"), "userTask a: expected banjie:decision, banjie:field, "),
    "an element in the wrong place": (
        node("task", "a", extras('<banjie:end outcome="denied"/>')),
        "but found banjie:end",
    ),
    "an addition to a gateway": (
        task("a") + node("exclusiveGateway", "x", extras("<banjie:step/>")),
        "expected nothing of banjie's here, but found banjie:step",
    ),
    "an attribute misspelt": (
        step("a", '<banjie:step departement="x"/>'),
        "expected an attribute of banjie:step, but 'departement' is none (did you mean department?)",
    ),
    "two of a kind": (step("a", "<banjie:step/><banjie:step/>"), "expected one banjie:step, but found 2"),
    "a role nobody has": (
        step("a", '<banjie:step role="boss"/>'),
        "expected role of banjie:step to be one of counter, case_worker, lead, applicant, but got 'boss'",
    ),
    "a time that is none": (
        step("a", '<banjie:step time="lunch"/>'),
        "expected time of banjie:step to be one of approval,",
    ),
    "a part of intake that is none": (step("a", '<banjie:step intake="x"/>'), "to be one of review, correction"),
    "an outcome that is none": (
        task("a") + end("e2", extras('<banjie:end outcome="won"/>')),
        "to be one of approved, denied, refused, withdrawn, but got 'won'",
    ),
    "a limit without a name": (step("a", "<banjie:limit/>"), "expected banjie:limit to say its ref, but it does not"),
    "a decision without a value": (
        step("a", '<banjie:decision label="x"/>'),
        "expected banjie:decision to say its value",
    ),
    "a field without an id": (step("a", "<banjie:field/>"), "expected banjie:field to say its id"),
    "a need without a material": (step("a", "<banjie:needs/>"), "expected banjie:needs to say its material"),
    "an option without a value": (
        step("a", '<banjie:field id="f" type="select"><banjie:option/></banjie:field>'),
        "expected banjie:option to say its value",
    ),
    "a flag that is none": (
        step("a", '<banjie:field id="f" required="yes"/>'),
        "expected required of banjie:field to be true or false, but got 'yes'",
    ),
    "a bound that is no number": (
        step("a", '<banjie:field id="f" type="number" minimum="one"/>'),
        "expected minimum of banjie:field to be a number, but got 'one'",
    ),
    "a bound beyond all bounds": (step("a", '<banjie:field id="f" maximum="1e999999999"/>'), "but got '1e999999999'"),
    "a bound that is not a number at all": (step("a", '<banjie:field id="f" maximum="NaN"/>'), "but got 'NaN'"),
    "a length of nothing": (
        step("a", '<banjie:field id="f" maximumLength="0"/>'),
        "expected maximumLength from 1 to 100,000, but got 0",
    ),
    "a length of half a character": (step("a", '<banjie:field id="f" maximumLength="2.5"/>'), "but got 2.5"),
    "a timer that says nothing": (
        task("a") + boundary("b", "a", extras("<banjie:timer/>"), timer()),
        "expected banjie:timer to say one of limit, quantity with unit, variable, every, or dayOfMonth",
    ),
    "a timer that says two things": (
        task("a") + boundary("b", "a", extras('<banjie:timer limit="a/1" variable="x"/>'), timer()),
        "expected banjie:timer to say one of",
    ),
    "a quantity without a unit": (
        task("a") + boundary("b", "a", extras('<banjie:timer quantity="3"/>'), timer()),
        "expected quantity and unit of banjie:timer together, but one of them is missing",
    ),
    "a unit without a quantity": (
        task("a") + boundary("b", "a", extras('<banjie:timer unit="hour"/>'), timer()),
        "expected quantity and unit of banjie:timer together",
    ),
    "a timer on a plain event": (
        task("a") + node("intermediateThrowEvent", "m", extras('<banjie:timer limit="a/1"/>')),
        "expected banjie:restart here, but found banjie:timer",
    ),
    "a timer only in banjie's words": (
        task("a") + node("intermediateCatchEvent", "m", extras('<banjie:timer limit="a/1"/>')),
        "expected an event with one timer or one message, but it has none",
    ),
}


@pytest.mark.parametrize("name", NOT_READ)
def test_an_addition_that_says_nothing_clear_is_refused(name):
    xml, expected = NOT_READ[name]
    with pytest.raises(Refused) as refusal:
        read_processes(around(xml))
    (sentence,) = refusal.value.sentences
    assert expected in sentence


def field(**attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in {"id": "f", **attributes}.items())
    return f"<banjie:field{written}/>"


MISFITS = {
    "a limit of nowhere": (
        step("a", '<banjie:limit ref="a/3"/>'),
        ("a", "expected a limit of the catalogue, but 'a/3' is none (the nearest: a/2, a/1)"),
    ),
    "a timer at a limit of nowhere": (
        task("a") + boundary("b", "a", extras('<banjie:timer limit="zzz"/>'), timer()) + flow("b", "e"),
        ("b", "expected a limit of the catalogue, but 'zzz' is none"),
    ),
    "a department of nowhere": (
        step("a", '<banjie:step department="conter"/>'),
        ("a", "expected a department, but 'conter' is none (the nearest: counter)"),
    ),
    "a limit on what passes in an instant": (
        node("serviceTask", "a", extras('<banjie:limit ref="a/1"/>')),
        ("a", "expected limit a/1 on a step, a sub-process, a call or the process, but nothing would count it here"),
    ),
    "a span on a step's limit": (
        step("a", '<banjie:limit ref="a/1" startsAt="s"/>'),
        ("a", "expected startsAt only on limits of the process, but a/1 has it"),
    ),
    "a material of nowhere": (
        step("a", '<banjie:needs material="plan"/>'),
        ("a", "expected to need a material of the process, but 'plan' is none"),
    ),
    "a decision twice": (
        step("a", '<banjie:decision value="x"/><banjie:decision value="x"/>'),
        ("a", "expected every decision once, but 'x' is there several times"),
    ),
    "too many decisions": (
        step("a", *(f'<banjie:decision value="d{n}"/>' for n in range(21))),
        ("a", "expected at most 20 decisions, but it has 21"),
    ),
    "a decision for no variable": (
        step("a", '<banjie:step decides="a b"/>'),
        ("a", "expected `decides` to be the name of a variable, but got 'a b'"),
    ),
    "a review that cannot refuse": (
        step("a", REVIEW.replace('value="refuse"', 'value="later"')),
        ("a", "expected the decisions accept, correct and refuse, but it has accept, correct, later"),
    ),
    "a correction that nobody asked for": (
        step("a", '<banjie:step intake="correction"/>'),
        ("a", "expected a step that reviews the application beside this one, but there is none"),
    ),
    "a field twice": (
        step("a", field(), field(type="date")),
        ("a", "expected every field once, but f is there 2 times"),
    ),
    "a field whose id is no name": (
        step("a", field(id="a b")),
        ("a", "expected an id of letters, digits and _, a letter first, but it has other characters"),
    ),
    "a type that is none": (
        step("a", field(type="file")),
        ("a", f"expected one of the types {', '.join(FIELD_TYPES)}, but got 'file'"),
    ),
    "a choice of nothing": (
        step("a", field(type="select")),
        ("a", "expected options to choose from, but the select has none"),
    ),
    "options of a text": (
        step("a", '<banjie:field id="f"><banjie:option value="x"/></banjie:field>'),
        ("a", "expected options only on select and multiselect, but the type is text"),
    ),
    "an option twice": (
        step("a", '<banjie:field id="f" type="select">' + '<banjie:option value="x"/>' * 2 + "</banjie:field>"),
        ("a", "expected every option once, but 'x' is there 2 times"),
    ),
    "bounds that leave nothing": (
        step("a", field(type="number", minimum="3", maximum="2")),
        ("a", "expected a minimum up to the maximum, but 3 is above 2"),
    ),
    "bounds of a text": (
        step("a", field(minimum="3")),
        ("a", "expected minimum and maximum only on numbers, but the type is text"),
    ),
    "too many fields": (
        step("a", *(field(id=f"f{n}") for n in range(201))),
        ("a", "expected at most 200 fields, but the form has 201"),
    ),
    "a service that is none": (
        node("serviceTask", "a", extras('<banjie:service name="fax"/>')),
        ("a", "expected one of the services notify, push_result, but 'fax' is none"),
    ),
}


@pytest.mark.parametrize("name", MISFITS)
def test_an_addition_that_does_not_fit_is_refused(told, name):
    xml, (element, expected) = MISFITS[name]
    ((found, sentence),) = [(at, text) for severity, at, text in told(around(xml)) if severity == "error"]
    assert found == element
    assert sentence.removeprefix("field f: ").removeprefix("field a b: ") == expected


OF_PROCESS = {
    "a span from nowhere": (
        '<banjie:limit ref="a/1" startsAt="begin" endsAt="a"/>',
        "expected startsAt of limit a/1 to name an element, but 'begin' is none",
    ),
    "a limit of nowhere": (
        '<banjie:limit ref="b"/>',
        "expected a limit of the catalogue, but 'b' is none",
    ),
    "a material twice": (
        '<banjie:material id="m"/><banjie:material id="m"/>',
        "expected every material once, but m is there several times",
    ),
    "a fact twice": (
        f"<banjie:facts>{field()}{field()}</banjie:facts>",
        "expected every field once, but f is there 2 times",
    ),
}


@pytest.mark.parametrize("name", OF_PROCESS)
def test_an_addition_to_the_process_that_does_not_fit_is_refused(told, name):
    xml, expected = OF_PROCESS[name]
    assert told(of_process(xml)) == [("error", "p", expected)]


def test_when_a_material_is_needed_must_be_an_expression(told):
    ((severity, _, sentence),) = told(of_process('<banjie:material id="m" when="area >"/>'))
    assert severity == "error"
    assert sentence.startswith("expected `when` of material m to be an expression, but 'area >' is none")


def test_a_lane_of_an_unknown_department_is_told_once(told):
    lane = node("lane", "l", extras('<banjie:lane department="cnt"/>'), "<flowNodeRef>a</flowNodeRef>")
    assert told(around(task("a"), node("laneSet", "ls", lane))) == [
        ("error", "p", "expected lane l to name a department, but 'cnt' is none (the nearest: counter)")
    ]


def test_a_step_may_need_a_material_of_the_process_that_calls_it(told):
    caller = process(
        extras('<banjie:material id="plan"/>'),
        start(),
        node("callActivity", "c", calledElement="q"),
        end(),
        path("s", "c", "e"),
    )
    called = process(
        start("s2"), step("a", '<banjie:needs material="plan"/>'), path("s2", "a"), end("e2"), path("a", "e2"), id="q"
    )
    assert told(definitions(caller, called)) == []


def test_two_reviews_are_one_too_many(told):
    data = diagram(start(), step("a", REVIEW), step("b", REVIEW), end(), path("s", "a", "b", "e"))
    assert [(severity, element) for severity, element, _ in told(data)] == [("error", "b"), ("warning", "a")]


def test_what_is_not_known_is_not_looked_up():
    xml = step("a", '<banjie:step department="x"/><banjie:limit ref="y"/>')
    assert check(read_processes(around(xml)), known_limits=None, known_processes=None) == ()


AT_A_STEP = "decision, materials, opinion, promised, promised_due_at"
CORRECTION = '<banjie:step intake="correction"/>'
TOLD = extras('<banjie:message role="applicant"/>', "{}")
MESSAGE = node("intermediateCatchEvent", "m", TOLD, "<messageEventDefinition/>")


@pytest.mark.parametrize(
    ("host", "name", "words"),
    [
        (("a", "{}"), "promised", AT_A_STEP),
        (("a", "{}"), "opinion", AT_A_STEP),
        (
            ("a", REVIEW, "{}"),
            "days",
            "days, decision, due_at, items, materials, opinion, promised, promised_due_at, reason",
        ),
        (("a", CORRECTION, "{}"), "items", "decision, items, materials, opinion, reason"),
    ],
)
def test_a_field_may_not_be_named_as_what_the_command_reads_itself(told, host, name, words):
    drawn = around(step(*(part.format(field(id=name, type="boolean")) for part in host)))
    expected = f"field {name}: expected an id that the command does not read itself ({words})"
    assert ("error", "a", expected) in told(drawn)


@pytest.mark.parametrize("name", ["message", "opinion"])
def test_nor_as_what_is_said_of_a_message(told, name):
    drawn = diagram(start(), MESSAGE.format(field(id=name)), end(), path("s", "m", "e"))
    expected = f"field {name}: expected an id that the command does not read itself (message, opinion)"
    assert ("error", "m", expected) in told(drawn)


@pytest.mark.parametrize(
    "drawn",
    [
        around(step("a", field(id="reason"), field(id="days", type="integer"), field(id="message"))),
        diagram(start(), MESSAGE.format(field(id="promised")), end(), path("s", "m", "e")),
        of_process(f"<banjie:facts>{field(id='due_at', type='date')}</banjie:facts>"),
    ],
)
def test_a_name_that_another_command_reads_is_free(told, drawn):
    assert told(drawn) == []
