"""What the library underneath does, and that none of it reaches us.

Where a test shows a trait of SpiffWorkflow 3.2, it is there to tell when the library changes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.specs.Simple import Simple
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskIterator, TaskState
from SpiffWorkflow.workflow import Workflow

from engine.execution import ExecutionError, Instance, InstanceFault
from engine.execution.nodes import Step
from tests.execution.building import Drawing, play, program, started

ROOT = Path(__file__).parents[2]


def chain(length: int) -> Workflow:
    spec = WorkflowSpec("chain", addstart=True)
    before = spec.start
    for number in range(length):
        step = Simple(spec, f"s{number}", manual=True)
        before.connect(step)
        before = step
    return Workflow(spec)


def test_the_library_runs_a_task_twice_and_we_do_not() -> None:
    workflow = chain(1)
    workflow.run_all()
    task = workflow.get_next_task(spec_name="s0")
    task.run()
    assert task.state == TaskState.COMPLETED
    task.run()  # no complaint
    instance = play(started(Drawing().flow("start a b end")), "a#1")
    with pytest.raises(ExecutionError, match="'a#1' is not open"):
        instance.complete("a#1")


def test_the_library_keeps_every_task_that_ever_ran_and_we_do_not() -> None:
    workflow = chain(50)
    workflow.run_all()
    for number in range(40):
        workflow.get_next_task(spec_name=f"s{number}").run()
    assert len(workflow.tasks) > 40
    drawing = Drawing().flow("start " + " ".join(f"s{n}" for n in range(50)) + " end")
    instance = play(started(drawing), *(f"s{n}#1" for n in range(40)))
    assert len(instance._net.tasks) == 2  # the process and the step that is open


def test_the_library_looks_no_deeper_than_a_thousand_tasks() -> None:
    workflow = chain(1)
    parent = workflow.task_tree
    for _ in range(1500):
        parent = Task(workflow, workflow.spec.start, parent, state=TaskState.COMPLETED)
    parent.state = TaskState.CANCELLED
    assert len(list(TaskIterator(workflow.task_tree))) < 1500


def test_an_error_of_the_library_comes_out_as_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise WorkflowException("no good")

    instance = started(Drawing().flow("start a end"))
    monkeypatch.setattr(Step, "_run_hook", fails)
    with pytest.raises(InstanceFault, match="Expected the diagram to run, but: no good"):
        instance.complete("a#1")
    with pytest.raises(ExecutionError, match="load it again"):
        instance.dump()


def test_an_expression_is_never_run_as_a_program() -> None:
    """What would be Python is refused when the program is compiled, so it never waits for its turn."""
    for text in ("().__class__", "open('/etc/passwd')", "[x for x in y]", "lambda: 1", "a := 1", "exec('1')"):
        drawing = Drawing().flow("start xor_1 end").flow("xor_1 a", text).default("xor_1", "end")
        with pytest.raises(ExecutionError, match="Expected an expression at 'f3'"):
            program(drawing)


def test_no_python_engine_is_even_loaded() -> None:
    code = (
        "import sys, engine.execution\n"
        "bad = [m for m in sys.modules if m.startswith(('SpiffWorkflow.bpmn', 'SpiffWorkflow.camunda'))]\n"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_library_is_imported_in_one_place_only() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for room in ("workflows", "engine", "models", "web", "banjie")
        for path in (ROOT / room).rglob("*.py")
        if "SpiffWorkflow" in path.read_text("utf-8") and "import" in path.read_text("utf-8")
    ]
    imports = [path for path in found if _imports_library(ROOT / path)]
    assert imports
    assert all(path.startswith("engine/execution/") for path in imports)


def _imports_library(path: Path) -> bool:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return any(line.startswith(("from SpiffWorkflow", "import SpiffWorkflow")) for line in lines)


def test_no_clock_and_no_chance_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same commands give the same tokens, changes and states, whatever the time of day."""
    drawing = Drawing().flow("start and_f a and_j xor_out end").flow("and_f b and_j").flow("xor_out and_f", "again")
    plan = program(drawing.default("xor_out", "end"))
    played = []
    for now in (0.0, 10.0**10):
        monkeypatch.setattr("SpiffWorkflow.task.time.time", lambda now=now: now)
        instance, changes = Instance.start(plan, {"again": True})
        seen = [changes, instance.complete("b#1"), instance.complete("a#1"), instance.complete("a#2")]
        played.append((seen, instance.dump()))
    assert played[0] == played[1]
