"""The words of BPMN 2.0 that Banjie runs, skips or refuses, and those of its own namespace.

The refusals follow BPMN 2.0.2 (OMG formal/2013-12-09), chapters 10 and 13: an element is refused by name when running
the diagram without it would mean something else.
"""

from __future__ import annotations

from workflows.model import Kind

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMN_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
BANJIE = "urn:banjie:bpmn:1"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"

KINDS = {
    "startEvent": Kind.START,
    "endEvent": Kind.END,
    "userTask": Kind.STEP,
    "manualTask": Kind.STEP,
    "task": Kind.STEP,
    "serviceTask": Kind.SERVICE,
    "sendTask": Kind.SERVICE,
    "scriptTask": Kind.SCRIPT,
    "intermediateThrowEvent": Kind.MILESTONE,
    "intermediateCatchEvent": Kind.TIMER,  # or MESSAGE, by its definition
    "receiveTask": Kind.RECEIVE,
    "boundaryEvent": Kind.BOUNDARY,
    "exclusiveGateway": Kind.EXCLUSIVE,
    "parallelGateway": Kind.PARALLEL,
    "inclusiveGateway": Kind.INCLUSIVE,
    "eventBasedGateway": Kind.EVENT_GATEWAY,
    "subProcess": Kind.SUB_PROCESS,
    "callActivity": Kind.CALL,
}

ACTIVITIES = frozenset({Kind.STEP, Kind.SERVICE, Kind.RECEIVE, Kind.SUB_PROCESS, Kind.CALL})
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE})
ENDS = frozenset({Kind.END, Kind.TERMINATE})

UNSUPPORTED = {
    "businessRuleTask": "decisions are made by a step or, before the case, by the guide's tables",
    "complexGateway": "Banjie runs exclusive, parallel and inclusive gateways",
    "transaction": "Banjie runs plain sub-processes",
    "adHocSubProcess": "Banjie runs plain sub-processes",
    "implicitThrowEvent": "Banjie runs no implicit events",
    "choreographyTask": "Banjie runs processes, not choreographies",
    "subChoreography": "Banjie runs processes, not choreographies",
    "callChoreography": "Banjie runs processes, not choreographies",
}

# What may stand beside the flow nodes and changes nothing in how they run.
SILENT = frozenset(
    {
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "property",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "category",
        "ioSpecification",
        "ioBinding",
        "dataInputAssociation",
        "dataOutputAssociation",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "rendering",
        "correlationSubscription",
        "supports",
        "supportedInterfaceRef",
        "incoming",
        "outgoing",
    }
)

# Element of Banjie's namespace → its attributes.
EXTENSIONS = {
    "process": frozenset({"place", "document", "projectType"}),
    "limit": frozenset({"ref", "startsAt", "endsAt"}),
    "facts": frozenset[str](),
    "material": frozenset({"id", "name", "tolerable", "when"}),
    "lane": frozenset({"department"}),
    "step": frozenset({"department", "role", "time", "intake", "decides"}),
    "decision": frozenset({"value", "label", "returns"}),
    "field": frozenset({"id", "label", "type", "required", "maximumLength", "minimum", "maximum", "help"}),
    "option": frozenset({"value", "label"}),
    "needs": frozenset({"material"}),
    "service": frozenset({"name"}),
    "assign": frozenset({"variable", "value"}),
    "restart": frozenset({"ref", "since"}),
    "message": frozenset({"role", "department"}),
    "timer": frozenset({"limit", "quantity", "unit", "variable", "every", "dayOfMonth", "hour", "repeat"}),
    "end": frozenset({"outcome"}),
}

REPEATABLE = frozenset({"limit", "material", "decision", "field", "option", "needs", "assign", "restart"})

# On what each may stand.
ALLOWED = {
    "process": frozenset({"process", "limit", "facts", "material"}),
    "lane": frozenset({"lane"}),
    Kind.STEP: frozenset({"step", "decision", "field", "needs", "limit"}),
    Kind.SERVICE: frozenset({"step", "service", "limit"}),
    Kind.SCRIPT: frozenset({"assign", "restart"}),
    Kind.MILESTONE: frozenset({"restart"}),
    Kind.SUB_PROCESS: frozenset({"limit"}),
    Kind.CALL: frozenset({"limit"}),
    Kind.TIMER: frozenset({"timer"}),
    Kind.MESSAGE: frozenset({"message", "field"}),
    Kind.RECEIVE: frozenset({"message", "field"}),
    Kind.BOUNDARY: frozenset({"timer", "message", "field"}),
    Kind.END: frozenset({"end"}),
    Kind.TERMINATE: frozenset({"end"}),
    "facts": frozenset({"field"}),
    "field": frozenset({"option"}),
}

FIELD_TYPES = (
    "text",
    "textarea",
    "number",
    "integer",
    "boolean",
    "date",
    "select",
    "multiselect",
    "file_name",
)
ROLES = ("counter", "case_worker", "lead", "applicant")
OUTCOMES = ("approved", "denied", "refused", "withdrawn")
ALWAYS = "always"  # of `repeat`: as long as the activity goes on
UNITS = ("working_day", "natural_day", "hour", "minute", "month")


def tag(name: str) -> str:
    """The BPMN element of that name as lxml writes it."""
    return f"{{{BPMN}}}{name}"
