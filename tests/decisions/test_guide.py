"""The guide: wrong facts, missing facts, presumptions, and the command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from banjie.commands.guide import guide as command
from workflows.decisions import DecisionError
from workflows.decisions.facts import read_facts
from workflows.decisions.guide import Guide, as_record, guide, guide_of
from workflows.tables import CatalogueError

LOW = {"use": "factory", "funding": "social", "area": 8000, "height": 18}

WRONG = [
    ({"area": "8000"}, "'area' (单体建筑面积（不含地下）) to be a number from 0 to 10000000, but '8000' came"),
    ({"area": True}, "'area'"),
    ({"area": -1}, "'area'"),
    ({"area": float("nan")}, "'area'"),
    ({"area": float("inf")}, "'area'"),
    ({"area": 10**400}, "'area'"),
    ({"area": [1]}, "'area'"),
    ({"main_road": "no"}, "'main_road'"),
    ({"main_road": 0}, "'main_road'"),
    ({"use": "castle"}, "'use'"),
    ({"use": ["factory"]}, "'use'"),
    ({"use": {}}, "'use'"),
    ({"excluded_zones": "heritage"}, "'excluded_zones'"),
    ({"excluded_zones": ["moon"]}, "'excluded_zones'"),
    ({"excluded_zones": [[]]}, "'excluded_zones'"),
    ([], "an object"),
    (None, "an object"),
]


@pytest.mark.parametrize(("facts", "part"), WRONG)
def test_a_fact_of_the_wrong_kind_is_a_sentence_that_names_it(facts, part):
    with pytest.raises(DecisionError) as caught:
        guide(facts)
    assert str(caught.value).startswith("Expected ")
    assert part in str(caught.value)


def test_with_no_facts_those_that_matter_are_named():
    guidance = guide({})
    assert (guidance.process, guidance.project_type, guidance.why) == (None, None, ())
    assert {"use", "area", "height", "funding"} <= set(guidance.missing)
    assert not set(guidance.missing) & set(guidance.assumed)


@pytest.mark.parametrize("name", LOW)
def test_each_measure_of_low_risk_is_asked_for_and_never_presumed(name):
    facts = {key: value for key, value in LOW.items() if key != name}
    guidance = guide(facts)
    assert guidance.process is None
    assert name in guidance.missing


def test_null_counts_as_not_given():
    assert guide({**LOW, "area": None}) == guide({key: value for key, value in LOW.items() if key != "area"})


def test_the_process_stands_while_details_are_still_missing():
    guidance = guide({"renovation": "old_estate"})
    assert guidance.process == "old_estate"
    assert {"planning_change", "affects_environment", "funding"} <= set(guidance.missing)


def test_what_was_presumed_and_mattered_is_named():
    assumed = guide(LOW).assumed
    assert {"excluded_zones", "simple_structure", "land_with_plan"} <= set(assumed)
    assert "standard_design" not in assumed
    assert "gas_pressure" not in assumed


def test_what_is_given_is_not_presumed():
    given = {"excluded_zones": [], "simple_structure": True, "land_with_plan": False}
    assert not set(given) & set(guide({**LOW, **given}).assumed)


def test_names_that_mean_nothing_here_are_ignored_and_said():
    guidance = guide({**LOW, "project_name": "一号厂房", "colour": object()})
    assert guidance.process == "low_risk"
    assert guidance.ignored == ("project_name", "colour")


def test_every_rule_that_fired_is_named_with_its_clause():
    guidance = guide(LOW)
    kind = guidance.why[0]
    assert (kind.table, kind.rule, kind.clause) == ("project_type", "project_type_low_risk", "三（一）")
    assert "单体建筑面积（平方米，不含地下） <= 10000 (8000)" in kind.matched
    fired = len(guidance.matters) + len(guidance.materials) + len(guidance.exempt) + len(guidance.limits)
    assert len(guidance.why) == fired + 1


def test_the_facts_of_a_place_are_fields_of_a_form():
    sheet = guide_of("shanwei").sheet
    fields = {fact.id: fact.form_field() for fact in sheet.facts.values()}
    assert fields["area"].label == "单体建筑面积（不含地下）（平方米）"
    assert (fields["area"].minimum, fields["area"].type) == (0, "number")
    assert ("factory", "厂房") in fields["use"].options


def test_only_what_matters_to_the_project_is_asked():
    sheet = guide_of("shanwei").sheet
    line = {fact.id for fact in sheet.relevant({"utility": "power", "renovation": "none", "completed": False})}
    house = {fact.id for fact in sheet.relevant({"utility": "none", "renovation": "none", "completed": False})}
    assert {"voltage", "pipeline_length"} <= line
    assert not {"area", "height", "gas_pressure"} & line
    assert {"area", "height"} <= house
    assert "voltage" not in house


def test_a_place_without_a_guide_is_a_sentence():
    with pytest.raises(CatalogueError, match="Expected one of the places"):
        guide(LOW, "atlantis")
    with pytest.raises(DecisionError, match=r"'national' to have a guide, but it lacks .*project_type\.dmn"):
        guide(LOW, "national")


def test_a_table_of_another_name_in_a_file_is_a_sentence(tmp_path, bpmn):
    (tmp_path / "shanwei").mkdir()
    for path in (bpmn / "shanwei").glob("*.dmn"):
        text = path.read_text(encoding="utf-8")
        (tmp_path / "shanwei" / path.name).write_text(
            text.replace('decision id="', 'decision id="my_'), encoding="utf-8"
        )
    with pytest.raises(DecisionError, match="to hold decision 'project_type'"):
        Guide.load("shanwei", tmp_path)


FACT = '[[fact]]\nid = "a"\nlabel = "甲"\nenglish = "A"\ntype = "number"\n'
BROKEN = [
    (FACT.replace("number", "colour"), "type"),
    (FACT.replace("number", "select"), "options"),
    (FACT + 'options = [["x", "y", "z"]]', "options"),
    (FACT.replace("number", "select") + 'options = [["x", "y"]]', "options"),
    (FACT + 'presumed = "1 +"', "presumed"),
    (FACT + 'when = "b"', "the facts before it (not b)"),
    (FACT + 'when = "a"', "the facts before it (not a)"),
    (FACT * 2, "stands once"),
    (FACT + "maximum = -1", "maximum"),
    (FACT + "mood = 1", "'mood'"),
    (FACT.replace('"a"', '"A b"'), "id"),
]


@pytest.mark.parametrize(("text", "part"), BROKEN)
def test_a_broken_sheet_of_facts_is_refused(tmp_path, text, part):
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_facts(tmp_path / "x.toml")
    assert part in str(caught.value)
    assert "x.toml" in str(caught.value)


sheet = guide_of("shanwei").sheet


def values_of(fact):
    if fact.type == "boolean":
        return st.booleans()
    if fact.type == "number":
        return st.one_of(st.integers(0, min(40_000, int(fact.maximum))), st.floats(0, 400))
    one = st.sampled_from([option[0] for option in fact.options])
    return one if fact.type == "select" else st.sets(one, max_size=1).map(list)


projects = st.fixed_dictionaries(
    {},
    optional={fact.id: values_of(fact) for fact in sheet.facts.values()},
)


@settings(max_examples=80, deadline=None)
@given(projects)
def test_any_project_gets_an_answer_and_the_answer_is_json(facts):
    guidance = guide(facts)
    assert json.loads(json.dumps(as_record(guidance))) == as_record(guidance)
    assert (guidance.project_type is None) <= bool(guidance.missing)
    assert (guidance.process is None) == (guidance.project_type in (None, "none"))
    assert bool(guidance.why) == (guidance.project_type is not None)
    assert not set(guidance.missing) & set(facts)


# ── the command ─────────────────────────────────────────────────────────────────────────────────────────────────


def run(facts, *arguments):
    text = facts if isinstance(facts, (str, bytes)) else json.dumps(facts)
    return CliRunner().invoke(command, ["--facts", "-", *arguments], input=text)


def test_json_holds_the_keys_of_the_contract():
    answer = json.loads(run(LOW, "--json").stdout)
    assert set(answer) >= {"process", "matters", "materials", "exempt", "limits", "why", "missing"}
    assert answer["process"] == "low_risk"
    assert "shanwei-2023-2/2.1" in answer["limits"]
    assert set(answer["why"][0]) >= {"table", "rule", "text", "clause"}


def test_facts_come_from_a_file_too(tmp_path):
    (tmp_path / "facts.json").write_text(json.dumps(LOW), encoding="utf-8-sig")
    result = CliRunner().invoke(command, ["--facts", str(tmp_path / "facts.json"), "--place", "汕尾", "--json"])
    assert json.loads(result.stdout)["process"] == "low_risk"


def test_out_of_scope_is_an_answer_and_not_an_error():
    result = run({"excluded_zones": ["heritage"]}, "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert answer["process"] is None
    assert answer["why"][0]["rule"] == "project_type_zone_heritage"


def test_the_text_is_for_people():
    assert "process: low_risk" in run(LOW).stdout
    assert "cannot be said yet" in run({}).stdout
    assert "no process fits" in run({"excluded_zones": ["heritage"]}).stdout


BAD = [
    "",
    "{",
    "[]",
    "3",
    "null",
    b"\xff\xfe",
    "[" * 100_000,
    "9" * 5000,
    '{"area": "much"}',
    '{"area": NaN}',
    '{"area": [[[]]]}',
    '{"area": ' + "9" * 4000 + "}",
    '{"use": {"a": 1}}',
    '{"use": "\\ud800"}',
    " " * 1_000_002,
]


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_input_is_a_sentence_and_status_1(text):
    result = run(text, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Expected " in result.stderr


def test_half_a_character_in_a_name_does_not_stop_the_answer():
    result = run('{"\\ud800": 1, "completed": true}', "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ignored"] == ["?"]


def test_an_unknown_place_is_a_sentence_and_a_missing_file_is_wrong_usage():
    assert run(LOW, "--place", "atlantis").exit_code == 1
    assert CliRunner().invoke(command, ["--facts", "/nonexistent.json"]).exit_code == 2
    assert CliRunner().invoke(command, []).exit_code == 2


def test_chinese_facts_come_through_standard_input():
    assert json.loads(run(json.dumps({**LOW, "name": "厂房"}, ensure_ascii=False), "--json").stdout)["ignored"] == [
        "name"
    ]
