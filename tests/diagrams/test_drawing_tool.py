"""The drawing tool writes what is committed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from scripts.draw.__main__ import main
from scripts.draw.labels import place_labels, text_box, text_width
from scripts.draw.layout import Box, lay_out
from scripts.draw.model import Drawing, Field
from scripts.draw.processes import DRAWINGS
from scripts.draw.route import route_flows
from scripts.draw.xml import to_xml
from workflows.bpmn import errors, read_processes
from workflows.bpmn.check import check
from workflows.library import FOLDER
from workflows.model import Assign, Kind, Message, TimerRule

if TYPE_CHECKING:
    from workflows.model import ProcessModel


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_the_descriptions_and_the_committed_diagrams_agree(name: str, models: dict[str, ProcessModel]) -> None:
    drawing, model = DRAWINGS[name](), models[name]
    assert set(drawing.nodes) == set(model.elements)
    assert {f.id: f.when for f in drawing.flows} == {f.id: f.condition for f in model.flows.values()}
    assert {n.id: n.name for n in drawing.nodes.values()} == {e.id: e.name for e in model.elements.values()}
    assert {n.id: n.doc for n in drawing.nodes.values()} == {e.id: e.documentation for e in model.elements.values()}


def test_drawing_again_gives_the_committed_file() -> None:
    drawing = DRAWINGS["intake"]()
    plan = lay_out(drawing)
    routes = route_flows(drawing, plan)
    again = to_xml(drawing, plan, routes, place_labels(drawing, plan, routes))
    assert again == (FOLDER / drawing.file).read_bytes()


def test_an_unknown_name_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    assert "Expected names of diagrams" in capsys.readouterr().err


def test_two_nodes_of_one_id_are_refused() -> None:
    drawing = Drawing("d", "图", "d.bpmn", "", "", "")
    drawing.lane("counter", "窗口")
    drawing.step("a", "甲", ("counter", 0, 0))
    with pytest.raises(ValueError, match="a comes twice"):
        drawing.step("a", "乙", ("counter", 1, 0))


def test_a_step_after_another_stands_to_its_right_and_a_straight_line_joins_them() -> None:
    drawing = Drawing("d", "图", "d.bpmn", "", "", "")
    drawing.lane("counter", "窗口")
    drawing.step("a", "甲", ("counter", 0, 0))
    drawing.step("b", "乙", ("counter", 1, 0))
    drawing.chain("a", "b")
    plan = lay_out(drawing)
    a, b = plan.boxes["a"], plan.boxes["b"]
    assert a.right < b.x
    middle = a.centre[1]
    assert route_flows(drawing, plan) == {"flow_a_to_b": [(a.right, middle), (b.x, middle)]}


def test_a_loop_goes_around_the_step_between() -> None:
    drawing = Drawing("d", "图", "d.bpmn", "", "", "")
    drawing.lane("counter", "窗口", 2)
    for column, node in enumerate("abc"):
        drawing.step(node, node, ("counter", column, 0))
    drawing.chain("a", "b", "c", "a")
    plan = lay_out(drawing)
    route = route_flows(drawing, plan)["flow_c_to_a"]
    between = plan.boxes["b"]
    assert not any(between.holds(x, y) for x, y in route)
    assert len(route) > 2


def test_a_chinese_letter_is_wider_than_a_latin_one_and_long_labels_break() -> None:
    assert text_width("受理") > text_width("ab")
    width, height = text_box("是否告知承诺免审批")
    assert width <= 92
    assert height == 28


def test_a_box_grown_inwards_no_longer_meets_its_neighbour() -> None:
    one, other = Box(0, 0, 10, 10), Box(8, 0, 10, 10)
    assert one.meets(other)
    assert not one.grow(-2).meets(other)


def drawn(drawing: Drawing) -> ProcessModel:
    """The process as it is read back from the file."""
    plan = lay_out(drawing)
    routes = route_flows(drawing, plan)
    (model,) = read_processes(to_xml(drawing, plan, routes, place_labels(drawing, plan, routes)))
    return model


def begun() -> Drawing:
    drawing = Drawing("d", "图", "d.bpmn", "", "", "")
    drawing.lane("counter", "窗口", rows=2)
    drawing.add("start", "s", "", ("counter", 0, 0))
    drawing.step("work", "办理", ("counter", 1, 0))
    drawing.add("end", "e", "结束", ("counter", 6, 0))
    return drawing


def test_a_script_a_restart_and_timers_are_written_as_they_are_read() -> None:
    drawing = begun()
    drawing.add("script", "again", "退回次数加一", ("counter", 2, 0), assigns=(("n", "coalesce(n, 0) + 1"),))
    drawing.add("milestone", "news", "追加新情况", ("counter", 3, 0), restarts=("a/1",))
    drawing.add("timer", "wait", "等 15 分钟", ("counter", 4, 0), timer={"quantity": "15", "unit": "minute"})
    drawing.boundary("remind", "提醒", "work", ("limit", "a/1"), interrupting=False)
    drawing.chain("s", "work", "again", "news", "wait", "e")
    drawing.flow("remind", "e")
    found = drawn(drawing).elements
    assert found["again"].assigns == (Assign("n", "coalesce(n, 0) + 1"),)
    assert found["news"].restarts == ("a/1",)
    assert found["wait"].timer == TimerRule(quantity=Decimal(15), unit="minute")
    assert (found["remind"].timer, found["remind"].interrupting) == (TimerRule(limit="a/1"), False)


def test_an_event_may_stand_on_the_border_of_a_sub_process() -> None:
    drawing = begun()
    with drawing.sub_process("part", "分办", ""):
        drawing.add("start", "i", "", ("counter", 2, 0))
        drawing.step("inner", "内办", ("counter", 3, 0))
        drawing.add("end", "o", "", ("counter", 4, 0))
    drawing.boundary("late", "到期", "part", ("limit", "a/1"), dx=-60)
    drawing.add("end", "f", "超期", ("counter", 5, 1))
    drawing.chain("s", "work", "part", "e")
    drawing.chain("i", "inner", "o")
    drawing.flow("late", "f")
    plan = lay_out(drawing)
    frame, event = plan.boxes["part"], plan.boxes["late"]
    assert event.centre == (frame.centre[0] - 30, frame.bottom)
    assert drawn(drawing).elements["late"].lane == "lane_counter"


def test_messages_and_an_event_gateway_are_written_as_they_are_read() -> None:
    drawing = begun()
    drawing.add("event_gateway", "which", "等待", ("counter", 2, 0))
    field = Field("rating", "评价", "select", required=True, options=(("good", "满意"),))
    drawing.add(
        "message", "rated", "诉求人评价", ("counter", 3, 0), message="rating", role="applicant", fields=(field,)
    )
    drawing.add("timer", "silent", "5 日未评价", ("counter", 3, 1), timer={"quantity": "5", "unit": "natural_day"})
    drawing.add("receive", "paid", "收到付款", ("counter", 4, 0), message="paid", department="finance")
    drawing.boundary("news", "追加新情况", "work", message="news", role="applicant", interrupting=False)
    drawing.chain("s", "work", "which", "rated", "paid", "e")
    drawing.chain("which", "silent", "e")
    drawing.flow("news", "e")
    model = drawn(drawing)
    found = model.elements
    assert (found["rated"].message, found["rated"].role) == (Message("message_rating", "rating"), "applicant")
    assert [f.id for f in found["rated"].form] == ["rating"]
    assert (found["paid"].kind, found["paid"].message) == (Kind.RECEIVE, Message("message_paid", "paid"))
    assert found["paid"].department == "finance"
    assert found["news"].repeats
    assert found["which"].kind is Kind.EVENT_GATEWAY
    assert errors(check([model], known_limits=None, known_processes={})) == ()
