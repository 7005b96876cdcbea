"""The shapes of what is published: processes, limits, the guide; and of what is audited and administered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from web.api.schemas import MOST, UNITS, Day, amount, moment, text


class Process(Schema):
    """A deployed process."""

    id = fields.String()
    name = fields.String()
    place = fields.String()
    document = text()
    version = fields.Integer()
    limits = fields.List(fields.String())


class VersionQuery(Schema):
    """Which version; the latest where none is named."""

    version = fields.Integer(load_default=None)


class Source(Schema):
    """A file of the documents and a line in it."""

    file = fields.String()
    line = fields.Integer()


class Limit(Schema):
    """A time limit of a document."""

    id = fields.String()
    document = fields.String()
    number = fields.String()
    clause = fields.String()
    sources = fields.List(fields.Nested(Source))
    place = fields.String()
    procedure = fields.String()
    step = text()
    scope = fields.String()
    bound = fields.String()
    quantity = amount()
    unit = fields.String(validate=validate.OneOf(UNITS))
    excludes = fields.List(fields.String())
    starts = fields.String()
    kind = fields.String()
    authority = fields.String()
    effective_from = fields.Date()
    effective_to = fields.Date(allow_none=True)


class LimitQuery(Schema):
    """Filters of the catalogue."""

    document = fields.String(load_default=None)
    place = fields.String(load_default=None)


class DeadlineQuery(Schema):
    """A limit that begins at an instant."""

    start = fields.String(required=True)
    quantity = fields.Decimal(required=True)
    unit = fields.String(required=True, validate=validate.OneOf(UNITS))
    pause = fields.List(fields.String(), load_default=list, metadata={"description": "A..B, repeatable; A.. goes on"})
    end = fields.String(load_default=None)
    at = fields.String(load_default=None)


class Deadline(Schema):
    """When it ends, and how every day was counted."""

    deadline = moment(attribute="deadline_at")
    last_day = fields.Date()
    elapsed = amount()
    remaining = amount()
    over = amount()
    unit = fields.String()
    lamp = fields.String()
    verdict = text()
    provisional = fields.Boolean()
    days = fields.List(fields.Nested(Day))


class Project(Schema):
    """Facts of a project."""

    place = fields.String(load_default="shanwei")
    facts = fields.Dict(keys=fields.String(), required=True)


class Breach(Schema):
    """A limit that was broken."""

    case = fields.String()
    number = fields.String()
    title = fields.String()
    process = fields.String()
    process_name = fields.String()
    run = fields.String()
    limit = fields.String()
    document = fields.String()
    clause = fields.String()
    element = text()
    element_name = fields.String()
    department = text()
    started_at = moment()
    deadline_at = moment()
    ended_at = moment()
    over = fields.String()
    unit = fields.String()
    verdict = fields.String()
    open = fields.Boolean()
    seq = fields.Integer(allow_none=True)


class BreachQuery(Schema):
    """Filters of the breaches."""

    document = fields.String(load_default=None)
    clause = fields.String(load_default=None)
    place = fields.String(load_default=None)
    department = fields.String(load_default=None)
    since = fields.String(load_default=None)
    until = fields.String(load_default=None)
    text = fields.String(load_default=None, validate=validate.Length(max=100))
    after = fields.String(load_default=None)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, MOST))


class BreachPage(Schema):
    """A page of breaches; `next` is the cursor for the page after."""

    rows = fields.List(fields.Nested(Breach))
    next = text()


class Verified(Schema):
    """Whether the log is whole."""

    events = fields.Integer()
    cases = fields.Integer()
    ok = fields.Boolean()
    first_bad = fields.Raw(allow_none=True)


class User(Schema):
    """A user, without anything secret."""

    id = fields.String()
    login = fields.String()
    name = fields.String()
    department = text()
    place = text()
    roles = fields.List(fields.String())
    active = fields.Boolean()
    created_at = moment()
    password_at = moment()


class NewUser(Schema):
    """A user to be created."""

    login = fields.String(required=True)
    name = fields.String(required=True)
    password = fields.String(required=True)
    department = text(load_default=None)
    place = text(load_default=None)
    roles = fields.List(fields.String(), load_default=list)


class Duties(Schema):
    """What may be changed of a user."""

    department = text(load_default=None)
    place = text(load_default=None)
    roles = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
