"""Reads a TOML table key by key, so that every fault can be said with its file and its key."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

MAX_BYTES = 1_000_000
MOST = 1_000_000_000  # what a figure may be


class CatalogueError(ValueError):
    """A catalogue file that breaks its rules, or a question about something the catalogue does not hold."""


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; numbers with a point come as `Decimal`.

    Raises:
        CatalogueError: the file cannot be read, is too long, or is no TOML.
    """
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise CatalogueError(f"Expected {path.name} to be shorter than {MAX_BYTES} bytes, but it has {len(raw)}.")
        return tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise CatalogueError(f"Expected to read {path}, but {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, InvalidOperation, RecursionError) as error:
        raise CatalogueError(f"Expected {path.name} to be a TOML file in UTF-8, but {error}.") from error


class Table:
    """One table of a TOML file. Every key that was asked for is ticked off; `done()` refuses those that were not."""

    def __init__(self, where: str, content: Any) -> None:
        if not isinstance(content, dict):
            raise CatalogueError(f"Expected {where} to be a table, but it is {_said(content)}.")
        self.where = where
        self._content: Mapping[str, Any] = content
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = "") -> str:
        """A text; `default` None means it must be there."""
        value = self._get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, "a text", value)
        return value

    def optional(self, key: str) -> str | None:
        """A text, or None where the key is absent."""
        return self.text(key) or None

    def choice(self, key: str, among: Collection[str], default: str | None = None) -> str:
        """One of the words in `among`."""
        value = self._get(key, default)
        if value not in among:
            raise self.wrong(key, f"one of {', '.join(among)}", value)
        return str(value)

    def texts(self, key: str, among: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts, each in `among` and none twice; empty where the key is absent."""
        values = self._get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
            raise self.wrong(key, "a list of texts", values)
        if len(set(values)) != len(values):
            raise self.wrong(key, "a list in which nothing stands twice", values)
        for value in values:
            if among is not None and value not in among:
                raise self.wrong(key, f"a list of {', '.join(among)}", value)
        return tuple(values)

    def integer(self, key: str) -> int:
        """A whole number from 1 on."""
        value = self._get(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.wrong(key, "a whole number from 1 on", value)
        return value

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers from 1 on; empty where the key is absent."""
        values = self._get(key, [])
        if not isinstance(values, list) or any(type(value) is not int or value < 1 for value in values):
            raise self.wrong(key, "a list of line numbers", values)
        return tuple(values)

    def number(self, key: str) -> Decimal:
        """A number above 0 and below `MOST`."""
        value = self._get(key, None)
        number = Decimal(value) if type(value) is int or isinstance(value, Decimal) else Decimal("NaN")
        if not number.is_finite() or not 0 < number < MOST:
            raise self.wrong(key, f"a number above 0 and below {MOST}", value)
        return number

    def day(self, key: str) -> date | None:
        """A date, None where the key is absent."""
        value = self._get(key, "")
        if value == "":
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "a date such as 2023-06-16", value)
        return value

    def boolean(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false", value)
        return value

    def raw(self, key: str, default: Any) -> Any:
        """The value as it stands."""
        return self._get(key, default)

    def table(self, key: str) -> Table:
        """A table within; an empty one where the key is absent."""
        return Table(f"{self.where}, {key}", self._get(key, {}))

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables within, named by their number or, where they have one, their id."""
        values = self._get(key, [])
        if not isinstance(values, list):
            raise self.wrong(key, "a list of tables", values)
        names = (
            value.get("id", number) if isinstance(value, dict) else number for number, value in enumerate(values, 1)
        )
        return tuple(Table(f"{self.where}, {key} {name}", value) for name, value in zip(names, values, strict=True))

    def identifier(self, key: str, pattern: str = r"[a-z0-9][a-z0-9._-]*") -> str:
        """A text that is an id: small letters, digits, and `. _ -`."""
        value = self._get(key, None)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong(key, "an id of small letters, digits and . _ -", value)
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._content

    def done(self) -> None:
        """Every key must have been asked for.

        Raises:
            CatalogueError: one was not, so it is none of ours.
        """
        unknown = sorted(set(self._content) - self._asked)
        if unknown:
            raise CatalogueError(
                f"Expected {self.where} to hold only {', '.join(sorted(self._asked))}, but {unknown[0]!r} came."
            )

    def wrong(self, key: str, expected: str, value: Any) -> CatalogueError:
        """The sentence for a value that is not what `key` takes."""
        return CatalogueError(f"Expected {self.where}, {key} to be {expected}, but it is {_said(value)}.")

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        return self._content.get(key, default)


def _said(value: Any) -> str:
    if value is None:
        return "missing"
    return str(value) if isinstance(value, date | time) else repr(value)[:80]
