"""The documents' own words, read when they are shown: the repository holds none of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from workflows.catalogue.values import Source

MAX_BYTES = 20_000_000
MAX_PIECES = 6  # lines that one sentence may be spread over

_NUMBERED = re.compile(
    r"(\*\*)?([0-9]+[.．、]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+[条章])"
)
_ENDS = ("。", "；", "：", "！", "？", "）", ")", "”")
_PAUSES = re.compile("[，。；：]")


class Texts:
    """The folder of the documents. Files are read once and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._lines: dict[str, tuple[str, ...]] = {}

    def passage(self, source: Source) -> str | None:
        """The paragraph around a line, put together where the file broke it; None where there is no such line."""
        lines = self._read(source.file)
        if not 1 <= source.line <= len(lines) or not lines[source.line - 1]:
            return None
        pieces = [lines[source.line - 1]]
        before = [line for line in lines[: source.line - 1] if line]
        after = [line for line in lines[source.line :] if line]
        while before and len(pieces) < MAX_PIECES and _continues(before[-1], pieces[0]):
            pieces.insert(0, before.pop())
        after.reverse()
        while after and len(pieces) < MAX_PIECES and _continues(pieces[-1], after[-1]):
            pieces.append(after.pop())
        return "".join(pieces).replace("**", "")

    def _read(self, name: str) -> tuple[str, ...]:
        if name not in self._lines:
            self._lines[name] = self._load(name)
        return self._lines[name]

    def _load(self, name: str) -> tuple[str, ...]:
        """Its lines without blanks at the ends; none where the file is absent, too long or not in that folder."""
        path = (self._folder / name).resolve()
        if path.parent != self._folder or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return ()
        return tuple(line.strip() for line in path.read_text(encoding="utf-8", errors="replace").split("\n"))


def _continues(line: str, following: str) -> bool:
    """Whether `following` goes on with the sentence of `line`: that one has begun, is not finished and is no
    heading, and this one begins nothing new.
    """
    finished = line.rstrip("*").endswith(_ENDS)
    heading = _PAUSES.search(line) is None
    return not (finished or heading or _NUMBERED.match(following))
