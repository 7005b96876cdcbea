"""The shapes of the interface's answers and questions."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, pre_dump, validate

from engine.events import fact_to_json

LAMPS = ("green", "yellow", "red", "none")
STATES = ("received", "correcting", "accepted", "completed", "refused", "withdrawn", "stopped")
UNITS = ("working_day", "natural_day", "hour", "minute", "month", "immediate")
MOST = 500
LONGEST = 200


def text(**options: Any) -> fields.String:
    """A text that may be null."""
    return fields.String(allow_none=True, **options)


def moment(**options: Any) -> fields.DateTime:
    """An instant that may be null."""
    return fields.DateTime(allow_none=True, **options)


def amount(**options: Any) -> fields.Decimal:
    """An amount of time, as a decimal string."""
    return fields.Decimal(as_string=True, allow_none=True, **options)


class Refusal(Schema):
    """Why a request was refused."""

    kind = fields.String(required=True)
    sentence = fields.String(required=True)


class Person(Schema):
    """Who is signed in."""

    id = fields.String()
    name = fields.String()
    department = text()
    roles = fields.List(fields.String())


class Credentials(Schema):
    """Login and password."""

    login = fields.String(required=True, validate=validate.Length(max=LONGEST))
    password = fields.String(required=True, validate=validate.Length(max=1024))


class OpenSession(Schema):
    """A session's token, told only once."""

    token = fields.String()
    person = fields.Nested(Person)


class Work(Schema):
    """An open step in somebody's list."""

    case = fields.String()
    number = fields.String()
    title = fields.String()
    process_name = fields.String()
    step = fields.String()
    token = fields.String()
    name = fields.String()
    department = text()
    role = text()
    assignee = text()
    opened_at = moment()
    deadline_at = moment()
    remaining = text()
    unit = text()
    limit = text()
    lamp = fields.String()
    paused = fields.Boolean()
    cursor = fields.String(metadata={"description": "send it as `after` to go on behind this step"})


class WorkQuery(Schema):
    """Whose steps."""

    mine = fields.Boolean(load_default=False)
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))


class CaseRow(Schema):
    """A line of the case list."""

    case = fields.String()
    number = fields.String()
    title = fields.String()
    process = fields.String()
    process_name = fields.String()
    place = fields.String()
    department = text()
    step_name = text()
    state = fields.String(validate=validate.OneOf(STATES))
    lamp = fields.String(validate=validate.OneOf(LAMPS))
    paused = fields.Boolean()
    received_at = moment()
    deadline_at = moment()
    closed_at = moment()


class CaseQuery(Schema):
    """Filters of the case list."""

    lamp = fields.String(load_default=None, validate=validate.OneOf(LAMPS))
    process = fields.String(load_default=None)
    place = fields.String(load_default=None)
    department = fields.String(load_default=None)
    state = fields.String(load_default=None, validate=validate.OneOf(("open", *STATES)))
    text = fields.String(load_default=None, validate=validate.Length(max=100))
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST))
    order = fields.String(load_default="deadline", validate=validate.OneOf(("deadline", "received", "closed")))


class CasePage(Schema):
    """A page of the list; `next` is the cursor for the page after."""

    rows = fields.List(fields.Nested(CaseRow))
    next = text()
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())


class Step(Schema):
    """One entry into a step."""

    step = fields.String()
    token = fields.String()
    name = fields.String()
    state = fields.String(validate=validate.OneOf(("open", "done", "cancelled")))
    department = text()
    role = text()
    time = fields.String()
    scope = text()
    opened_at = moment()
    closed_at = moment()
    assignee = text()
    decision = text()
    opinion = text()
    data = fields.Dict(allow_none=True)
    actor = text()
    commands = fields.List(fields.String())


class Message(Schema):
    """A message that came, or that the case waits for."""

    step = fields.String()
    token = fields.String()
    name = fields.String()
    message = fields.String()
    department = text()
    role = text()
    state = fields.String(validate=validate.OneOf(("awaited", "received")))
    received_at = moment()
    actor = text()
    opinion = text()
    data = fields.Dict(allow_none=True)
    commands = fields.List(fields.String())


