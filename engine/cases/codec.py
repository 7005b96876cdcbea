"""A case's state as JSON and back. Records are lists in the order of their fields, to keep the text short."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from engine.cases.state import (
    Application,
    CaseState,
    OpenIncident,
    OpenMaterial,
    OpenPause,
    OpenRun,
    OpenScope,
    OpenStep,
)

_RECORDS: dict[str, type[Any]] = {
    "steps": OpenStep,
    "scopes": OpenScope,
    "pauses": OpenPause,
    "incidents": OpenIncident,
    "materials": OpenMaterial,
    "applications": Application,
    "runs": OpenRun,
}
_INSTANTS = frozenset({"last_at", "received_at", "accepted_at", "closed_at", "opened_at", "started_at", "due_at"})
_SETS = frozenset({"warned", "breached"})


_NAMES = {name: tuple(f.name for f in fields(record)) for name, record in _RECORDS.items()}
_VALUES = {name: attrgetter(*names) for name, names in _NAMES.items()}
_STATE = tuple(f.name for f in fields(CaseState))


def to_json(state: CaseState) -> dict[str, Any]:
    """The state as a JSON object; what is empty is left out."""
    found = {name: _encode(name, getattr(state, name)) for name in _STATE}
    return {name: value for name, value in found.items() if value not in (None, "", 0, [], {})}


def from_json(data: dict[str, Any]) -> CaseState:
    """What `to_json` gave."""
    return CaseState(**{name: _decode(name, value) for name, value in data.items()})


def _encode(name: str, value: Any) -> Any:
    values = _VALUES.get(name)
    if values is not None:
        return {key: [_plain(v) for v in values(record)] for key, record in value.items()}
    return sorted(value) if name in _SETS else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _decode(name: str, value: Any) -> Any:
    record = _RECORDS.get(name)
    if record is not None:
        names = _NAMES[name]
        return {
            key: record(*(_value(n, v) for n, v in zip(names, values, strict=True))) for key, values in value.items()
        }
    return frozenset(value) if name in _SETS else _value(name, value)


def _value(name: str, value: Any) -> Any:
    if name in _INSTANTS and value is not None:
        return datetime.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
