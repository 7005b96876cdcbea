"""`banjie` as somebody at a terminal has it: arguments in, an exit status and two streams out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """What a call left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; anything beside it is an error."""
        return json.loads(self.out)


class Zygote:
    """Runs commands in processes forked from one that has everything imported."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("zygote.py"))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, arguments: list[str], environment: dict[str, str], given: str | bytes | None) -> Answer:
        """One command, from its arguments to its exit status."""
        names = {stream: self._folder / stream for stream in ("input", "out", "err")}
        names["input"].write_bytes(given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given or b"")
        call = {"arguments": arguments, "environment": environment, **{k: str(v) for k, v in names.items()}}
        sent, answered = self._pipes()
        sent.write(json.dumps(call) + "\n")
        sent.flush()
        status = int(answered.readline())
        texts = {stream: names[stream].read_text(encoding="utf-8") for stream in ("out", "err")}
        return Answer(status, texts["out"], texts["err"])

    def stop(self) -> None:
        """End the process."""
        for pipe in self._pipes():
            pipe.close()
        self._process.wait(timeout=10)

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout


class Terminal:
    """A user at a terminal with a database of their own."""

    def __init__(self, zygote: Zygote, folder: Path, **environment: str) -> None:
        self._zygote = zygote
        self.folder = folder
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        self.environment = {
            **kept,
            "BANJIE_DATA": str(folder),
            "BANJIE_DATABASE_URL": f"sqlite:///{folder / 'banjie.db'}",
            "PYTHONUTF8": "1",
            **environment,
        }

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "banjie.db"

    def run(self, *arguments: object, given: str | bytes | None = None, **environment: str) -> Answer:
        """Any command, whatever comes of it."""
        words = [str(argument) for argument in arguments]
        return self._zygote.call(words, {**self.environment, **environment}, given)

    def ok(self, *arguments: object, given: object = None) -> Any:
        """A command with `--json` that must be done; `given` goes in as JSON. Gives the document."""
        answer = self.run(*arguments, "--json", given=None if given is None else json.dumps(given))
        assert answer.status == 0, (arguments, answer)
        return answer.json

    def refused(self, *arguments: object, given: object = None) -> str:
        """A command that must be refused with exit status 1 and sentences, each in its line; gives them."""
        answer = self.run(*arguments, given=None if given is None else json.dumps(given))
        assert answer.status == 1, (arguments, answer)
        assert answer.err.startswith("Expected"), answer.err
        assert "Traceback" not in answer.err
        return answer.err.strip()

    def write(self, name: str, content: object) -> Path:
        """A file in the user's folder: text, bytes, or JSON of anything else."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    # ── cases ────

    def start(self, process: str, at: str, facts: object = None, *more: object) -> str:
        """A case; gives its id."""
        return str(self.ok("case", "start", process, "--facts", "-", "--at", at, *more, given=facts or {})["case"])

    def do(self, case: str, word: str, at: str, step: str | None = None, **data: Any) -> list[str]:
        """A command that must be done; gives the types of its events."""
        return [event["type"] for event in self.ok(*_do(case, word, at, step), given=data)["events"]]

    def do_not(self, case: str, word: str, at: str, step: str | None = None, **data: Any) -> str:
        """A command that must be refused; gives the sentence."""
        return self.refused(*_do(case, word, at, step), given=data)

    def show(self, case: str, at: str | None = None) -> Any:
        """The case as it stands."""
        return self.ok("case", "show", case, *(("--at", at) if at else ()))

    def open_steps(self, case: str, at: str) -> list[str]:
        """The element ids of its open steps."""
        return sorted(step["step"] for step in self.show(case, at)["steps"] if step["state"] == "open")

    def clock(self, case: str, limit: str, at: str) -> Any:
        """The newest clock of a limit."""
        return [clock for clock in self.show(case, at)["clocks"] if clock["limit"] == limit][-1]


def _do(case: str, word: str, at: str, step: str | None) -> tuple[str, ...]:
    where = ("--step", step) if step else ()
    return ("case", "do", case, word, "--data", "-", "--at", at, *where)
