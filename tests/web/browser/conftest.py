"""A real browser before the real site: the site is served by waitress in a thread, on a port of its own."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

import pytest
from waitress import wasyncore
from waitress.server import create_server

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a browser, one worker for all of it."""
    for item in items:
        if "web/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("there is no Chromium on the PATH")
    with playwright.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the site is served. The server is closed by the thread that runs it: closed from outside, its sockets
    would vanish under its hands.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    over.set()
    thread.join(timeout=10)


def signed_in(page: Page, login: str | None) -> Page:
    """The page, after signing in where there is a login."""
    if login:
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """A page of a new browser profile, signed in where a login is given. Whatever it complains of fails the test unless
    that is forgiven: a script that breaks, a file that is missing, a policy that is broken.
    """
    contexts = []
    complaints: list[str] = []

    def opened(
        login: str | None = None, width: int = 1280, height: int = 900, *, forgiving: bool = False, **options: object
    ) -> Page:
        context = chromium.new_context(base_url=address, viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        if forgiving:
            return signed_in(page, login)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        return signed_in(page, login)

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
