"""The tables that have one cell a line: 珠海 and 汕头 in parts that number their rows anew, 清城 with the number
before the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.ledger.rows import Cell, stacked_cells
from engine.ledger.task import LedgerError, Task, Units, month_end, plain, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_DIGITS = "一二三四五六七八九十"
_PART = re.compile(rf"[{_DIGITS}]+、.*[（(](?P<count>\d+)项[）)]")
_INDICATOR = re.compile(rf"[（(][{_DIGITS}]+[）)]\s*(?P<name>.+?)(?:[（(]\d+项[）)])?")
_INLINE = re.compile(r"(?P<number>\d+)[.．](?P<text>.*)", re.DOTALL)
_INLINE_SECTION = re.compile(rf"[{_DIGITS}]+[.．]\s*(?P<name>[^\n]+)")
_BODY_UNITS = re.compile(r"[（(\[]责任单位：(?P<units>.+)[）)\]]$")
_CONTACT = "责任人："
_SAME = 12  # signs by which a task and the paragraph that it repeats are known
_TITLE = 60  # signs of a first sentence that serves as a title


@dataclass(frozen=True, slots=True)
class _Words:
    """What a row says."""

    title: str
    text: str
    units: str
    section: str
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """The cells of one row, with its part, the number in it, and the cells."""

    part: int
    row: int
    cells: tuple[Cell, ...]


def read_zhuhai(document: str, lines: Sequence[str]) -> tuple[Task, ...]:
    """Title, model, units, measures, deadline, note; the names of sections stand between the rows. The task is what
    the city itself means to do: its measures.
    """
    sections = [(cell.line, name) for cell in stacked_cells(lines, _is_part) if (name := _indicator(cell.text))]
    tasks: list[Task] = []
    for group in _groups(lines):
        title, _, units, measures, deadline = (*(cell.text for cell in group.cells), "", "", "", "", "")[:5]
        begins = group.cells[0].line
        section = next((name for line, name in reversed(sections) if line < begins), "")
        words = _Words(title, measures, units, section, deadline)
        tasks.append(_task(document, len(tasks) + 1, group, words, units_of(units)))
    return tuple(tasks)


def read_shantou(document: str, lines: Sequence[str]) -> tuple[Task, ...]:
    """Indicator, title, practice, units; the indicator and the units are merged over the rows they hold for, and some
    rows have lost their numbers.
    """
    tasks: list[Task] = []
    section, units, part = "", "", 0
    for group in _groups(lines):
        if group.part != part:
            section, units, part = "", "", group.part
        texts = [cell.text for cell in group.cells]
        if group.cells[0].begins and not _indicator(texts[0]):
            texts.insert(0, "")
        own, title, practice, said = (*texts, "", "", "", "")[:4]
        section = (_indicator(own) or plain(own)) or section
        units = said or units
        words = _Words(title, practice, units, section)
        tasks.append(_task(document, len(tasks) + 1, group, words, units_of(units)))
    return tuple(tasks)


def read_qingcheng(document: str, lines: Sequence[str]) -> tuple[Task, ...]:
    """Section, number and text in one cell, unit, contacts; the column of deadlines is empty in the copy."""
    cells = list(stacked_cells(lines))
    if not cells:
        return ()
    body = lines[: cells[0].line - 1]
    tasks: list[Task] = []
    section = ""
    for cell, following in zip(cells, [*cells[1:], Cell("", 0, begins=False)], strict=True):
        named = _INLINE_SECTION.fullmatch(cell.text)
        found = _INLINE.fullmatch(cell.text)
        if named:
            section = plain(named["name"])
        if found is None or int(found["number"]) != len(tasks) + 1:
            continue
        text = plain(found["text"])
        units = following.text if _names_units(following.text) else _units_in_body(text, body)
        title = text.split("。")[0][:_TITLE]
        group = _Group(0, len(tasks) + 1, (cell,))
        tasks.append(_task(document, len(tasks) + 1, group, _Words(title, text, units, section), units_of(units)))
    return tuple(tasks)


def _names_units(text: str) -> bool:
    return bool(text) and not text.startswith(_CONTACT)


def _units_in_body(text: str, body: Iterable[str]) -> str:
    """The unit that the plan itself names for the same measure, where the table's own cell is cut off."""
    for line in body:
        paragraph = _INLINE.fullmatch(line.strip())
        if paragraph and plain(paragraph["text"]).startswith(text[:_SAME]):
            found = _BODY_UNITS.search(plain(line))
            return found["units"] if found else ""
    return ""


def _task(document: str, number: int, group: _Group, words: _Words, units: Units) -> Task:
    return Task(
        document=document,
        number=number,
        section=words.section,
        title=plain(words.title),
        text=plain(words.text),
        lead=units.lead,
        responsible=units.responsible,
        cooperating=units.cooperating,
        deadline=plain(words.deadline),
        due_on=month_end(words.deadline),
        line=group.cells[0].line,
        part=group.part,
        row=group.row,
    )


def _groups(lines: Sequence[str]) -> Iterator[_Group]:
    """The rows of each part. A row begins with the number that is due, or with a cell that says its number was lost.

    Raises:
        LedgerError: a part has another number of rows than its heading says.
    """
    part, row, due = 0, 0, 0
    cells: list[Cell] = []
    for cell in stacked_cells(lines, _is_part):
        heading = _PART.fullmatch(cell.text.strip())
        numbered = part > 0 and cell.text == str(row + 1)
        if heading or numbered or (part > 0 and cell.begins):
            if cells:
                yield _Group(part, row, tuple(cells))
            cells = []
        if heading:
            _complete(part, row, due)
            part, row, due = part + 1, 0, int(heading["count"])
        elif numbered or (part > 0 and cell.begins):
            row += 1
            cells = [] if numbered else [cell]
        elif row:
            cells.append(cell)
    if cells:
        yield _Group(part, row, tuple(cells))
    _complete(part, row, due)


def _complete(part: int, rows: int, due: int) -> None:
    if rows != due:
        raise LedgerError(f"Expected part {part} of the table to have {due} rows as its heading says, but {rows} came")


def _is_part(text: str) -> bool:
    return _PART.fullmatch(text) is not None


def _indicator(text: str) -> str:
    found = _INDICATOR.fullmatch(text.strip())
    return plain(found["name"]) if found else ""
