"""Where machine code is kept, under what name, and how a file proves to be whole and ours.

The name is a digest of all that the code was made from: the kernel's sources, how it is compiled, the versions of Numba
and LLVM, Python's and the kind of machine. After a change of any of them another file is looked for. The code is made
for every machine of that kind and not for one processor, so machines may share a folder.
"""

# Paths are texts here: a small run would pay more for pathlib than for all the rest.
# ruff: noqa: PTH103, PTH105, PTH111, PTH116, PTH118, PTH120, PTH123, PTH208

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import lru_cache
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec, source_hash
from typing import Final

from engine.simulation.errors import SimulationError

BLOCK: Final = "block"  # laid out by `linking`
OBJECT: Final = "object"  # an object file, for LLVM to lay out
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_FOLDERS = ("kernel", "machine")
_FILES = ("layout.py", "addresses.py", "whole.py", "compiled.py")
_COMPILER = ("numba", "llvmlite")
_LINES = 6
_BY_OTHERS = 0o022  # permissions of others to write


@dataclass(frozen=True, slots=True)
class Kept:
    """Machine code as a file holds it. `entry` is the name of the function in an object file, else its place in the
    block; `probe`, `imports` and `addresses` are those of a block.
    """

    kind: str
    entry: str
    code: bytes
    probe: int = 0
    imports: tuple[tuple[str, int], ...] = ()
    addresses: tuple[tuple[int, int], ...] = ()


def file() -> str:
    """The file that the code of these sources is written to: in `BANJIE_CACHE`, or in the user's cache folder."""
    return files()[0]


def files() -> tuple[str, ...]:
    """The files that may hold it: that one, and the one that the set-up made, beside Python's own (`sys.prefix`).
    `BANJIE_CACHE` stands alone.
    """
    said = os.environ.get("BANJIE_CACHE")
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folders = (said,) if said else (home, os.path.join(sys.prefix, "share"))
    return tuple(os.path.join(folder, "banjie", f"simulation-{key()}.code") for folder in folders)


@lru_cache(maxsize=1)
def key() -> str:
    """The digest of what the code is made from: 16 hexadecimal digits."""
    machine = os.uname().machine if hasattr(os, "uname") else ""
    parts = [sys.version.encode(), EXTENSION_SUFFIXES[0].encode(), machine.encode()]
    parts += [_read(path) for path in (*_sources(), *_versions())]
    return source_hash(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hex()


def _sources() -> list[str]:
    found = [os.path.join(_PACKAGE, name) for name in _FILES]
    for folder in _FOLDERS:
        inside = os.path.join(_PACKAGE, folder)
        found += [os.path.join(inside, name) for name in sorted(os.listdir(inside)) if name.endswith(".py")]
    return found


def _versions() -> list[str]:
    """The files in which the compiler says its version; none where it is not installed."""
    folders = [spec.submodule_search_locations or () for spec in map(find_spec, _COMPILER) if spec is not None]
    return [os.path.join(folder, "_version.py") for places in folders for folder in places]


def _read(path: str) -> bytes:
    with open(path, "rb") as source:
        return source.read()


def read() -> Kept | None:
    """The machine code of these sources; None where there is none, or none that is whole, made from these very sources,
    and written by whoever might change those too.
    """
    return next((found for found in map(_kept, files()) if found is not None), None)


def _kept(path: str) -> Kept | None:
    try:
        with open(path, "rb") as kept:
            data = kept.read() if _is_ours(os.fstat(kept.fileno())) else b""
    except OSError:
        return None
    check, _, rest = data.partition(b"\n")
    if check != _check(rest):
        return None
    *head, code = rest.split(b"\n", _LINES)
    written_for, kind, entry, probe, imports, addresses = (line.decode() for line in head)
    if written_for != key():
        return None
    names, places = imports.split(), [int(word) for word in addresses.split()]
    return Kept(
        kind,
        entry,
        code,
        int(probe),
        tuple(zip(names[::2], map(int, names[1::2]), strict=True)),
        tuple(zip(places[::2], places[1::2], strict=True)),
    )


def _is_ours(status: os.stat_result) -> bool:
    """Whether nobody can have written it but who may also write what we run anyway."""
    if not hasattr(os, "geteuid"):
        return True
    trusted = (0, os.geteuid(), os.stat(__file__).st_uid)
    return status.st_uid in trusted and not status.st_mode & _BY_OTHERS


def _check(data: bytes) -> bytes:
    """What the first line says of all that follows it."""
    return source_hash(data).hex().encode()


def make_folder() -> None:
    """Make the folder for it.

    Raises:
        SimulationError: It cannot be made, or nothing can be written there.
    """
    folder = os.path.dirname(file())
    try:
        os.makedirs(folder, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(f"nobody may write to {folder}")
    except OSError as error:
        raise _not_kept(error) from error


def write(made: Kept) -> None:
    """Keep it. The file appears whole or not at all, also where several processes write it at once.

    Raises:
        SimulationError: It cannot be written.
    """
    imports = " ".join(f"{name} {at}" for name, at in made.imports)
    addresses = " ".join(f"{at} {to}" for at, to in made.addresses)
    head = "\n".join((key(), made.kind, made.entry, str(made.probe), imports, addresses, ""))
    data = head.encode() + made.code
    beside = f"{file()}.{os.getpid()}"
    try:
        # Nobody but the owner may write to it, whatever the user's mask says.
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644)
        with open(handle, "wb") as kept:
            kept.write(_check(data) + b"\n" + data)
        os.replace(beside, file())
    except OSError as error:
        raise _not_kept(error) from error


def _not_kept(error: OSError) -> SimulationError:
    return SimulationError(
        f"Expected a folder for compiled code, but {os.path.dirname(file())} cannot be written to ({error}); "
        "BANJIE_CACHE names another"
    )
