"""A process that has the command line loaded and forks for every call: a real `banjie` with real streams and a real
exit status, without the imports each time.

Each line of standard input is a JSON object {arguments, environment, input, out, err}: `input`, `out` and `err` name
files. Each line of standard output answers with the exit status, negative for a signal.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from banjie.cli import COMMANDS, main

for _name in sorted({*COMMANDS.values()} - {"demo", "serve", "worker"}):
    importlib.import_module(f"banjie.commands.{_name}")
for _name in ("engine.audit", "engine.people", "engine.service", "models", "workflows.library", "workflows.decisions"):
    importlib.import_module(_name)


def _become(call: dict[str, object]) -> None:
    """Run the command in this process, as if it had been started with these streams."""
    for number, name, flags in (
        (0, call["input"], os.O_RDONLY),
        (1, call["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (2, call["err"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        opened = os.open(str(name), flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()
    os.environ.update(call["environment"])  # type: ignore[call-overload]
    status = 0
    try:
        main(call["arguments"])  # type: ignore[arg-type]
    except SystemExit as leave:
        status = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except BaseException:  # noqa: BLE001  what Python would do with it
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _, ended = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201


if __name__ == "__main__":
    _serve()
