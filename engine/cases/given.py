"""Reading the data of a command, value by value, each refusal a sentence."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from engine.cases.commands import invalid_argument
from engine.time import parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.cases.commands import Refused
    from workflows.forms import FormError
    from workflows.model import FormField

MAX_TEXT = 4000
MAX_LIST = 200
MAX_DAYS = 3650


class Given:
    """The data that came with a command. `done` refuses what nobody asked for."""

    def __init__(self, data: Mapping[str, Any], word: str) -> None:
        self._data = data
        self._word = word
        self._asked: set[str] = set()

    def text(self, key: str, default: str = "", most: int = MAX_TEXT) -> str:
        """A text; absent or null: `default`."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(key, "a text", value)
        if len(value) > most:
            raise invalid_argument(
                f"Expected {key} of at most {most} characters to {self._word}, but it has {len(value)}"
            )
        return value.strip()

    def needed(self, key: str) -> str:
        """A text that must be there."""
        value = self.text(key)
        if not value:
            raise self._wrong(key, "a text", None)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text for a list of one; absent: none."""
        value = self._get(key)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list | tuple) or not all(isinstance(v, str) and v.strip() for v in values):
            raise self._wrong(key, "a list of texts", value)
        if len(values) > MAX_LIST or any(len(v) > MAX_TEXT for v in values):
            raise self._wrong(key, f"a list of at most {MAX_LIST} texts of {MAX_TEXT} characters", "more")
        return tuple(v.strip() for v in values)

    def instant(self, key: str) -> datetime | None:
        """An ISO 8601 instant; without an offset it is Asia/Shanghai."""
        value = self._get(key)
        if value is None:
            return None
        try:
            return parse_moment(str(value))
        except ValueError as error:
            raise invalid_argument(f"Expected {key} to be an instant to {self._word}. {error}") from error

    def days(self, key: str) -> int | None:
        """A whole number of days."""
        value = self._get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_DAYS:
            raise self._wrong(key, f"a whole number from 1 to {MAX_DAYS}", value)
        return value

    def amount(self, *keys: str) -> Decimal:
        """A number above 0 that must be there, under the first of `keys` that is given."""
        values = {key: self._get(key) for key in keys}
        key, value = next(((k, v) for k, v in values.items() if v is not None), (keys[0], None))
        if value is None or isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise self._wrong(key, "a number above 0", value)
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            raise self._wrong(key, "a number above 0", value) from None
        if not found.is_finite() or found <= 0:
            raise self._wrong(key, "a number above 0", value)
        return found

    def rest(self) -> dict[str, Any]:
        """Everything that was not asked for."""
        return {key: value for key, value in self._data.items() if key not in self._asked}

    def done(self) -> None:
        """Refuse what was not asked for.

        Raises:
            Refused: There is such a key.
        """
        unknown = sorted(self.rest())
        if unknown:
            asked = ", ".join(sorted(self._asked)) or "no data"
            raise invalid_argument(f"Expected {asked} to {self._word}, but {unknown[0]!r} came")

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def _wrong(self, key: str, expected: str, value: Any) -> Exception:
        came = "it is missing" if value is None else f"it is {str(value)[:80]!r}"
        return invalid_argument(f"Expected {key} to be {expected} to {self._word}, but {came}")


def misfit(error: FormError, form: Iterable[FormField]) -> Refused:
    """The refusal of values that do not fit a form: each sentence with the key under which the value comes."""
    known = {field.id: field.label for field in form}
    said = [
        f"{sentence} (key: {key})" if key in known else f"{sentence} ({', '.join(known)})" if key else sentence
        for key, sentence in error.problems.items()
    ]
    return invalid_argument("\n".join(said))


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a form as JSON: a decimal number as a number where that is exactly it, else as text."""
    return {key: _plain(value) if isinstance(value, Decimal) else value for key, value in values.items()}


def _plain(number: Decimal) -> Any:
    if number == number.to_integral_value():
        return int(number)
    return float(number) if Decimal(repr(float(number))) == number else str(number)
