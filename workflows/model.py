"""What a process diagram says, as plain frozen values.

A `ProcessModel` is read once from BPMN XML (`workflows.bpmn.read_processes`) and then shared: the execution, the
clocks, the site and the checks all look at the same values. Nothing here knows a database, a clock or a workflow
library.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class Kind(StrEnum):
    """The BPMN elements that Banjie runs; a diagram with any other is refused at deployment."""

    START = "start"
    END = "end"
    TERMINATE = "terminate"
    STEP = "step"  # userTask, manualTask and the abstract task: a person does it
    SERVICE = "service"  # serviceTask, sendTask: Banjie does it itself
    SCRIPT = "script"  # scriptTask: assigns variables, waits for nothing
    MILESTONE = "milestone"  # intermediate throw event without a definition
    TIMER = "timer"  # intermediate catch event with a timer
    MESSAGE = "message"  # intermediate catch event with a message
    RECEIVE = "receive"  # receiveTask: waits for a message, and may carry boundary events
    BOUNDARY = "boundary"  # timer or message on the border of an activity
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_GATEWAY = "event_gateway"  # of the events behind it the first to happen goes on
    SUB_PROCESS = "sub_process"
    CALL = "call"


class TimeKind(StrEnum):
    """Whose time a step takes: only approval time is counted against an approval limit."""

    APPROVAL = "approval"
    APPLICANT = "applicant"
    PUBLIC_NOTICE = "public_notice"
    SPECIAL_PROCEDURE = "special_procedure"
    WORKS = "works"


class Intake(StrEnum):
    """The part a step plays at the front of a case (行政许可法 art. 32)."""

    REVIEW = "review"  # accept, refuse or ask once for corrections
    CORRECTION = "correction"  # the applicant supplies what was asked for


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a step's form.

    `type` is one of text, textarea, number, integer, boolean, date, select, multiselect, file_name. `options` are
    (value, label) pairs for the selects. A value becomes a process variable only when the diagram mentions the field's
    id in a condition, count or timer; any other stays in Banjie's own tables.
    """

    id: str
    label: str
    type: str = "text"
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    maximum_length: int = 2000
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A way a step can be completed: a button. `value` becomes the process variable named by the step's `decides`."""

    value: str
    label: str
    returns: bool = False  # the flow it takes leads back: the command `return` chooses it


@dataclass(frozen=True, slots=True)
class TimerRule:
    """When a timer is due, counted from the moment its element is entered. Exactly one way is set.

    `limit`: at the deadline of that limit. `quantity` and `unit`: that span, in the units of a limit.
    `duration`: ISO 8601 duration in clock time. `variable`: an ISO 8601 instant found in that process variable
    (absent or null: the timer never fires). `date`: the ISO 8601 instant written in the diagram (timeDate).
    `day_of_month`: the next such day of a month (of a shorter month the last), at `hour` o'clock.

    With `repeat` it is due again and again, so many times in all (0: as long as its activity goes on): after each span
    from the moment of entering, or on that day of each month.
    """

    limit: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    duration: str | None = None
    variable: str | None = None
    date: str | None = None
    day_of_month: int | None = None
    hour: int = 0
    repeat: int | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """A step done several times over: by `cardinality` (an expression giving a whole number) or once for each
    item of the list variable `collection`; `item` is the variable that holds the item.
    """

    sequential: bool
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    completion: str | None = None  # expression: true ends the rest


@dataclass(frozen=True, slots=True)
class Message:
    """What an event or a receive task waits for: a `bpmn:message` of the file, or itself where it names none. Whoever
    sends it may call it by either.
    """

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Assign:
    """What a script does: `variable` gets the value of the expression `value`."""

    variable: str
    value: str


@dataclass(frozen=True, slots=True)
class LimitBinding:
    """A limit that an element is under. `starts_at` and `ends_at` name elements when the limit covers only part of
    the process (from a milestone to a step).
    """

    limit: str
    starts_at: str | None = None
    ends_at: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node. `parent` is the embedded sub-process that holds it, None at the top."""

    id: str
    kind: Kind
    name: str = ""
    documentation: str = ""
    parent: str | None = None
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    default: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    timer: TimerRule | None = None
    message: Message | None = None
    called: str | None = None
    multi: MultiInstance | None = None
    # What Banjie adds, in its own namespace.
    department: str | None = None  # who does it: a department's id; falls back to the lane's
    role: str | None = None  # counter, case_worker, lead, applicant; None: any role of that department
    time: TimeKind = TimeKind.APPROVAL
    limits: tuple[LimitBinding, ...] = ()
    intake: Intake | None = None
    form: tuple[FormField, ...] = ()
    decides: str = "decision"  # the process variable a decision is written to
    decisions: tuple[Decision, ...] = ()
    service: str | None = None
    assigns: tuple[Assign, ...] = ()  # of a script, done in this order
    restarts: tuple[str, ...] = ()  # limits whose running counts begin anew where a token passes here
    restarts_since: str | None = None  # from when: the opening of this step, which led here; None: from now
    materials: tuple[str, ...] = ()  # ids of materials (of the process) this step needs
    outcome: str | None = None  # on an end: approved, denied, refused, withdrawn, or None for a plain end

    @property
    def repeats(self) -> bool:
        """Whether it may happen several times while the activity it stands on goes on."""
        return self.times is not None

    @property
    def times(self) -> int | None:
        """How often it may happen on one entry of its activity, 0 for any number; None: once."""
        if self.kind is not Kind.BOUNDARY or self.interrupting:
            return None
        return 0 if self.message is not None else self.timer.repeat if self.timer else None

    @property
    def is_scope(self) -> bool:
        """Whether it holds or calls other elements."""
        return self.kind in (Kind.SUB_PROCESS, Kind.CALL)

    def needs_whole_form(self, decision: str | None) -> bool:
        """Whether the required fields of the form must be there: they go with the decision drawn first (the grant).
        Who denies or sends back has no certificate to name.
        """
        return not self.decisions or decision in (None, self.decisions[0].value)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is the text of its expression, None when there is none."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A department's lane."""

    id: str
    name: str
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """A paper or file the applicant brings. `tolerable`: it may be promised and supplied later (容缺)."""

    id: str
    name: str
    tolerable: bool = False
    when: str | None = None  # expression over the facts; None: always


@dataclass(frozen=True, slots=True)
class ProcessModel:
    """One process of a diagram, with everything Banjie reads from it."""

    id: str
    name: str
    documentation: str = ""
    place: str = ""  # 汕尾, …
    document: str | None = None  # id of the catalogue's document
    limits: tuple[LimitBinding, ...] = ()  # of the process as a whole
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    lanes: Mapping[str, Lane] = field(default_factory=dict)
    facts: tuple[FormField, ...] = ()  # the form of the application
    materials: tuple[Material, ...] = ()
    project_type: str | None = None  # the value of the guide's decision that leads here

    @property
    def steps(self) -> tuple[Element, ...]:
        """The steps a person does, in the order of the file."""
        return tuple(e for e in self.elements.values() if e.kind is Kind.STEP)

    @property
    def calls(self) -> tuple[str, ...]:
        """Ids of the processes it calls, each once."""
        return tuple(dict.fromkeys(e.called for e in self.elements.values() if e.called))

    def limit_ids(self) -> tuple[str, ...]:
        """Every limit bound in this process (not in those it calls), each once."""
        bindings = [*self.limits, *(b for e in self.elements.values() for b in e.limits)]
        timers = [e.timer.limit for e in self.elements.values() if e.timer and e.timer.limit]
        return tuple(dict.fromkeys([*(b.limit for b in bindings), *timers]))
