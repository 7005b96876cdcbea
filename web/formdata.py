"""What came in with a form, against the fields that its definition names.

The engine checks again; here every field gets its own sentence, and what was typed is kept for the next showing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from web.language import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.datastructures import MultiDict

    from workflows.model import FormField

MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Reading:
    """`values` as the engine takes them (empty fields left out), `typed` as they came, `wrong` a sentence per field."""

    values: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


class WrongValueError(ValueError):
    """A value does not fit its field; the message is for the reader."""


def read(fields: Iterable[FormField], source: MultiDict[str, str], prefix: str = "") -> Reading:
    """The fields' values from a submitted form."""
    found = Reading()
    for one in fields:
        name = prefix + one.id
        typed: Any = source.getlist(name) if one.type == "multiselect" else source.get(name, "").strip()
        found.typed[one.id] = typed
        try:
            value = _value(one, typed)
        except WrongValueError as error:
            found.wrong[one.id] = str(error)
            continue
        if value is not None:
            found.values[one.id] = value
    return found


def shown(fields: Iterable[FormField], values: dict[str, Any]) -> dict[str, Any]:
    """Values of the engine as a form shows them."""
    return {one.id: values[one.id] for one in fields if values.get(one.id) is not None}


def _value(one: FormField, typed: Any) -> Any:
    if one.type == "boolean":
        return typed == "true"
    if not typed:
        if one.required:
            raise WrongValueError(gettext("请填写此项。"))
        return None
    if one.type in ("number", "integer"):
        return _number(one, typed)
    if one.type == "date":
        return day(typed)
    if one.type in ("select", "multiselect"):
        return _chosen(one, typed)
    if len(typed) > one.maximum_length:
        raise WrongValueError(
            gettext("最多填写 %(most)s 字，现为 %(now)s 字。", most=one.maximum_length, now=len(typed))
        )
    return typed


def _number(one: FormField, typed: str) -> int | Decimal:
    try:
        number = Decimal(typed.replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise WrongValueError(gettext("请填写数字，如 1200 或 36.5。")) from None
    if not number.is_finite() or len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise WrongValueError(gettext("数值过大或位数过多。"))
    if one.minimum is not None and number < one.minimum:
        raise WrongValueError(gettext("不得小于 %(least)s。", least=one.minimum))
    if one.maximum is not None and number > one.maximum:
        raise WrongValueError(gettext("不得大于 %(most)s。", most=one.maximum))
    whole = number == number.to_integral_value()
    if one.type == "integer" and not whole:
        raise WrongValueError(gettext("请填写整数。"))
    return int(number) if whole else number


def day(typed: str) -> str:
    """A date in ISO 8601.

    Raises:
        WrongValueError: It is none.
    """
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        raise WrongValueError(gettext("请填写日期，如 2026-11-20。")) from None


def _chosen(one: FormField, typed: str | list[str]) -> str | list[str]:
    offered = {value for value, _ in one.options}
    if not set([typed] if isinstance(typed, str) else typed) <= offered:
        raise WrongValueError(gettext("请从所列选项中选择。"))
    return typed
