"""The compiled kernel, got ready aside: nothing of it is imported before somebody simulates.

Where the machine's cache holds the compiled code, it is loaded in a thread. Where it does not, another process compiles
it into the cache meanwhile, at low priority: compiling in this one would keep the pages waiting.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib.util import find_spec
from typing import TYPE_CHECKING

from engine.simulation.run import WORTH_COMPILING

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 15 * 60.0  # seconds that a compiler may take on a slow machine
COMPILE = "import os; getattr(os, 'nice', int)(10); from engine.simulation.compiled import advance; advance()"
_LOCK = threading.Lock()
_READY = threading.Event()
_THREADS: list[threading.Thread] = []


def begin() -> None:
    """Get it ready, unless it is or somebody is at it."""
    with _LOCK:
        if _READY.is_set() or find_spec("numba") is None or any(one.is_alive() for one in _THREADS):
            return
        thread = threading.Thread(target=_load, name="simulation-kernel", daemon=True)
        _THREADS[:] = [thread]
        thread.start()


def is_ready() -> bool:
    """Whether a run need not wait for it."""
    return _READY.is_set()


def mode(runs: int, tell: Callable[[float], None]) -> str:
    """How to run so many cases: at once where the kernel is ready or the run is small, else when it is."""
    if _READY.is_set():
        return "compiled"
    if runs <= WORTH_COMPILING or find_spec("numba") is None:
        return "plain"
    begin()
    while _THREADS[0].is_alive():
        _THREADS[0].join(0.2)
        tell(0.0)
    return "compiled"


def _load() -> None:
    from engine.simulation import compiled  # noqa: PLC0415 - Numba takes a while and much memory

    if not (compiled.cache_folder() / "whole").exists():
        subprocess.run([sys.executable, "-c", COMPILE], check=False, timeout=PATIENCE)  # noqa: S603 - our own words
    compiled.advance()
    _READY.set()
