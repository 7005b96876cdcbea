"""The tables as the files hold them: rows of cells, put together where a line or a page broke them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_ROW = re.compile(r"(\d+)\t")
_HEADING = "序号"
_RULE = "---"


class Row(NamedTuple):
    """A row on one line: its number and the cells behind it."""

    number: int
    cells: tuple[str, ...]
    line: int


class Cell(NamedTuple):
    """A cell on lines of its own. `begins` says that it stands first in its row though the number was lost."""

    text: str
    line: int
    begins: bool


def wide_rows(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of a table that has one row a line, from its first heading on, up to the rule below it.

    A line without a number goes on with the row before: its first cell with that row's last.
    """
    begun = False
    number, line, cells = 0, 0, [""]
    for at, text in enumerate(lines, 1):
        if text.startswith(f"{_HEADING}\t"):
            begun = True
            continue
        found = _ROW.match(text) if begun else None
        if number and (found or text.strip() == _RULE):
            yield Row(number, tuple(cell.strip() for cell in cells), line)
            number = 0
        if found:
            number, line, cells = int(found[1]), at, text[found.end() :].split("\t")
        elif number and text.strip(" "):  # tabs alone are empty cells
            first, *others = text.split("\t")
            cells = [*cells[:-1], cells[-1] + first, *others]
    if number:
        yield Row(number, tuple(cell.strip() for cell in cells), line)


def stacked_cells(lines: Iterable[str], alone: Callable[[str], bool] = lambda _: False) -> Iterator[Cell]:
    """The cells of a table that has one cell a line, each line beginning with a tab; lines without one go on with the
    cell before, but for those that are `alone`. A blank before the tab stands where a row's number was.
    """
    text, line, begins = "", 0, False
    for at, raw in enumerate(lines, 1):
        head, tab, rest = raw.partition("\t")
        own = alone(raw.strip())
        if own or (tab and not head.strip()):
            if line:
                yield Cell(text, line, begins)
            text, line, begins = (raw.strip(), at, False) if own else (rest.strip(), at, bool(head))
        elif line and raw.strip():
            text = f"{text}\n{raw.strip()}" if text else raw.strip()
    if line:
        yield Cell(text, line, begins)
