"""The tables of 广州: what the hotline takes and what it does not, and the limits by the kind of appeal."""

from __future__ import annotations

import pytest
from lxml import etree

from workflows.bpmn import read_processes
from workflows.catalogue import Catalogue
from workflows.decisions.guide import TABLES, guide, guide_of
from workflows.library import FOLDER
from workflows.places import Places

PLACE = "guangzhou"
HOTLINE = "guangzhou-2023-1/"
APPEAL = {"request": "appeal", "subject": "governance", "order_type": "complaint"}
QUESTION = {"request": "appeal", "subject": "information", "order_type": "consultation", "in_knowledge_base": False}
LICENCE = {"request": "matter", "matter_type": "licence"}


def said(facts, **more):
    return guide({**facts, **more}, PLACE)


def ids(items):
    return {item.id for item in items}


def clauses(answer):
    return {limit.removeprefix(HOTLINE) for limit in answer.limits}


TYPES = [
    (APPEAL, "hotline"),
    (QUESTION, "hotline_consultation"),
    ({**QUESTION, "in_knowledge_base": True}, "hotline_answer"),
    ({**APPEAL, "subject": "conduct"}, "hotline"),
    ({**APPEAL, "subject": "help", "order_type": "help"}, "hotline"),
    ({**APPEAL, "subject": "other"}, "none"),
    ({**APPEAL, "emergency": True}, "none"),
    ({**APPEAL, "within_city": False}, "none"),
    ({**APPEAL, "identity_reasons": ["own_information"], "real_name": False}, "none"),
    ({**APPEAL, "identity_reasons": ["own_information"], "real_name": True}, "hotline"),
    ({**APPEAL, "identity_reasons": ["contact_needed", "law"], "real_name": False}, "none"),
    ({**APPEAL, "identity_reasons": [], "real_name": False}, "hotline"),
    (LICENCE, "online"),
    ({**LICENCE, "matter_type": "public_service"}, "online"),
]


@pytest.mark.parametrize(("facts", "project_type"), TYPES)
def test_what_is_taken_follows_the_rules(facts, project_type):
    assert said(facts).project_type == project_type


def test_every_rule_of_what_is_taken_can_fire():
    seen = {why.rule for facts, _ in TYPES for why in said(facts).why if why.table == "project_type"}
    assert seen == {rule.id for rule in guide_of(PLACE).tables["project_type"].rules}


def test_what_is_known_leaves_nothing_open():
    for facts, project_type in TYPES:
        if project_type != "none":
            assert said(facts).missing == (), facts


def test_what_must_be_known_is_asked_for():
    assert "request" in said({}).missing
    assert "real_name" in said(APPEAL, identity_reasons=["law"]).missing
    assert "in_knowledge_base" in said({**QUESTION, "in_knowledge_base": None}).missing
    assert "channel" in said(APPEAL, complete_information=False).missing
    assert "dispute_kind" in said(APPEAL, times_returned=3).missing


