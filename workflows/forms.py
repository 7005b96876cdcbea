"""What people fill in, checked against a form's definition: one sentence for every field that does not fit."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workflows.model import FormField

CHOICES = frozenset({"select", "multiselect"})
NUMBERS = frozenset({"number", "integer"})
MAX_BYTES = 256 * 1024  # of all values together, as JSON in UTF-8
MAX_DIGITS = 30
MAX_FILE_NAME = 255
_SHOWN = 40  # characters of a wrong value in its sentence
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_FLAGS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


class FormError(ValueError):
    """Values that do not fit their form. `problems` has a sentence per field id; the key "" is for the whole."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


class _Misfit(Exception):  # noqa: N818 - the half of a sentence that says what a value should be
    """A value that does not fit its field."""


def validate(fields: Iterable[FormField], data: Any, *, partial: bool = False) -> dict[str, Any]:
    """The values of a form, each in its type, in the order of the form.

    Text comes out in Unicode's composed form with plain line feeds, numbers as `Decimal` and `int`, dates as
    `YYYY-MM-DD`, several choices as a list. A value that is null, blank or an empty list counts as not given and is
    left out. Values may come as JSON or as a browser sends them, all text.

    Args:
        fields: The form.
        data: The values by field id.
        partial: Whether required fields may be missing (a draft).

    Raises:
        FormError: Some value is missing, unknown, too large or of the wrong kind.
    """
    form = {field.id: field for field in fields}
    if not isinstance(data, dict):
        raise FormError({"": f"Expected values by field, but got {_shown(data)}"})
    if _size(data) > MAX_BYTES:
        raise FormError({"": f"Expected at most {MAX_BYTES // 1024} KiB of values, but there are more"})
    problems = {
        str(name): f"Expected the fields of the form, but {_shown(name)} is none of them"
        for name in data
        if name not in form
    }
    clean: dict[str, Any] = {}
    for name, field in form.items():
        value = data.get(name)
        if _blank(value):
            if field.required and not partial:
                problems[name] = f"Expected {field.label} to be filled in, but it is missing"
            continue
        try:
            clean[name] = _READERS[field.type](field, value)
        except _Misfit as error:
            problems[name] = f"Expected {field.label} to be {error}"
    if problems:
        raise FormError(problems)
    return clean


def _size(data: Mapping[Any, Any]) -> int:
    try:
        return len(json.dumps(data, ensure_ascii=False, default=str).encode(errors="replace"))
    except (ValueError, TypeError, RecursionError):
        return MAX_BYTES + 1


def _blank(value: Any) -> bool:
    return value is None or value in ("", [], ()) or (isinstance(value, str) and not value.strip())


def _text(field: FormField, value: Any) -> str:
    if not isinstance(value, str):
        raise _Misfit(f"text, but got {_shown(value)}")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    bad = _CONTROLS.search(text)
    if bad:
        raise _Misfit(f"text, but it holds the control character U+{ord(bad.group()):04X}")
    if field.type == "text" and "\n" in text:
        raise _Misfit("one line of text, but it has several")
    if len(text) > field.maximum_length:
        raise _Misfit(f"at most {field.maximum_length} characters, but it has {len(text)}")
    return text


def _number(field: FormField, value: Any) -> Decimal:
    text = str(value).strip() if isinstance(value, str | int | float | Decimal) else ""
    if isinstance(value, bool) or len(text) > MAX_DIGITS or not _NUMBER.fullmatch(text):
        raise _Misfit(f"a number, but got {_shown(value)}")
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise _Misfit(f"a number, but got {_shown(value)}") from error
    if abs(found.adjusted()) > MAX_DIGITS:
        raise _Misfit(f"a number of at most {MAX_DIGITS} digits, but got {_shown(value)}")
    if field.minimum is not None and found < field.minimum:
        raise _Misfit(f"at least {field.minimum}, but got {_shown(value)}")
    if field.maximum is not None and found > field.maximum:
        raise _Misfit(f"at most {field.maximum}, but got {_shown(value)}")
    return found


def _integer(field: FormField, value: Any) -> int:
    found = _number(field, value)
    if found != found.to_integral_value():
        raise _Misfit(f"a whole number, but got {_shown(value)}")
    return int(found)


def _boolean(_field: FormField, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    found = _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        raise _Misfit(f"true or false, but got {_shown(value)}")
    return found


def _date(_field: FormField, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise _Misfit(f"a date such as 2026-09-18, but got {_shown(value)}") from error


def _select(field: FormField, value: Any) -> str:
    values = [option for option, _ in field.options]
    if not isinstance(value, str) or value not in values:
        raise _Misfit(f"one of {', '.join(values)}, but got {_shown(value)}")
    return value


def _multiselect(field: FormField, value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise _Misfit(f"a list of choices, but got {_shown(value)}")
    chosen = [_select(field, item) for item in value]
    if len(set(chosen)) < len(chosen):
        raise _Misfit("a list of choices, each once, but one is there several times")
    return chosen


def _file_name(field: FormField, value: Any) -> str:
    text = _text(field, value)
    if len(text) > MAX_FILE_NAME or text in (".", "..") or any(c in text for c in "/\\:\n"):
        raise _Misfit(f"the name of a file without its folder, but got {_shown(text)}")
    return text


_READERS: dict[str, Callable[[FormField, Any], Any]] = {
    "text": _text,
    "textarea": _text,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "select": _select,
    "multiselect": _multiselect,
    "file_name": _file_name,
}


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…")
    if value is None or isinstance(value, bool | int | float | Decimal):
        return str(value)[:_SHOWN]
    return {"dict": "an object", "list": "a list", "tuple": "a list"}.get(type(value).__name__, "something else")
