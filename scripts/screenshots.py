"""Take the pictures of the README from the demo: `python scripts/screenshots.py FOLDER [--all]`.

Plays a demo into a temporary database, serves it, signs in as the people whose pages are shown and saves PNG files.
`--all` takes every page in both languages, light and dark, on a desk and on a phone: for looking at before a release.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from banjie.demo.people import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@dataclass(frozen=True)
class Shot:
    """One page: who looks, at which address; `{case}` stands for a case that is far along and late. `follow` is a link
    or button on that page to go on by, `until` what the address is in the end (a pattern; it may take a while).
    """

    name: str
    login: str
    path: str
    height: int = 900
    follow: str = ""
    until: str = ""


RUN, RESULT = "main form .button-main", "**/simulate/results/**"
SHOTS = (
    Shot("work", "natural_resources", "/work"),
    Shot("cases", "housing", "/cases"),
    Shot("case", "housing", "/cases/{case}", height=2000),
    Shot("clock", "auditor", "/cases/{case}", height=1500, follow="a[href*='/clocks/']"),
    Shot("apply", "counter", "/apply"),
    Shot("processes", "planner", "/processes"),
    Shot("process", "planner", "/processes/land_to_start"),
    Shot("check", "planner", "/check/low_risk", height=1500),
    Shot("simulation", "planner", "/simulate/new/land_to_start", height=1500, follow=RUN, until=RESULT),
    Shot("forecast", "planner", "/simulate/new/land_to_start?open=1", height=1300, follow=RUN, until=RESULT),
    Shot("audit", "auditor", "/audit"),
    Shot("admin", "admin", "/admin"),
)


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The demo, served; its address."""
    banjie = str(Path(sys.executable).with_name("banjie"))
    env = {**os.environ, "BANJIE_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}", "BANJIE_DATA": str(folder)}
    subprocess.run([banjie, "demo"], env=env, check=True)
    port = free_port()
    server = subprocess.Popen([banjie, "serve", "--port", str(port)], env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str) -> None:
    """Until the site answers, at most half a minute."""
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"Expected {address} to answer within half a minute, but it did not")


def sign_in(page: Page, address: str, login: str) -> None:
    """Through the form, as anybody does."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_load_state("networkidle")


def interesting_case(page: Page, address: str) -> str:
    """A late case of the procedure that has most to show."""
    for query in ("?process=land_to_start&lamp=red&state=accepted", "?process=land_to_start"):
        page.goto(f"{address}/cases{query}")
        link = page.locator("main table a[href*='/cases/'], main a[href*='/cases/']").first
        if link.count():
            return str(link.get_attribute("href")).rsplit("/", 1)[-1]
    sys.exit("Expected the demo to hold a case of land_to_start, but the list shows none")


def take(browser: Browser, address: str, target: Path, *, everything: bool) -> None:
    """Every shot, in one look or in all of them."""
    looks = [("", "zh", "light", DESK)]
    if everything:
        looks = [
            (f"-{language}-{scheme}-{size['width']}", language, scheme, size)
            for language in ("zh", "en")
            for scheme in ("light", "dark")
            for size in (DESK, PHONE)
        ]
    for suffix, language, scheme, size in looks:
        for shot in SHOTS:
            viewport = {**size, "height": max(size["height"], shot.height)}
            context = browser.new_context(
                viewport=viewport,
                color_scheme=scheme,
                locale="zh-CN" if language == "zh" else "en-GB",
                device_scale_factor=1,
            )
            page = context.new_page()
            sign_in(page, address, shot.login)
            if language == "en":
                page.context.add_cookies([{"name": "banjie_language", "value": "en", "url": address}])
            path = shot.path.format(case=interesting_case(page, address)) if "{case}" in shot.path else shot.path
            page.goto(f"{address}{path}")
            if shot.follow:
                page.locator(shot.follow).first.click()
            if shot.until:
                page.wait_for_url(shot.until, timeout=60_000)
            page.wait_for_timeout(1500)
            page.screenshot(path=target / f"{shot.name}{suffix}.png", full_page=everything)
            context.close()


def main() -> None:
    """Take them."""
    arguments = [a for a in sys.argv[1:] if a != "--all"]
    if len(arguments) != 1:
        sys.exit("usage: screenshots.py FOLDER [--all]")
    target = Path(arguments[0])
    target.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or sys.exit("Expected chromium to be installed, but it is not")
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(browser, address, target, everything="--all" in sys.argv)
        browser.close()


if __name__ == "__main__":
    main()
