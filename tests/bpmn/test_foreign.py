"""Diagrams from other tools, with nothing of Banjie's in them, deploy and run."""

from __future__ import annotations

import pytest

from engine.execution import Instance, compile_program
from workflows.bpmn import read_diagram, read_processes
from workflows.bpmn.check import ensure

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

# As bpmn.io's modeller writes it: prefix bpmn2, pool and lanes, data objects, annotations, not executable.
BPMN_IO = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions {XSI} xmlns:bpmn2="{MODEL}" id="sample" targetNamespace="http://bpmn.io/schema/bpmn">
  <bpmn2:collaboration id="Collaboration_1">
    <bpmn2:participant id="Participant_1" name="Permit office" processRef="Process_1" />
    <bpmn2:participant id="Participant_2" name="Citizen" />
    <bpmn2:messageFlow id="Flow_m" sourceRef="Participant_2" targetRef="StartEvent_1" />
    <bpmn2:textAnnotation id="Note_1"><bpmn2:text>see law</bpmn2:text></bpmn2:textAnnotation>
    <bpmn2:association id="Association_1" sourceRef="Activity_1" targetRef="Note_1" />
  </bpmn2:collaboration>
  <bpmn2:category id="Category_1"><bpmn2:categoryValue id="CategoryValue_1" value="A" /></bpmn2:category>
  <bpmn2:process id="Process_1" isExecutable="false">
    <bpmn2:laneSet id="LaneSet_1">
      <bpmn2:lane id="Lane_1" name="Counter">
        <bpmn2:flowNodeRef>StartEvent_1</bpmn2:flowNodeRef>
        <bpmn2:flowNodeRef>Activity_1</bpmn2:flowNodeRef>
      </bpmn2:lane>
    </bpmn2:laneSet>
    <bpmn2:startEvent id="StartEvent_1"><bpmn2:outgoing>Flow_1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Activity_1" />
    <bpmn2:task id="Activity_1">
      <bpmn2:incoming>Flow_1</bpmn2:incoming><bpmn2:outgoing>Flow_2</bpmn2:outgoing><bpmn2:outgoing>Flow_3</bpmn2:outgoing>
      <bpmn2:property id="Property_1" name="__targetRef_placeholder" />
      <bpmn2:dataInputAssociation id="DataInput_1"><bpmn2:sourceRef>Data_1</bpmn2:sourceRef>
        <bpmn2:targetRef>Property_1</bpmn2:targetRef></bpmn2:dataInputAssociation>
    </bpmn2:task>
    <bpmn2:dataObjectReference id="Data_1" dataObjectRef="DataObject_1" />
    <bpmn2:dataObject id="DataObject_1" />
    <bpmn2:dataStoreReference id="Store_1" />
    <bpmn2:group id="Group_1" categoryValueRef="CategoryValue_1" />
    <bpmn2:sequenceFlow id="Flow_2" sourceRef="Activity_1" targetRef="Activity_2" />
    <bpmn2:sequenceFlow id="Flow_3" sourceRef="Activity_1" targetRef="Activity_3" />
    <bpmn2:manualTask id="Activity_2" name="Check" />
    <bpmn2:userTask id="Activity_3" name="Measure" />
    <bpmn2:sequenceFlow id="Flow_4" sourceRef="Activity_2" targetRef="End_1" />
    <bpmn2:sequenceFlow id="Flow_5" sourceRef="Activity_3" targetRef="End_1" />
    <bpmn2:endEvent id="End_1"><bpmn2:incoming>Flow_4</bpmn2:incoming></bpmn2:endEvent>
  </bpmn2:process>
</bpmn2:definitions>"""

# As Camunda 7's and 8's modellers write it: vendor attributes and elements, conditions in their spelling.
CAMUNDA = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions {XSI} xmlns:bpmn="{MODEL}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.6.0">
  <bpmn:process id="invoice" name="Invoice" isExecutable="true" camunda:historyTimeToLive="180">
    <bpmn:extensionElements><zeebe:userTaskForm id="f">{{}}</zeebe:userTaskForm></bpmn:extensionElements>
    <bpmn:startEvent id="start" camunda:initiator="who" />
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="approve" />
    <bpmn:userTask id="approve" name="Approve" camunda:assignee="${{who}}">
      <bpmn:extensionElements>
        <camunda:formData><camunda:formField id="approved" type="boolean" /></camunda:formData>
        <zeebe:assignmentDefinition assignee="=who" />
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="late" cancelActivity="false" attachedToRef="approve">
      <bpmn:timerEventDefinition id="t1"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration>
      </bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f2" sourceRef="late" targetRef="remind" />
    <bpmn:sendTask id="remind" name="Remind" camunda:type="external" camunda:topic="mail" />
    <bpmn:sequenceFlow id="f3" sourceRef="remind" targetRef="reminded" />
    <bpmn:endEvent id="reminded" />
    <bpmn:sequenceFlow id="f4" sourceRef="approve" targetRef="ok" />
    <bpmn:exclusiveGateway id="ok" default="f6" />
    <bpmn:sequenceFlow id="f5" name="yes" sourceRef="ok" targetRef="pay">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">CONDITION</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f6" name="no" sourceRef="ok" targetRef="approve" />
    <bpmn:serviceTask id="pay" name="Pay"><bpmn:extensionElements>
      <zeebe:taskDefinition type="pay" /></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:sequenceFlow id="f7" sourceRef="pay" targetRef="end" />
    <bpmn:endEvent id="end" />
  </bpmn:process>
</bpmn:definitions>"""

