"""Every table, in one `MetaData`."""

from models.tables.audit import checkpoint_heads, checkpoints
from models.tables.base import metadata
from models.tables.cases import case_facts, case_states, cases, counters, incidents, materials
from models.tables.definitions import decisions, definition_calls, definitions
from models.tables.guards import APPEND_ONLY
from models.tables.log import command_results, events, payloads
from models.tables.people import sessions, sign_in_failures, users
from models.tables.rules import calendars, limit_versions, notices
from models.tables.simulations import simulations
from models.tables.timers import IS_WAITING, heartbeats, timers
from models.tables.work import IS_GOING, IS_LATE, IS_OPEN, clocks, steps

__all__ = [
    "APPEND_ONLY",
    "IS_GOING",
    "IS_LATE",
    "IS_OPEN",
    "IS_WAITING",
    "calendars",
    "case_facts",
    "case_states",
    "cases",
    "checkpoint_heads",
    "checkpoints",
    "clocks",
    "command_results",
    "counters",
    "decisions",
    "definition_calls",
    "definitions",
    "events",
    "heartbeats",
    "incidents",
    "limit_versions",
    "materials",
    "metadata",
    "notices",
    "payloads",
    "sessions",
    "sign_in_failures",
    "simulations",
    "steps",
    "timers",
    "users",
]
