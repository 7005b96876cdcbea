"""Walls that the import contracts cannot express."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("workflows", "engine", "models", "web", "banjie")
CLOCK = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|datetime\.today|time\.time|time\.time_ns)\(")
EVALUATION = re.compile(r"(?<![\w.])(eval|exec)\(")


def sources() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts]


def places_of(pattern: re.Pattern[str]) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in sources() if pattern.search(path.read_text("utf-8")))


def test_the_wall_clock_is_read_in_one_file():
    assert places_of(CLOCK) == ["banjie/now.py"]


def test_nothing_is_ever_evaluated_as_python():
    assert places_of(EVALUATION) == []


def test_the_diagrams_room_holds_data_only():
    assert {path.suffix for path in (ROOT / "bpmn").rglob("*") if path.is_file()} <= {".bpmn", ".dmn"}


def test_no_page_asks_another_host_for_anything():
    asked = re.compile(r"""(?:src|href|url)\s*=?\s*[("']+\s*(?:https?:)?//""")
    pages = [p for p in (ROOT / "web").rglob("*") if p.suffix in (".html", ".css") and "vendor" not in p.parts]
    assert pages
    assert [str(p.relative_to(ROOT)) for p in pages if asked.search(p.read_text("utf-8"))] == []
