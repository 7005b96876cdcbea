"""Diagrams as other tools write them: plain BPMN with nothing of Banjie's."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def file(*processes: str) -> str:
    """A BPMN file."""
    inner = "\n".join(processes)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="{MODEL}" xmlns:xsi="{XSI}">{inner}</definitions>'
    )


def process(name: str, nodes: str, flows: str) -> str:
    """A process; `flows` are lines `source target [condition]`, every id gets the process's name before it."""
    lines = [line.split(None, 2) for line in flows.strip().splitlines()]
    drawn = "".join(_flow(name, number, *line) for number, line in enumerate(lines))
    return f'<process id="{name}" isExecutable="true">{nodes.replace("~", f"{name}_")}{drawn}</process>'


def _flow(name: str, number: int, source: str, target: str, condition: str = "") -> str:
    escaped = condition.replace("&", "&amp;").replace("<", "&lt;")
    inner = f'<conditionExpression xsi:type="tFormalExpression">{escaped}</conditionExpression>' if condition else ""
    ends = f'sourceRef="{name}_{source}" targetRef="{name}_{target}"'
    return f'<sequenceFlow id="{name}_flow{number}" {ends}>{inner}</sequenceFlow>'


def rework(name: str, again: str = "rework", done: str = "") -> str:
    """Three steps in parallel, a check that sends all of them back while `again` holds."""
    nodes = (
        '<startEvent id="~start"/><userTask id="~plan"/><parallelGateway id="~fork"/><userTask id="~a"/>'
        '<userTask id="~b"/><userTask id="~c"/><parallelGateway id="~join"/><userTask id="~check"/>'
        '<exclusiveGateway id="~ask"/><endEvent id="~end"/>'
    )
    flows = f"""
        start plan
        plan fork
        fork a
        fork b
        fork c
        a join
        b join
        c join
        join check
        check ask
        ask plan {again}
        ask end {done}
    """
    return process(name, nodes, flows)


def timed(name: str, duration: str) -> str:
    """A step with a boundary timer that takes it away."""
    nodes = (
        '<startEvent id="~start"/><userTask id="~work"/><boundaryEvent id="~late" attachedToRef="~work">'
        f"<timerEventDefinition><timeDuration>{duration}</timeDuration></timerEventDefinition></boundaryEvent>"
        '<userTask id="~chase"/><endEvent id="~end"/>'
    )
    return process(name, nodes, "start work\nlate chase\nwork end\nchase end")


def calling(name: str, called: str) -> str:
    """A process that calls another and then has a step of its own."""
    nodes = (
        f'<startEvent id="~start"/><callActivity id="~call" calledElement="{called}"/><userTask id="~after"/>'
        '<endEvent id="~end"/>'
    )
    return process(name, nodes, "start call\ncall after\nafter end")