class Day(Schema):
    """A date of a ledger: counted or not, and why."""

    date = fields.Date()
    counted = fields.Boolean()
    weight = amount()
    why = fields.String()


class Reading(Schema):
    """What a clock says, with the days that prove it."""

    state = fields.String()
    verdict = text()
    started_at = moment()
    ended_at = moment()
    deadline_at = moment()
    last_day = fields.Date()
    limit = amount()
    elapsed = amount()
    remaining = amount()
    over = amount()
    unit = fields.String(validate=validate.OneOf(UNITS))
    lamp = fields.String()
    warn_at = moment()
    provisional = fields.Boolean()
    span = fields.Integer()
    days = fields.List(fields.Nested(Day))
    causes = fields.List(fields.Integer())
    policy = fields.Dict()


class Clock(Schema):
    """One count of a limit."""

    run = fields.String()
    limit = fields.String()
    document = fields.String()
    clause = fields.String()
    element = text()
    name = fields.String()
    reading = fields.Nested(Reading)
    calendar_version = fields.String()
    limit_version = fields.String()


class Pause(Schema):
    """A stretch in which time did not count."""

    pause = fields.String()
    kind = fields.String()
    scope = text()
    started_at = moment()
    ended_at = moment()
    planned_days = fields.Integer(allow_none=True)
    notice = fields.String()


class Material(Schema):
    """A material of the case."""

    id = fields.String()
    name = fields.String()
    state = fields.String()
    due_at = moment()
    supplied_at = moment()


class Event(Schema):
    """A fact of the log; `data` are the fields of the fact `name`."""

    @pre_dump
    def unfold(self, event: Any, **_: Any) -> dict[str, Any]:
        """The event with its fact taken apart."""
        return {
            "seq": event.seq,
            "at": event.at,
            "recorded_at": event.recorded_at,
            "actor": event.actor,
            "command_id": event.command_id,
            "name": type(event.fact).__name__,
            "data": fact_to_json(event.fact),
        }

    seq = fields.Integer()
    at = moment()
    recorded_at = moment()
    actor = fields.String()
    command_id = fields.String()
    name = fields.String()
    data = fields.Dict()


class Case(Schema):
    """A case as it stands at `at`."""

    case = fields.String()
    number = fields.String()
    title = fields.String()
    process = fields.String()
    process_name = fields.String()
    version = fields.Integer()
    place = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    outcome = text()
    lamp = fields.String()
    paused = fields.Boolean()
    applicant = fields.String()
    facts = fields.Dict()
    received_at = moment()
    accepted_at = moment()
    closed_at = moment()
    at = moment()
    steps = fields.List(fields.Nested(Step))
    clocks = fields.List(fields.Nested(Clock))
    pauses = fields.List(fields.Nested(Pause))
    materials = fields.List(fields.Nested(Material))
    events = fields.List(fields.Nested(Event))
    incidents = fields.List(fields.String())
    commands = fields.List(fields.String())
    messages = fields.List(fields.Nested(Message))
    stored_version = fields.Integer()


class AtQuery(Schema):
    """The instant to look from; in the future it is what will be if nobody acts."""

    at = fields.String(load_default=None, metadata={"description": "ISO 8601; without an offset Asia/Shanghai"})


class NewCase(Schema):
    """An application."""

    process = fields.String(required=True)
    facts = fields.Dict(keys=fields.String(), load_default=dict)
    title = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    applicant = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    materials = fields.List(
        fields.String(),
        load_default=None,
        allow_none=True,
        metadata={"description": "what came with it; null where nobody made a list"},
    )
    command_id = fields.String(required=True, validate=validate.Length(1, LONGEST))


class Order(Schema):
    """A command on a case."""

    word = fields.String(required=True, metadata={"description": "claim, complete, return, start-pause, …"})
    step = text(load_default=None, metadata={"description": "an element's id or a token"})
    data = fields.Dict(keys=fields.String(), load_default=dict)
    command_id = fields.String(required=True, validate=validate.Length(1, LONGEST))
    expected_version = fields.Integer(load_default=None, allow_none=True)


class Done(Schema):
    """What a command did."""

    case = fields.String()
    version = fields.Integer()
    events = fields.List(fields.Nested(Event))
