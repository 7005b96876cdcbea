"""`banjie deploy`: diagrams of other tools run as they are drawn; what cannot run is refused, and nothing of it stays."""

# ruff: noqa: E501  the broken diagrams read best in one line each

from __future__ import annotations

from itertools import permutations

import pytest

from tests.acceptance.drawn import calling, file, process, rework, timed

AT = "2026-09-14T09:00"
SPELLINGS = [
    ("rework", ""),
    ("${rework}", ""),
    ("${rework == true}", "${rework == false}"),
    ("rework = true", "rework = false"),
    ("=rework", "=not(rework)"),
    ("#{rework}", "#{!rework}"),
    ("rework == True", "not(rework)"),
    ("!done && rework", ""),
]


def deploy(terminal, name, content, *more):
    return terminal.run("deploy", terminal.write(name, content), *more, "--json")


@pytest.mark.parametrize(("again", "done"), SPELLINGS)
def test_conditions_are_read_in_the_spelling_of_many_tools(office, again, done):
    name = f"spelt{SPELLINGS.index((again, done))}"
    answer = deploy(office, f"{name}.bpmn", file(rework(name, again, done)))
    assert answer.json == {"process": name, "version": 1}, answer
    case = office.start(name, AT)
    for step in ("plan", "a", "b", "c"):
        office.do(case, "complete", AT, f"{name}_{step}")
    office.do(case, "complete", AT, f"{name}_check", rework=True, done=False)
    assert office.open_steps(case, AT) == [f"{name}_plan"]


@pytest.mark.parametrize("decided", [{"decision": "rework"}, {"decision": "ok"}])
def test_a_decision_is_a_variable_of_a_foreign_diagram(office, decided):
    deploy(office, "decided.bpmn", file(rework("decided", "${decision == 'rework'}", "${decision != 'rework'}")))
    case = office.start("decided", AT)
    for step in ("plan", "a", "b", "c"):
        office.do(case, "complete", AT, f"decided_{step}")
    office.do(case, "complete", AT, "decided_check", **decided)
    shown = office.show(case, AT)
    assert (shown["outcome"] is None) == (decided["decision"] == "rework")


def test_a_join_in_a_rework_loop_waits_for_every_branch_in_every_order(office):
    deploy(office, "loop.bpmn", file(rework("loop")))
    orders = list(permutations("abc"))
    for first, second in zip(orders[:3], orders[3:], strict=True):
        case = office.start("loop", AT)
        for order, again in ((first, True), (second, False)):
            office.do(case, "complete", AT, "loop_plan")
            for number, step in enumerate(order, 1):
                events = office.do(case, "complete", AT, f"loop_{step}")
                assert ("StepOpened" in events) == (number == len(order))
            office.do(case, "complete", AT, "loop_check", rework=again)
        assert office.show(case, AT)["outcome"] == "completed"


@pytest.mark.parametrize(("duration", "due"), [("PT36H", "2026-09-15T21:00"), ("P1D", "2026-09-15T09:00")])
def test_a_boundary_timer_fires_in_clock_time_at_its_own_instant(office, duration, due):
    name = f"timed_{duration}"
    deploy(office, "timed.bpmn", file(timed(name, duration)))
    case = office.start(name, AT)
    assert office.open_steps(case, "2026-09-15T08:59") == [f"{name}_work"]
    office.do(case, "complete", "2026-09-20T10:00", f"{name}_chase")
    shown = office.show(case, "2026-09-20T10:00")
    fired = next(event for event in shown["events"] if event["type"] == "TimerFired")
    assert fired["at"] == f"{due}:00+08:00"
    assert {step["step"]: step["state"] for step in shown["steps"]} == {
        f"{name}_work": "cancelled",
        f"{name}_chase": "done",
    }


def test_several_processes_of_one_file_deploy_together_and_call_one_another(office):
    answer = deploy(office, "two.bpmn", file(calling("outer", "inner"), timed("inner", "P9D")))
    assert [one["process"] for one in answer.json] == ["outer", "inner"]
    case = office.start("outer", AT)
    office.do(case, "complete", AT, "inner_work")
    assert office.open_steps(case, AT) == ["outer_after"]


