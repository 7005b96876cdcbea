"""The site with simulations: no test waits for a compiler."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from web.simulate.background import kernel

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "begin", lambda: None)


@pytest.fixture
def text_of() -> Callable[[str], str]:
    return lambda html: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def simulated(browse) -> Callable[..., Any]:
    """Runs a small simulation through the form; where it leads to."""

    def run(process: str = "external_lines", login: Any = "planner", **fields: str) -> Any:
        browser = browse(login) if isinstance(login, str) else login
        given = {"cases": "20", "replications": "2", "title": "现状", "do": "run", **fields}
        answer = browser.post(f"/simulate/new/{process}", given, shown=f"/simulate/new/{process}")
        return followed(browser, answer)

    return run


def followed(browser: Any, answer: Any) -> Any:
    """The page at the end of a run, however long it is shown as under way."""
    while answer.status_code == 302 and "/under-way/" in answer.location:
        ident = answer.location.rpartition("/")[2]
        browser.client.application.extensions["banjie.simulations"].find(ident).job.wait(30)
        answer = browser.get(answer.location)
    return browser.get(answer.location) if answer.status_code == 302 else answer


@pytest.fixture
def result_of() -> Callable[..., Any]:
    return followed
