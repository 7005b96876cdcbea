"""The kernel compiled by Numba: the same functions, with the heap in the memory and words of 64 bits.

Nothing is written twice: each function of the kernel is taken as it is, and the names it uses are bound to compiled
functions and to NumPy's types. The compiled code is cached on disk, under a digest of the kernel's sources, because
Numba's own cache looks at the file of the outermost function only.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import threading
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import llvmlite.binding  # type: ignore[import-untyped]
import numba
import numpy as np

from engine.simulation import layout as lay
from engine.simulation.errors import SimulationError
from engine.simulation.kernel import chance, heap, heap_arrays, loop
from engine.simulation.unsigned import UnsignedCompiler

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PACKAGE = Path(__file__).parent
_KERNEL = "engine.simulation.kernel."
# What is small and called for every step, or called from one place only.
_INLINE = frozenset(
    [
        *("plan", "before", "take", "first", "lengthen", "start", "put", "serve", "dispatch", "request"),
        *("is_open", "seek", "finish", "finish_open", "blend", "uniform", "draw", "push", "peek", "pop"),
        *("new_token", "unlink", "free_token", "keep_rounds", "enqueue", "visit", "round_of", "absorb", "join"),
        *("gone", "opened", "closed", "length", "rest"),
        *("complete", "settle", "process", "leave"),
    ]
)
# Numba's stubs do not know all that it offers.
_CONFIG: Any = numba.config
_NJIT: Any = numba.njit
_WHOLE = "whole"  # a file that says that the cache holds the loop
_LOCK = threading.Lock()
# The kernel's annotations are its signatures: each function is compiled once, and not for every constant it is given.
_TYPES = {
    "Integers": numba.types.Array(numba.int64, 1, "C"),
    "Floats": numba.types.Array(numba.float64, 1, "C"),
    "int": numba.int64,
    "float": numba.float64,
    "bool": numba.boolean,
}


class Arrays:
    """Memory as arrays."""

    def __init__(self, m: Sequence[int], x: Sequence[float]) -> None:
        self.m = np.array(m, dtype=np.int64)
        self.x = np.array(x, dtype=np.float64)

    def grow_m(self, size: int) -> int:
        """Add zeros to `m` and give where they begin."""
        at = len(self.m)
        self.m = np.concatenate((self.m, np.zeros(size, dtype=np.int64)))
        return at

    def grow_x(self, size: int) -> int:
        """Add zeros to `x` and give where they begin."""
        at = len(self.x)
        self.x = np.concatenate((self.x, np.zeros(size)))
        return at


def advance() -> Callable[..., int]:
    """The compiled event loop; compiles it, or takes it from the cache, at its first call.

    Raises:
        SimulationError: No folder for the cache can be written.
    """
    with _LOCK:
        return _advance()


@lru_cache(maxsize=1)
def _advance() -> Callable[..., int]:
    folder = cache_folder()
    before = _CONFIG.CACHE_DIR
    _CONFIG.CACHE_DIR = str(folder)
    try:
        return _cached(folder) or _built(folder)
    finally:
        _CONFIG.CACHE_DIR = before


def _cached(folder: Path) -> Callable[..., int] | None:
    """The loop from the cache; None if it is not there."""
    if not (folder / _WHOLE).exists():
        return None
    try:
        return _jit(loop.advance, dict(vars(loop)), cache=True)
    except numba.errors.NumbaError:  # the cache is damaged: what the loop calls is not compiled here
        return None


def _built(folder: Path) -> Callable[..., int]:
    """The loop with all that it calls, compiled now."""
    done: dict[str, Any] = {}
    for name in ("push", "peek", "pop"):
        _compile(getattr(heap_arrays, name), done)
        done[f"{heap.__name__}.{name}"] = done.pop(f"{heap_arrays.__name__}.{name}")
    compiled = _compile(loop.advance, done, cache=True)
    (folder / _WHOLE).touch()
    return compiled


def cache_folder() -> Path:
    """Where compiled code is kept: `BANJIE_CACHE`, or `banjie` in the user's cache folder.

    Raises:
        SimulationError: It cannot be made.
    """
    machine = (numba.__version__, np.__version__, platform.python_version(), llvmlite.binding.get_host_cpu_name())
    digest = hashlib.sha256(repr(machine).encode())
    for path in sorted(
        [*(_PACKAGE / "kernel").glob("*.py"), _PACKAGE / "layout.py", _PACKAGE / "unsigned.py", Path(__file__)]
    ):
        digest.update(path.read_bytes())
    base = os.environ.get("BANJIE_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "banjie" / f"simulation-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SimulationError(
            f"Expected a folder for compiled code, but {folder} cannot be made ({error}); BANJIE_CACHE names another"
        ) from error
    return folder


def _compile(function: Callable[..., int], done: dict[str, Any], *, cache: bool = False) -> Callable[..., int]:
    """The function compiled, with all of the kernel that it calls."""
    key = f"{function.__module__}.{function.__name__}"
    if key not in done:
        module = importlib.import_module(function.__module__)
        names = dict(vars(module))
        for name in function.__code__.co_names:
            called = names.get(name)
            if isinstance(called, FunctionType) and called.__module__.startswith(_KERNEL):
                names[name] = _compile(called, done)
        _bind_words(module, names)
        done[key] = _jit(function, names, cache=cache)
    found: Callable[..., int] = done[key]
    return found


def _jit(function: Callable[..., int], names: dict[str, Any], *, cache: bool) -> Callable[..., int]:
    """One function, with these names around it."""
    copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
    types = tuple(_TYPES[name] for name in list(function.__annotations__.values())[:-1])
    # Only the loop itself is called from Python: the others need none of the wrappers for that.
    inner = {} if cache else {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    if function.__name__ in _INLINE:
        inner["forceinline"] = True
    found: Callable[..., int] = _NJIT(
        types, cache=cache, nogil=True, error_model="numpy", _nrt=False, pipeline_class=UnsignedCompiler, **inner
    )(copy)
    return found


def _bind_words(module: ModuleType, names: dict[str, Any]) -> None:
    """Unsigned words, where the random numbers are made."""
    if module is chance:
        names |= {"U": np.uint64, "I": np.int64}
        names |= {name: np.uint64(getattr(chance, name)) for name in chance.WORDS}


def rows_of_log(m: Any) -> Any:
    """The log's rows as an array of their own."""
    at, size = int(m[lay.G_LOG]), int(m[lay.G_LOG_SIZE])
    return m[at : at + size * lay.LOG_SIZE].reshape(size, lay.LOG_SIZE).copy()