KINDS = ["complaint", "report", "help", "suggestion", "praise"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_question_has_ten_working_days(kind):
    found = clauses(said(APPEAL, order_type=kind))
    assert found == {"13", "14.2", "16", "27.2", "27.3"}


@pytest.mark.parametrize("facts", [APPEAL, QUESTION])
def test_what_is_assigned_from_above_has_the_time_of_its_own_paper(facts):
    assert {"14.1", "14.2"} & clauses(said(facts, assigned=True)) == set()
    assert {"14.1", "14.2"} & clauses(said(facts, assigned=False)) != set()


def test_a_question_has_two_working_days_unless_it_is_answered_at_once():
    assert clauses(said(QUESTION)) == {"13", "14.1", "16", "27.2", "27.3"}
    at_once = said(QUESTION, in_knowledge_base=True)
    assert at_once.limits == ()
    assert at_once.process == "guangzhou_hotline"
    assert ids(at_once.matters) == {"registration", "answer"}
    assert "dispatch_waived" in ids(at_once.exempt)


@pytest.mark.parametrize(
    ("returns", "disputed"), [(0, False), (2, False), (2.9, False), (3, True), (3.1, True), (4, True)]
)
def test_the_third_return_is_a_dispute(returns, disputed):
    answer = said(APPEAL, times_returned=returns, dispute_kind="duty")
    assert ("dispute" in ids(answer.matters)) is disputed
    assert ("18.2" in clauses(answer)) is disputed


@pytest.mark.parametrize(("kind", "clause"), [("district", "18.1"), ("duty", "18.2"), ("law", "18.3")])
def test_who_is_asked_depends_on_the_dispute(kind, clause):
    found = clauses(said(APPEAL, times_returned=3, dispute_kind=kind))
    assert found & {"18.1", "18.2", "18.3"} == {clause}


@pytest.mark.parametrize(("channel", "clause"), [("telephone", "12-interval"), ("network", "12.2")])
def test_what_is_missing_is_asked_for_by_the_channel_it_came_by(channel, clause):
    answer = said(APPEAL, complete_information=False, channel=channel)
    assert clauses(answer) & {"12-interval", "12.2"} == {clause}
    assert "supplement" in ids(answer.matters)


def test_partners_are_named_instead_of_checking_whose_order_it_is():
    assert {"16", "17-joint"} & clauses(said(APPEAL, partners=True)) == {"17-joint"}


def test_what_need_not_be_done():
    assert ids(said(APPEAL).exempt) == {"real_name_waived"}
    answer = said(APPEAL, withdrawn=True, reply_wanted=False, second_round_bars=["mediated"])
    assert ids(answer.exempt) == {"real_name_waived", "rating_waived", "reply_waived", "second_round_waived"}
    assert {"27.2", "27.3"} & clauses(answer) == set()
    assert {"rating", "reply"} & ids(answer.matters) == set()


def test_a_name_is_material_where_it_must_be_given():
    assert "real_name" in ids(said(APPEAL, identity_reasons=["law"], real_name=True).materials)
    assert "real_name" not in ids(said(APPEAL).materials)


@pytest.mark.parametrize("bar", ["sorted", "unreached", "suggestion", "mediated", "force_majeure", "repeated"])
def test_each_of_six_reasons_bars_a_second_handling(bar):
    assert "second_round_waived" in ids(said(APPEAL, second_round_bars=[bar]).exempt)


def test_only_a_licence_has_the_limits_of_the_licensing_law():
    assert set(said(LICENCE).limits) == {f"prc-licensing-law/{clause}" for clause in ("32.4", "42.1", "44")}
    assert set(said(LICENCE, matter_type="public_service").limits) == {"prc-licensing-law/32.4"}


@pytest.mark.parametrize("paper", [True, False])
def test_papers_are_asked_for_only_where_the_law_does(paper):
    answer = said(LICENCE, paper_required=paper)
    assert ("paper_application" in ids(answer.materials)) is paper
    assert ("paper_waived" in ids(answer.exempt)) is not paper


def test_every_rule_has_a_text_and_a_clause():
    for table in guide_of(PLACE).tables.values():
        for rule in table.rules:
            assert rule.text, rule.id
            assert rule.annotations["clause"], rule.id


def test_every_limit_department_fact_and_matter_of_the_tables_is_known():
    tables, catalogue, place = guide_of(PLACE).tables, Catalogue.load(), Places.load().place(PLACE)
    assert all(rule.outputs[0].evaluate({}) in catalogue for rule in tables["limits"].rules)
    assert all(place.department(rule.outputs[3].evaluate({})) for rule in tables["matters"].rules)
    asked = {name for table in tables.values() for name in table.names()} - {"project_type"}
    assert asked == set(guide_of(PLACE).sheet.facts)
    for facts, project_type in TYPES:
        answer = said(facts)
        if project_type != "none":
            assert {item.details["matter"] for item in answer.materials} <= ids(answer.matters), facts


@pytest.mark.parametrize("process", ["guangzhou_hotline", "guangzhou_online"])
def test_the_guide_names_the_diagrams_and_what_they_ask_for(process):
    (model,) = read_processes((FOLDER / PLACE / f"{process}.bpmn").read_bytes(), process)
    rules = guide_of(PLACE).tables["project_type"].rules
    assert model.project_type in {r.outputs[0].evaluate({}) for r in rules if r.outputs[1].evaluate({}) == process}
    offered = {
        (r.outputs[0].evaluate({}), r.outputs[1].evaluate({})) for r in guide_of(PLACE).tables["materials"].rules
    }
    assert {(m.id, m.name) for m in model.materials} <= offered


def test_a_kind_of_appeal_means_the_same_in_the_guide_in_the_form_and_in_the_catalogue():
    (model,) = read_processes((FOLDER / PLACE / "guangzhou_hotline.bpmn").read_bytes(), "guangzhou_hotline")
    form = next(field for field in model.facts if field.id == "order_type")
    fact = guide_of(PLACE).sheet.facts["order_type"]
    assert list(form.options) == [(value, label) for value, label, _ in fact.options]
    assert {limit.applies for limit in Catalogue.load().of_document("guangzhou-2023-1") if limit.applies} == {
        'order_type = "consultation"', 'order_type != "consultation"',
    }  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_ids_stand_once_in_a_file_and_the_decision_is_drawn(name):
    root = etree.parse(str(FOLDER / PLACE / f"{name}.dmn")).getroot()
    found = root.xpath("//@id")
    assert len(found) == len(set(found))
    drawn = root.xpath("//@dmnElementRef")
    assert name in drawn
    assert set(drawn) <= set(found)
    assert {href.removeprefix("#") for href in root.xpath("//@href")} <= set(found)
