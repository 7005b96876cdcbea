"""揭阳's table: one row a line, and merged cells pull a row to the left or leave it blank.

Number, section, reform, what is to be done, lead, responsible, deadline. A row is read from the right, where nothing
is merged; which section it is in follows from the numbers of tasks that the sections say they have.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.ledger.rows import Row, wide_rows
from engine.ledger.task import MONTH, Task, Units, month_end, plain, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGITS = "一二三四五六七八九十"
_SECTION = re.compile(rf"(?P<ordinal>[{_DIGITS}]+)(?P<name>[^（(。]+)[（(](?P<count>\d+)项[）)](?P<rest>.*)")
_ORGANS = re.compile(
    r"(局|海关|机关|联|法院|检察院|单位|政府|管委会|集团|支行|公司|部门|中心|部|办|办公室|企业|[）)])$"
)
_SENTENCE = re.compile(r"[。；：“]")


def read_wide(document: str, lines: Sequence[str]) -> tuple[Task, ...]:
    """The tasks of such a table, in its order."""
    rows = tuple(wide_rows(lines))
    sections = _sections(rows)
    tasks: list[Task] = []
    section, title = "", ""
    for row in rows:
        before, section = section, sections.get(row.number, section)
        own, text, units, deadline = _read([plain(cell) for cell in row.cells])
        title = own or (title if section == before else "")
        tasks.append(_task(document, row, (section, title, text), units, deadline))
    return tuple(tasks)


def _task(document: str, row: Row, words: tuple[str, str, str], units: Units, deadline: str) -> Task:
    section, title, text = words
    return Task(
        document=document,
        number=row.number,
        section=section,
        title=title,
        text=text,
        lead=units.lead,
        responsible=units.responsible,
        cooperating=units.cooperating,
        deadline=deadline,
        due_on=month_end(deadline),
        line=row.line,
        row=row.number,
    )


def _sections(rows: Sequence[Row]) -> dict[int, str]:
    """For each number the section it is in. A section is named on the first row of a page; its count is printed."""
    first: dict[str, re.Match[str]] = {}
    for row in rows:
        for cell in row.cells[:2]:
            found = _SECTION.fullmatch(_dense(cell))
            if found:
                first.setdefault(found["ordinal"], found)
    names = [found["name"] for found in first.values() for _ in range(int(found["count"]))]
    return dict(enumerate(names, 1))


def _read(cells: Sequence[str]) -> tuple[str, str, Units, str]:
    """Title, text, units and deadline of a row."""
    last = max((n for n, cell in enumerate(cells) if cell), default=-1)
    dated = last >= 0 and MONTH.fullmatch(cells[last]) is not None
    end = last if dated else last + 1
    two = end > 1 and any(cells[: end - 2]) and _is_unit(cells[end - 2])
    lead, helpers = (cells[end - 2], cells[end - 1]) if two else (cells[end - 1] if end else "", "")
    words = [said for cell in cells[: end - 2 if two else max(end - 1, 0)] if (said := _untitled(cell))]
    title, text = words[-2] if len(words) > 1 else "", words[-1] if words else ""
    led, helped = units_of(lead), units_of(helpers)
    units = Units(led.lead or led.responsible, helped.lead or helped.responsible)
    return title, text, units, cells[last] if dated else ""


def _untitled(cell: str) -> str:
    """A cell without the name of a section, which may share it with a title."""
    found = _SECTION.fullmatch(_dense(cell))
    return found["rest"] if found else cell


def _is_unit(cell: str) -> bool:
    return "牵头" in cell or (_SENTENCE.search(cell) is None and _ORGANS.search(cell) is not None)


def _dense(cell: str) -> str:
    return re.sub(r"\s", "", cell)