# As SpiffArena writes it: default namespace, its own extensions, a Python-like condition, a quoted duration.
SPIFF = f"""<definitions xmlns="{MODEL}" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core">
  <process id="Process_x" isExecutable="true">
    <startEvent id="start"/><sequenceFlow id="f1" sourceRef="start" targetRef="wait"/>
    <intermediateCatchEvent id="wait"><timerEventDefinition id="t"><timeDuration>"PT5M"</timeDuration>
    </timerEventDefinition></intermediateCatchEvent>
    <sequenceFlow id="f2" sourceRef="wait" targetRef="write"/>
    <userTask id="write" name="Write"><extensionElements><spiffworkflow:instructionsForEndUser>go
    </spiffworkflow:instructionsForEndUser></extensionElements></userTask>
    <sequenceFlow id="f3" sourceRef="write" targetRef="again"/>
    <exclusiveGateway id="again"/>
    <sequenceFlow id="f4" sourceRef="again" targetRef="write"><conditionExpression>rework == True</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f5" sourceRef="again" targetRef="part"/>
    <subProcess id="part"><task id="inner"/></subProcess>
    <sequenceFlow id="f6" sourceRef="part" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>"""


def opened(data: str) -> Instance:
    """Reads, checks and starts the one process of a file."""
    (model,) = read_processes(data.encode())
    ensure([model], known_limits=(), known_processes={}, known_departments=())
    instance, _ = Instance.start(compile_program({model.id: model}, model.id), {})
    return instance


def done(instance: Instance, element: str, **variables) -> list[str]:
    """Completes or fires what is open at `element`, and says what is open then."""
    (node,) = [n for n in instance.open if n.element == element]
    act = instance.fire if node.kind == "timer" else instance.complete
    act(node.token, variables)
    return sorted(n.element for n in instance.open)


def test_a_diagram_of_bpmn_io_runs_with_its_implicit_split():
    instance = opened(BPMN_IO)
    assert done(instance, "Activity_1") == ["Activity_2", "Activity_3"]
    assert done(instance, "Activity_3") == ["Activity_2"]
    assert done(instance, "Activity_2") == []
    assert instance.finished


def test_a_diagram_of_bpmn_io_keeps_what_it_says():
    diagram = read_diagram(BPMN_IO.encode())
    (model,) = diagram.processes
    assert model.name == "Permit office"
    assert model.elements["Activity_1"].lane == "Lane_1"
    assert [f.severity for f in diagram.findings] == ["note"]


@pytest.mark.parametrize("condition", ["${approved}", "=approved = true", "approved == true", "#{ approved }"])
def test_a_diagram_of_camunda_runs_in_its_own_spelling(condition):
    instance = opened(CAMUNDA.replace("CONDITION", condition))
    assert done(instance, "late") == ["approve", "remind"]
    assert done(instance, "remind") == ["approve"]
    assert done(instance, "approve", approved=False) == ["approve", "late"]
    assert done(instance, "approve", approved=True) == ["pay"]
    assert done(instance, "pay") == []
    assert instance.finished


def test_a_diagram_of_spiffworkflow_runs_with_warnings():
    (model,) = read_processes(SPIFF.encode())
    found = ensure([model], known_limits=(), known_processes={})
    assert [(f.severity, f.element) for f in found] == [
        ("warning", "part"),
        ("warning", "inner"),
        ("warning", "again"),
    ]
    instance = opened(SPIFF)
    assert done(instance, "wait") == ["write"]
    assert done(instance, "write", rework=True) == ["write"]
    assert done(instance, "write", rework=False) == ["inner"]
    assert done(instance, "inner") == []
    assert instance.finished
