from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workflows.bpmn import read_processes
from workflows.bpmn.check import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflows.bpmn import Finding

LIBRARY = Path(__file__).parents[2] / "bpmn"


@pytest.fixture(scope="session")
def library() -> dict[str, bytes]:
    """The diagrams that Banjie ships, by file name."""
    return {path.name: path.read_bytes() for path in sorted(LIBRARY.rglob("*.bpmn"))}


@pytest.fixture
def findings() -> Callable[..., list[Finding]]:
    """Reads a file and checks it; without more said, nothing but its own processes is known."""

    def look(data: bytes, **known) -> list[Finding]:
        given = {"known_limits": ("a/1", "a/2"), "known_processes": {}, "known_departments": ("counter",), **known}
        return list(check(read_processes(data), **given))

    return look


@pytest.fixture
def told(findings) -> Callable[..., list[str]]:
    """As `findings`: (severity, element or process, the sentence behind the place)."""

    def look(data: bytes, **known) -> list[str]:
        return [
            (str(f.severity), f.element or f.process, f.sentence.split(": ", 1)[1]) for f in findings(data, **known)
        ]

    return look
