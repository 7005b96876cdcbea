"""A task of a reform ledger (改革任务台账), and how its cells are understood: who leads, who helps, until when."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date


class LedgerError(ValueError):
    """A ledger that is not there or cannot be read; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered row. `number` counts through the whole document; `part` and `row` are as printed where the table
    numbers each of its parts anew (part 0: it does not). `title` is the name of the reform, `text` what is to be done.
    `due_on` is the last day of the month named, None where the copy names none (`deadline` holds the cell's words).
    `line` is where the row begins in the file (1-based).
    """

    document: str
    number: int
    section: str
    title: str
    text: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadline: str
    due_on: date | None
    line: int
    part: int = 0
    row: int = 0

    @property
    def in_charge(self) -> str:
        """The unit that is asked: the first that leads, else the first responsible; empty where none is named."""
        return next(iter((*self.lead, *self.responsible)), "")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a row by the part they play."""

    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()


MONTH = re.compile(r"(\d{4})年(\d{1,2})月")

_BETWEEN = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_TAGS = re.compile(r"</?b>")
_OPENS, _CLOSES = "（(", "）)"
_SEPARATORS = "、，,；;\n"
_LEADS = re.compile(r"^由?(?P<units>.*?)(牵头统筹|牵头负责|统筹|牵头)")
_ENDING = re.compile(r"(等相关部门|等部门)?(按职责分工|按职能分工)?(共同)?(负责|配合)?[。.]?$")
_JOINED = re.compile(r"等?相关部门及(?=各)|及(?=各(区|县|镇))")


def plain(text: str) -> str:
    """A cell's words without mark-up and without the blanks that a line break or a reader of scans left in them."""
    return _BETWEEN.sub("", _TAGS.sub("", text).strip())


def month_end(text: str) -> date | None:
    """The last day of the month that a deadline names (`2021年6月` → 30 June 2021); None where it names none."""
    found = MONTH.search(text)
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months of a year
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, calendar.monthrange(year, month)[1])


def split_units(text: str) -> tuple[str, ...]:
    """The units of a list, each once; what stands in brackets belongs to its unit."""
    units: list[str] = []
    depth, unit = 0, ""
    for sign in [*_JOINED.sub("、", plain(text)), "、"]:
        depth += (sign in _OPENS) - (sign in _CLOSES)
        if sign not in _SEPARATORS or depth > 0:
            unit += sign
            continue
        unit = _ENDING.sub("", unit.strip())
        if unit:
            units.append(unit)
        unit = ""
    return tuple(dict.fromkeys(units))


def units_of(text: str) -> Units:
    """The parts that one cell gives to units: 牵头 or 统筹 leads, 配合 helps, anything else is responsible.

    A cell that names one unit and no part makes it the lead: there is nobody else.
    """
    words = plain(text)
    found = _LEADS.match(words)
    rest = words[found.end() :].lstrip("，,、；。") if found else words
    lead = split_units(found["units"]) if found else ()
    others = split_units(rest)
    if lead:
        helps = rest.rstrip("。").endswith("配合")
        return Units(lead, () if helps else others, others if helps else ())
    return Units(others) if len(others) == 1 else Units((), others)
