"""The kernel compiled by Numba: the same functions, with the heap in the memory and words of 64 bits.

Nothing is written twice: each function of the kernel is taken as it is, and the names it uses are bound to compiled
functions and to NumPy's types. What comes of it is plain machine code (`machine`): whoever finds it kept loads it
without this module, and without Numba.
"""

from __future__ import annotations

import importlib
import threading
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numpy as np
from numba import types

from engine.simulation.kernel import chance, heap, heap_arrays, loop
from engine.simulation.machine import kept, linking, loading
from engine.simulation.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.simulation.machine.loading import Advance

_KERNEL = "engine.simulation.kernel."
# What is small and called for every step, or called from one place only.
_INLINE = frozenset(
    [
        *("plan", "before", "take", "first", "lengthen", "start", "put", "serve", "dispatch", "request"),
        *("is_open", "seek", "finish", "finish_open", "blend", "uniform", "draw", "push", "peek", "pop", "earlier"),
        *("take_row", "new_token", "unlink", "free_token", "keep_rounds", "enqueue", "visit"),
        *("round_of", "absorb", "join"),
        *("gone", "opened", "closed", "changed", "length", "sample", "rest_plain"),
        *("happen", "complete_plain", "settle", "process"),
        *("leave", "leave_by_all", "one_by_chance", "arrive", "come_in"),
    ]
)
_LOCK = threading.Lock()
# The kernel's annotations are its signatures: each function is compiled once, and not for every constant it is given.
_TYPES = {
    "Integers": types.Array(types.int64, 1, "C"),
    "Floats": types.Array(types.float64, 1, "C"),
    "int": types.int64,
    "float": types.float64,
    "bool": types.boolean,
    "None": types.none,
}


def advance() -> Advance:
    """The compiled event loop: as it is kept, else compiled now, which takes ten to twenty seconds, and kept.

    Raises:
        SimulationError: No folder for it can be written, or this machine does not let it run.
    """
    with _LOCK:
        found = loading.loop()
        if found is not None:
            return found
        kept.make_folder()
        made = _made()
        kept.write(made)
        return loading.loop() or loading.load(made)


def _made() -> kept.Kept:
    """The loop with all that it calls as machine code."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    kind = llvm.Target.from_default_triple()
    # Not for this processor but for every one of its kind: the code may go to another machine. The loop does nothing
    # that newer processors do better.
    processor = "x86-64-v2" if kind.name == "x86-64" else "generic"
    whole = _whole_loop()
    machine = kind.create_target_machine(cpu=processor, opt=3, reloc="pic", codemodel="small")
    try:
        block = linking.link(machine.emit_object(whole.module(machine)), whole.entry)
    except linking.NotKnown:
        machine = kind.create_target_machine(cpu=processor, opt=3, jit=True)
        return kept.Kept(kept.OBJECT, whole.entry, machine.emit_object(whole.module(machine)))
    return kept.Kept(kept.BLOCK, str(block.entry), block.code, block.probe, block.imports, block.addresses)


def _whole_loop() -> Whole:
    whole = Whole()
    done: dict[str, Callable[..., int]] = {}
    for name in ("push", "peek", "pop"):
        _add(getattr(heap_arrays, name), whole, done)
        done[f"{heap.__name__}.{name}"] = done.pop(f"{heap_arrays.__name__}.{name}")
    _add(loop.advance, whole, done)
    return whole


def _add(function: Callable[..., int], whole: Whole, done: dict[str, Callable[..., int]]) -> Callable[..., int]:
    """Add a function with all of the kernel that it calls. Gives its copy, with the names that it uses around it."""
    key = f"{function.__module__}.{function.__name__}"
    if key not in done:
        module = importlib.import_module(function.__module__)
        names = dict(vars(module))
        for name in function.__code__.co_names:
            called = names.get(name)
            if isinstance(called, FunctionType) and called.__module__.startswith(_KERNEL):
                names[name] = _add(called, whole, done)
        _bind_words(module, names)
        copy = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
        copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
        *given, result = (_TYPES[name] for name in function.__annotations__.values())
        whole.add(copy, tuple(given), result, inline=function.__name__ in _INLINE)
        done[key] = copy
    return done[key]


def _bind_words(module: ModuleType, names: dict[str, Any]) -> None:
    """Unsigned words, where the random numbers are made."""
    if module is chance:
        names |= {"U": np.uint64, "I": np.int64}
        names |= {name: np.uint64(getattr(chance, name)) for name in chance.WORDS}
