"""What stands around a simulation on the command line: the bar, the tables, the files."""

from __future__ import annotations

import io
import signal
import sys

import pytest

from banjie.whatif import sources
from banjie.whatif.printing import lines
from banjie.whatif.progress import Watcher
from engine.simulation.errors import SimulationError

SPREAD = {"mean": None, "p50": None, "p90": None, "p95": None, "p99": None, "ci": None}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is_and_nothing_afterwards(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Watcher() as watcher:
        watcher.start("simulating")
        watcher.progress(0.5)
        watcher.progress(1.0)
        watcher.start("searching")
    shown = terminal.getvalue()
    assert "simulating  50%" in shown
    assert "searching   0%" in shown
    assert shown.rsplit("\r", 1)[-1].strip() == ""


def test_what_is_no_terminal_stays_clean(monkeypatch):
    file = io.StringIO()
    monkeypatch.setattr(sys, "stderr", file)
    with Watcher() as watcher:
        watcher.start("simulating")
        watcher.progress(0.5)
    assert file.getvalue() == ""


def test_the_first_ctrl_c_asks_to_stop_and_the_second_stops():
    before = signal.getsignal(signal.SIGINT)
    with Watcher() as watcher:
        assert not watcher.cancelled()
        signal.raise_signal(signal.SIGINT)
        assert watcher.cancelled()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_tables_say_nothing_with_a_dash():
    document = {
        "process": "p", "name": "批", "cases": 0, "replications": 1, "seed": 1, "mode": "plain", "open": 2,
        "seconds": 0.1,
        "cycle": SPREAD, "approval": None, "span": SPREAD, "limits": [], "pools": [], "bottlenecks": [], "steps": [],
    }  # fmt: skip
    text = "\n".join(lines(document))
    assert "2 open at the end" in text
    assert "None" not in text
    assert "–" in text


def test_columns_stand_under_each_other_with_chinese_in_them():
    spread = {"mean": 1.0, "p50": 1.0, "p90": 1.0, "p95": 1.0, "p99": 1.0, "ci": [0.5, None]}
    steps = [
        {"step": "p/a", "name": name, "count": 1, "share": 0.5}
        | {key: {"mean": 1.0} for key in ("waiting", "work", "span")}
        for name in ("受理", "a long name")
    ]
    document = {
        "process": "p", "name": "批", "cases": 1, "replications": 1, "seed": 1, "mode": "plain", "open": 0,
        "seconds": 0.1,
        "cycle": spread, "approval": None, "span": None, "limits": [], "pools": [], "bottlenecks": [], "steps": steps,
    }  # fmt: skip
    shown = list(lines(document))
    assert "0.50 to ?" in shown[4]
    first, second = shown[-2:]
    assert len(first) + 2 == len(second)  # two characters that are two columns wide


def test_a_file_that_names_several_processes_asks_which_is_meant(tmp_path):
    file = tmp_path / "two.bpmn"
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'
    body = "".join(
        f'<process id="{name}" isExecutable="true"><startEvent id="s{name}"/><endEvent id="e{name}"/>'
        f'<sequenceFlow id="f{name}" sourceRef="s{name}" targetRef="e{name}"/></process>'
        for name in ("a", "b")
    )
    file.write_text(f"{head}{body}</definitions>", "utf-8")
    with pytest.raises(SimulationError, match=r"Expected one process in .*, but there are a, b"):
        sources.of_file(file)
    assert sources.of_file(file, "b")[0] == "b"
    with pytest.raises(SimulationError, match=r"Expected process 'c' in .*, but there are a, b"):
        sources.of_file(file, "c")


def test_only_the_diagrams_that_a_process_calls_are_read():
    found = sources.of_process("low_risk")
    assert set(found) == {"low_risk", "intake", "joint_acceptance"}
    assert "low_risk" not in sources.of_process("intake")


def test_a_file_far_too_large_is_not_read_to_its_end(tmp_path, monkeypatch):
    file = tmp_path / "large"
    file.write_bytes(b"x" * 100)
    monkeypatch.setattr(sources, "MAX_BYTES", 99)
    with pytest.raises(SimulationError, match="smaller than 99 bytes"):
        sources.read_file(file, "the diagram")
