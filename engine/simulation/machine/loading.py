"""Puts kept machine code into memory and calls it: with the standard library alone where it is laid out already."""

from __future__ import annotations

import ctypes
import mmap
import threading
from typing import TYPE_CHECKING, Any

from engine.simulation.errors import SimulationError
from engine.simulation.machine import kept

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    Advance = Callable[[array[int], array[float], array[float], array[int], array[int], array[int], int], int]

_WORD, _NUMBER = ctypes.c_void_p, ctypes.c_int64
_ARRAY = (_WORD, _WORD, _NUMBER, _NUMBER, _WORD, _NUMBER, _NUMBER)  # as Numba hands one over
_ARRAYS = 6
# The function's type: where its result goes, where an exception goes, the arrays and how many events may happen; it
# gives a status. Python's lock is not held while it runs.
_SIGNATURE = ctypes.CFUNCTYPE(ctypes.c_int32, _WORD, _WORD, *(_ARRAY * _ARRAYS), _NUMBER)
_PROBE = ctypes.CFUNCTYPE(ctypes.c_uint32)
# What processors of x86-64-v2 have, as `cpuid` says it: SSE3, SSSE3, CMPXCHG16B, SSE4.1, SSE4.2, POPCNT.
_NEEDED = 1 << 0 | 1 << 9 | 1 << 13 | 1 << 19 | 1 << 20 | 1 << 23
_READ_AND_RUN = 5
_ITEM = 8
_LOCK = threading.Lock()
_LOADED: dict[tuple[str, ...], Advance] = {}


def loop() -> Advance | None:
    """The compiled event loop, if its machine code is kept; it takes what `kernel.loop.advance` takes.

    Raises:
        SimulationError: It is there, but this machine may not or cannot run it.
    """
    with _LOCK:
        files = kept.files()
        if files not in _LOADED:
            found = kept.read()
            if found is None:
                return None
            _LOADED[files] = load(found)
        return _LOADED[files]


def load(made: kept.Kept) -> Advance:
    """Put it into memory.

    Raises:
        SimulationError: This machine may not or cannot run it.
    """
    try:
        address, keeper = _of_object(made) if made.kind == kept.OBJECT else _of_block(made)
    except (OSError, AttributeError, RuntimeError, ImportError) as error:
        raise SimulationError(
            f"Expected to load the compiled simulation, but this machine does not let it run ({error})"
        ) from error
    return _caller(_SIGNATURE(address), keeper)


def _of_block(made: kept.Kept) -> tuple[int, Any]:
    """Where the function of a block stands now, and what holds the memory."""
    library = ctypes.CDLL(None, use_errno=True)
    area = mmap.mmap(-1, len(made.code), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    base = ctypes.addressof(ctypes.c_char.from_buffer(area))
    area[: len(made.code)] = made.code
    words = [(at, ctypes.cast(getattr(library, name), _WORD).value or 0) for name, at in made.imports]
    for at, word in (*words, *((at, base + to) for at, to in made.addresses)):
        area[at : at + _ITEM] = word.to_bytes(_ITEM, "little")
    if library.mprotect(_WORD(base), ctypes.c_size_t(len(made.code)), _READ_AND_RUN):
        raise OSError(ctypes.get_errno(), "memory cannot be made to be run")
    if _PROBE(base + made.probe)() & _NEEDED != _NEEDED:
        raise OSError("its processor is older than x86-64-v2")
    return base + int(made.entry), area


def _of_object(made: kept.Kept) -> tuple[int, Any]:
    """The same of an object file, which LLVM lays out."""
    import llvmlite.binding as llvm  # type: ignore[import-untyped]  # noqa: PLC0415 - few machines need it

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(made.code))
    engine.finalize_object()
    return engine.get_function_address(made.entry), engine


def _caller(function: Any, keeper: Any) -> Advance:
    """The function as Python calls it; with it goes what holds its memory."""

    def advance(*given: Any) -> int:
        assert keeper is not None  # noqa: S101 - its memory lives as long as the function
        result, exception = _NUMBER(0), _WORD(None)
        arrays = [part for values in given[:_ARRAYS] for part in _handed(values)]
        status = function(ctypes.addressof(result), ctypes.addressof(exception), *arrays, given[_ARRAYS])
        if status != 0:
            raise SimulationError(f"Expected the compiled simulation to go on, but it stopped with status {status}")
        return result.value

    return advance


def _handed(values: array[Any]) -> tuple[int | None, ...]:
    address, size = values.buffer_info()
    return None, None, size, _ITEM, address, size, _ITEM
