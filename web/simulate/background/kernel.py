"""The compiled kernel, got ready aside: another process compiles it into the machine's cache at low priority, for
compiling in this one would keep the pages waiting. Where the cache holds it, every run takes it at once.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

from engine.simulation.run import is_worth_compiling, kept_loop

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.simulation import Compiled, Inputs

PATIENCE = 15 * 60.0  # seconds that a compiler may take on a slow machine
COMPILE = "import os; getattr(os, 'nice', int)(10); from engine.simulation.compiled import advance; advance()"
_LOCK = threading.Lock()
_THREADS: list[threading.Thread] = []


def begin() -> None:
    """Get it ready, unless it is or somebody is at it."""
    with _LOCK:
        if is_ready() or find_spec("numba") is None or any(one.is_alive() for one in _THREADS):
            return
        thread = threading.Thread(target=_compile, name="simulation-kernel", daemon=True)
        _THREADS[:] = [thread]
        thread.start()


def is_ready() -> bool:
    """Whether a run need not wait for it."""
    return kept_loop() is not None


def wait(compiled: Compiled, given: Inputs, tell: Callable[[float], None]) -> None:
    """Wait until it is ready, where the run is so large that waiting is quicker. `tell` may stop it by raising."""
    if is_ready() or not is_worth_compiling(compiled, given):
        return
    begin()
    while any(one.is_alive() for one in _THREADS):
        _THREADS[0].join(0.2)
        tell(0.0)


def _compile() -> None:
    subprocess.run([sys.executable, "-c", COMPILE], check=False, timeout=PATIENCE)  # noqa: S603 - our own words
