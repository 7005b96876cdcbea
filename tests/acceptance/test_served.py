"""On both databases: the demo, its log, and the site that serves it, spoken to over HTTP without manners."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.command import ROOT, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "banjie-demo"  # the demo's, printed for everybody to read
TRIES = 150


class Caller:
    """Speaks JSON to a served site."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token

    def send(self, path: str, body: Any = None, method: str | None = None) -> tuple[int, Any]:
        """A request; the status and the JSON that came back. `body` may be bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def signed_in(self, login: str) -> Caller:
        """The same as somebody of the demo."""
        status, found = self.send("/api/v1/session", {"login": login, "password": PASSWORD})
        assert status == 201, found
        return Caller(self.port, found["token"])


@contextlib.contextmanager
def served(terminal: Terminal) -> Iterator[Caller]:
    """`banjie serve` on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "banjie.cli", "serve", "--port", str(port)]
    with (terminal.folder / "serve.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=terminal.environment, stdout=log, stderr=log)
    try:
        for _ in range(TRIES):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, (terminal.folder / "serve.log").read_text(encoding="utf-8")
            time.sleep(0.1)
        yield Caller(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def town(request, zygote, tmp_path) -> Terminal:
    """A terminal on a database with the demo's people and twelve cases."""
    more = {}
    if request.param == "postgres":
        more["BANJIE_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    terminal = Terminal(zygote, tmp_path, **more)
    answer = terminal.run("demo", "--cases", "12")
    assert (answer.status, answer.out) == (0, ""), answer
    return terminal


BAD_BODIES = [
    b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000,
    b'{"word": "accept"}', b'{"word": 1, "command_id": "a"}', b'{"word": "accept", "command_id": ""}',
    b'{"word": "accept", "command_id": "a\\u0000b"}', b'{"word": "accept\\u0000", "command_id": "b1"}',
    b'{"word": "accept", "step": "\\u0000", "command_id": "b2"}',
    b'{"word": "accept", "command_id": "\\ud800"}', b'{"word": "accept", "command_id": "b3", "step": "\\ud800"}',
    b'{"word": "accept", "command_id": "b4", "data": {"opinion": "\\ud800"}}',
    b'{"word": "accept", "command_id": "b5", "data": {"x": NaN}}',
    b'{"word": "accept", "command_id": "b6", "expected_version": 1e30}',
    b'{"word": "accept", "command_id": "b7", "expected_version": -5}',
    b'{"word": "fly", "command_id": "b8"}', b'{"word": "accept", "command_id": "b9", "step": ' + b"1" * 5000 + b"}",
]  # fmt: skip
BAD_CASES = [
    {"title": "a\0b"}, {"applicant": "a\0b"}, {"title": "\ud800"}, {"process": "\0"}, {"process": "'; --"},
    {"facts": []},
    {"facts": {"area": "x" * 2_000_000}}, {"materials": ["\0"]}, {"title": "x" * 500}, {"facts": {"area": -1}},
]  # fmt: skip


def test_the_demo_is_played_verified_served_and_worked_on_over_http(town):
    assert "there already" in town.run("demo").err
    report = town.ok("verify")
    assert (report["ok"], report["cases"]) == (True, 12)
    file = town.folder / "log.jsonl"
    assert town.run("export", "--format", "jsonl", file).status == 0
    assert town.ok("verify", file)["heads"] == report["heads"]

    with served(town) as visitor:
        assert visitor.send("/api/v1/work")[0] == 401
        assert visitor.send("/api/v1/session", {"login": "counter", "password": "wrong"})[0] == 401
        counter = visitor.signed_in("counter")
        status, done = counter.send("/api/v1/cases", {"process": "low_risk", "command_id": "new", "title": "仓库"})
        assert status == 201, done
        case = done["case"]
        accept = {"word": "accept", "command_id": "http-1"}
        status, first = counter.send(f"/api/v1/cases/{case}/commands", accept)
        assert status == 200, first
        assert counter.send(f"/api/v1/cases/{case}/commands", accept) == (200, first)

        waiting = counter.send("/api/v1/cases", {"process": "low_risk", "command_id": "waits"})[1]["case"]
        auditor = visitor.signed_in("auditor")
        assert auditor.send(f"/api/v1/cases/{waiting}/commands", {**accept, "command_id": "x"})[0] in (403, 404)
        for body in BAD_BODIES:
            status, said = counter.send(f"/api/v1/cases/{waiting}/commands", body, "POST")
            assert 400 <= status < 500, (status, body[:60], said)
        for change in BAD_CASES:
            body = {"process": "low_risk", "command_id": "bad", **change}
            status, said = counter.send("/api/v1/cases", body)
            assert 400 <= status < 500, (status, str(change)[:60], said)
        for path in (
            "%00",
            "..%2f..%2fetc",
            "x" * 3000,
            "%ff%fe",
            "'%3B--",
            f"{waiting}?at=%00",
            f"{waiting}?at=9999-12-31",
        ):
            status, said = counter.send(f"/api/v1/cases/{path}")
            assert 400 <= status < 500, (status, path[:60], said)
        for query in ("after=%00", "text=%00", "lamp=purple", "limit=-1", "limit=1e9", "after=%F0%9F"):
            status, said = counter.send(f"/api/v1/cases?{query}")
            assert status < 500, (status, query, said)
        found = counter.send(f"/api/v1/cases/{waiting}")[1]
        assert found["version"] == 1
    assert town.show(case)["state"] == "accepted"
    assert town.ok("verify")["ok"]
    assert "Traceback" not in (town.folder / "serve.log").read_text(encoding="utf-8")


@pytest.mark.postgres
def test_the_core_of_the_command_line_on_postgresql(zygote, tmp_path, postgres_url):
    terminal = Terminal(zygote, tmp_path, BANJIE_DATABASE_URL=postgres_url)
    at = "2026-09-18T10:00"
    case = terminal.start("external_lines", at, {"note": "\0"})
    assert terminal.show(case, "2026-09-25T00:00")["accepted_at"] == "2026-09-18T10:00:00+08:00"
    words = ("case", "do", case, "accept", "--at", at, "--command-id", "one")
    assert terminal.ok(*words) == terminal.ok(*words)
    assert terminal.clock(case, "shanwei-2023-2/2.4", "2026-09-22T10:00")["remaining"] == 0
    assert "approve, deny" in terminal.do_not(case, "complete", at, decision="perhaps")
    terminal.do(case, "withdraw", "2026-09-21", reason="改变计划")
    assert terminal.show(case)["outcome"] == "withdrawn"
    assert terminal.ok("verify")["ok"]
