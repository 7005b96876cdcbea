"""What Banjie knows before anybody does anything: processes, limits, the guide; and setting it up."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.acceptance.command import ROOT

DOCUMENT = "shanwei-2023-2"
SIX = {"land_to_start", "low_risk", "low_risk_with_plan", "old_estate", "external_lines", "joint_acceptance"}
FIGURES = [
    # limit, clause, line, quantity, scope
    ("2.1", "二", 1774, 8, "process"),
    ("2.2", "二", 1774, 13, "process"),
    ("2.3", "二", 1774, 7, "process"),
    ("2.4", "二", 1774, 3, "process"),
    ("5.1.1", "五（一）1", 1800, 3, "stage"),
    ("5.1.5", "五（一）5", 1808, 4, "group"),
    ("5.1.9", "五（一）9", 1816, 5, None),
    ("5.1.9-registration", "五（一）9", 1816, 1, None),
    ("5.2.6", "五（二）6", 1834, 2, "group"),
    ("5.2.7", "五（二）7", 1836, 5, None),
    ("5.2.7-registration", "五（二）7", 1838, 3, None),
    ("5.3-review", "五（三）", 1842, 5, None),
    ("5.3-approval", "五（三）", 1842, 3, None),
    ("5.3-acceptance", "五（三）", 1842, 5, None),
]


@pytest.fixture(scope="module")
def limits(office):
    return {limit["id"]: limit for limit in office.ok("limits")}


@pytest.mark.parametrize(("name", "clause", "line", "quantity", "scope"), FIGURES)
def test_every_figure_of_the_document_stands_at_its_line(limits, name, clause, line, quantity, scope):
    limit = limits[f"{DOCUMENT}/{name}"]
    assert (limit["quantity"], limit["unit"], limit["bound"]) == (quantity, "working_day", "at_most")
    assert limit["clause"].startswith(clause)
    assert limit["source"]["line"] == line
    assert limit["source"]["file"].startswith("002_")
    assert limit["number"] == "汕建规字〔2023〕2号"
    assert scope in (None, limit["scope"])


def test_joint_acceptance_does_not_count_public_notice(limits):
    for name in ("5.1.9", "5.2.7"):
        assert "public_notice" in limits[f"{DOCUMENT}/{name}"]["excludes"]


def test_every_limit_has_every_key(limits):
    keys = {"id", "document", "number", "clause", "source", "sources", "place", "procedure", "step", "scope", "bound"}
    keys |= {"quantity", "unit", "excludes", "starts", "kind", "effective_from", "effective_to"}
    for limit in limits.values():
        assert keys <= limit.keys()


def test_the_statutory_limits_are_there_too(limits):
    figures = {name.split("/")[1]: one["quantity"] for name, one in limits.items() if name.startswith("prc-")}
    expected = {"32.4": 5, "42.1": 20, "42.2": 45, "43": 20, "44": 10}
    assert expected.items() <= figures.items()


def test_the_processes_run_under_limits_that_exist(office, limits):
    found = {process["id"]: process for process in office.ok("processes")}
    assert found.keys() >= SIX | {"intake"}
    for process in found.values():
        assert {"id", "name", "place", "document", "bpmn", "limits"} <= process.keys()
        assert set(process["limits"]) <= limits.keys()
        assert process["bpmn"].endswith(f"{process['id']}.bpmn")
    promises = {"low_risk": "2.1", "low_risk_with_plan": "2.1", "land_to_start": "2.2", "old_estate": "2.3"}
    for process, promise in {**promises, "external_lines": "2.4"}.items():
        assert f"{DOCUMENT}/{promise}" in found[process]["limits"]


# ── the guide ────

HOUSE = {"area": 10000, "height": 24, "funding": "social", "use": "warehouse"}
LINE = {
    "utility": "water",
    "pipeline_length": 300,
    "diameter": 200,
    "green_area": 200,
    "main_road": False,
    "excluded_zones": [],
}


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (HOUSE, "low_risk"),
        ({**HOUSE, "use": "factory"}, "low_risk"),
        ({**HOUSE, "area": 10000.1}, "none"),
        ({**HOUSE, "height": 24.1}, "none"),
        ({**HOUSE, "funding": "government"}, "none"),
        ({**HOUSE, "use": "residential"}, "none"),
        ({**HOUSE, "excluded_zones": ["heritage"]}, "none"),
        ({**HOUSE, "land_with_plan": True}, "low_risk_with_plan"),
        (LINE, "external_lines_exempt"),
        ({**LINE, "pipeline_length": 301}, "external_lines"),
        ({**LINE, "diameter": 201}, "external_lines"),
        ({**LINE, "green_area": 201}, "external_lines"),
        ({**LINE, "green_area": 200.01}, "external_lines"),
        ({**LINE, "main_road": True}, "external_lines"),
        ({**LINE, "excluded_zones": ["heritage"]}, "none"),
    ],
)
def test_the_guide_keeps_every_threshold_and_names_the_rule(office, facts, kind):
    found = office.ok("guide", "--facts", "-", given=facts)
    assert found["project_type"] == kind
    assert {"process", "matters", "materials", "exempt", "limits", "why"} <= found.keys()
    assert found["why"]
    assert all(why["rule"] for why in found["why"])
    assert (found["process"] is None) == (kind == "none")


def test_the_guide_says_what_it_still_needs_to_know(office):
    found = office.ok("guide", "--facts", "-", given={"colour": "red"})
    assert (found["process"], found["ignored"]) == (None, ["colour"])
    assert {"area", "height", "funding", "use"} <= set(found["missing"])


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "null",
        "{",
        "",
        '{"area": NaN}',
        '{"area": 1e999}',
        '{"area": -1}',
        '{"area": "large"}',
        '{"area": true}',
        '{"excluded_zones": ["\\u0000"]}',
        '{"funding": "\\ud800"}',
        "[" * 50_000,
        '{"a":' * 50_000,
    ],
)
def test_the_guide_refuses_facts_it_cannot_use(office, text):
    answer = office.run("guide", "--facts", "-", "--json", given=text)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("Expected")
    assert "Traceback" not in answer.err


def test_a_facts_file_that_is_not_there_is_said_so(office):
    answer = office.run("guide", "--facts", "/nowhere/facts.json")
    assert answer.status in (1, 2)
    assert "/nowhere/facts.json" in answer.err


# ── setting up ────


def test_the_real_command_starts_by_itself(office):
    """Once without the forking that the other tests use."""
    words = [sys.executable, "-m", "banjie.cli", "processes", "--json"]
    found = subprocess.run(words, cwd=ROOT, env=office.environment, capture_output=True, check=True)
    assert {process["id"] for process in json.loads(found.stdout)} >= SIX
    assert found.stderr == b""


def test_init_may_be_repeated_and_speaks_on_standard_error(terminal):
    case = terminal.start("low_risk", "2026-09-14T09:00")
    answer = terminal.run("init")
    assert (answer.status, answer.out) == (0, "")
    assert f"{len(list((ROOT / 'bpmn').rglob('*.bpmn')))} processes" in answer.err
    assert terminal.show(case, "2026-09-14T10:00")["state"] == "received"


def test_users_are_added_listed_changed_and_locked_out(terminal):
    duties = ("--department", "housing", "--role", "case_worker")
    added = terminal.run("user", "add", "li", "--name", "李", *duties, "--json", given="correct horse battery\n")
    assert added.status == 0, added
    assert added.json["roles"] == ["case_worker"]
    assert [user["login"] for user in terminal.ok("user", "list")] == ["li"]
    assert terminal.run("user", "duties", "li", "--department", "counter", "--role", "counter").status == 0
    case = terminal.start("low_risk", "2026-09-14T09:00", None, "--by", "li")
    assert terminal.run("user", "deactivate", "li").status == 0
    assert "li" in terminal.refused("case", "do", case, "accept", "--by", "li")
    assert "battery" not in terminal.run("user", "list").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "li", "--role", "emperor"),
        ("user", "add", "li", "--department", "moon", "--role", "case_worker"),
        ("user", "add", "", "--role", "counter"),
        ("user", "add", "a/../b\x1b[31m", "--role", "counter"),
        ("user", "add", "l" * 5000, "--role", "counter"),
        ("user", "password", "nobody"),
        ("user", "deactivate", "nobody"),
        ("case", "start", "low_risk", "--by", "nobody"),
    ],
)
def test_users_that_cannot_be_are_refused(office, arguments):
    answer = office.run(*arguments, given="correct horse battery\n")
    assert (answer.status, answer.out) == (1, ""), answer
    assert answer.err.startswith("Expected"), answer.err


def test_a_short_password_is_refused(office):
    answer = office.run("user", "add", "wang", "--role", "counter", given="x\n")
    assert answer.status == 1
    assert office.run("user", "list").out.find("wang") == -1


@pytest.mark.parametrize("arguments", [("fly",), ("case",), ("case", "start"), ("deploy",), ("limits", "--colour"), ()])
def test_wrong_usage_exits_with_2(office, arguments):
    answer = office.run(*arguments)
    assert answer.status == 2
    assert "Traceback" not in answer.err