def test_the_same_file_again_makes_no_new_version_and_running_cases_stay_on_theirs(office):
    first = file(timed("kept", "P1D"))
    deploy(office, "kept.bpmn", first)
    case = office.start("kept", AT)
    assert deploy(office, "kept.bpmn", first).json == {"process": "kept", "version": 1}
    assert deploy(office, "kept.bpmn", file(calling("kept", "intake"))).json == {"process": "kept", "version": 2}
    office.do(case, "complete", AT, "kept_work")
    assert office.show(case, AT)["outcome"] == "completed"


def test_a_decision_table_deploys(office):
    table = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
      <decision id="size" name="size"><decisionTable id="t" hitPolicy="FIRST">
        <input id="i"><inputExpression id="ie" typeRef="number"><text>area</text></inputExpression></input>
        <output id="o" name="kind" typeRef="string"/>
        <rule id="r1"><inputEntry id="r1i"><text>&lt;= 100</text></inputEntry>
          <outputEntry id="r1o"><text>"small"</text></outputEntry></rule>
      </decisionTable></decision></definitions>"""
    answer = deploy(office, "size.dmn", table)
    assert answer.status == 0, answer
    assert answer.json["version"] == 1


BROKEN = {
    "not XML": ("<definitions", "XML"),
    "empty": ("", "Expected"),
    "HTML": ("<html><body/></html>", "html"),
    "no process": (file(), "process"),
    "a flow to nowhere": (file(process("bad", '<startEvent id="~s"/><endEvent id="~e"/>', "s e\ns nowhere")), "nowhere"),
    "no way to an end": (file(process("bad", '<startEvent id="~s"/><userTask id="~loop"/>', "s loop\nloop loop")), "bad_loop"),
    "a join that waits for ever": (
        file(process("bad", '<startEvent id="~s"/><exclusiveGateway id="~x"/><parallelGateway id="~never"/><endEvent id="~e"/>',
                     "s x\nx never a\nx never\nnever e")), "bad_never"),
    "a call of what does not exist": (file(calling("bad", "nobody")), "nobody"),
    "a call of itself": (file(calling("bad", "bad")), "bad"),
    "a condition that is code": (file(rework("bad", "__import__('os').system('x')")), "bad_flow10"),
    "an unknown limit": (
        file(timed("bad", "P1D")).replace('<userTask id="bad_work"/>',
            '<userTask id="bad_work"><extensionElements><b:limit xmlns:b="urn:banjie:bpmn:1" ref="no/such"/>'
            "</extensionElements></userTask>"), "no/such"),
    "a script": (file(process("bad", '<startEvent id="~s"/><scriptTask id="~run"><script>1</script></scriptTask><endEvent id="~e"/>',
                              "s run\nrun e")), "bad_run"),
    "an entity bomb": ('<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><definitions>&b;</definitions>', "Expected"),
    "an outside entity": ('<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions>&a;</definitions>', "Expected"),
    "deep nesting": ("<a>" * 20000 + "</a>" * 20000, "Expected"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_run_is_refused_by_name_and_nothing_of_it_stays(office, what):
    content, named = BROKEN[what]
    good = office.write("good.bpmn", file(timed("companion", "P1D")))
    before = [(one["id"], one["version"]) for one in office.ok("processes")]
    answer = deploy(office, "bad.bpmn", content, good)
    assert answer.status == 1, answer
    assert named in answer.err
    assert "xpected" in answer.err
    assert "Traceback" not in answer.err
    assert "root:" not in answer.err
    assert [(one["id"], one["version"]) for one in office.ok("processes")] == before


@pytest.mark.parametrize("name", ["missing.bpmn", "."])
def test_a_file_that_cannot_be_read_is_refused(office, name):
    answer = office.run("deploy", office.folder / name)
    assert answer.status == 1
    assert answer.err.startswith("Expected to read")


def test_a_file_of_another_kind_is_refused(office):
    assert "notes.txt" in office.refused("deploy", office.write("notes.txt", "hello"))


def test_a_refusal_in_json_names_the_element_and_says_why(office):
    answer = deploy(office, "recursive.bpmn", file(calling("recursive", "recursive")))
    assert answer.status == 1
    assert answer.json["element"] == answer.json["findings"][0]["element"]
    assert answer.json["sentence"] in answer.err
