"""A small function in machine code, made by LLVM as the compiled loop is, with the same signature."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import llvmlite.binding as llvm
import pytest

from engine.simulation.machine import kept, linking, loading

if TYPE_CHECKING:
    from collections.abc import Callable

_ARRAY = "ptr, ptr, i64, i64, ptr {name}, i64, i64"
_ARRAYS = ", ".join(_ARRAY.format(name=name) for name in ("%m", "%x", "%cycle", "%starts", "%ends", "%approvals"))
# Refers to what the loop refers to as well: constants, addresses of its own functions, the C library.
IR = f"""
@ways = internal constant [2 x ptr] [ptr @twice, ptr @thrice]
declare double @log(double)
declare i32 @usleep(i32)
define internal i64 @twice(i64 %a) noinline {{
  %b = mul i64 %a, 2
  ret i64 %b
}}
define internal i64 @thrice(i64 %a) noinline {{
  %b = mul i64 %a, 3
  ret i64 %b
}}
define i32 @small(ptr %result, ptr %exception, {_ARRAYS}, i64 %budget) {{
  %refuses = icmp slt i64 %budget, 0
  br i1 %refuses, label %no, label %yes
no:
  ret i32 7
yes:
  %value = load double, ptr %x
  %logarithm = call double @log(double %value)
  %written = fadd double %logarithm, 0.123456789
  store double %written, ptr %cycle
  %which = load i64, ptr %m
  %place = getelementptr [2 x ptr], ptr @ways, i64 0, i64 %which
  %way = load ptr, ptr %place
  %found = call i64 %way(i64 %budget)
  store i64 %found, ptr %result
  %nap = getelementptr i64, ptr %m, i64 1
  %length = load i64, ptr %nap
  %micros = trunc i64 %length to i32
  %slept = call i32 @usleep(i32 %micros)
  ret i32 0
}}
"""


def object_of(text: str, **more: object) -> bytes:
    """An object file of LLVM's language."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine(**more)
    return machine.emit_object(llvm.parse_assembly(text))


def position_independent(text: str) -> bytes:
    """One that runs wherever it is put."""
    return object_of(text, reloc="pic", codemodel="small")


class Small(NamedTuple):
    """What it is as it is kept: laid out, and as LLVM lays it out."""

    block: kept.Kept
    object: kept.Kept


@pytest.fixture(scope="session")
def small() -> Small:
    try:
        found = linking.link(position_independent(IR), "small")
    except linking.NotKnown as reason:
        pytest.skip(f"machine code is laid out on x86-64 with ELF only ({reason})")
    block = kept.Kept(kept.BLOCK, str(found.entry), found.code, found.probe, found.imports, found.addresses)
    return Small(block, kept.Kept(kept.OBJECT, "small", object_of(IR, jit=True)))


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, with nothing in it; gives the folder."""
    monkeypatch.setenv("BANJIE_CACHE", str(tmp_path))
    monkeypatch.setattr(loading, "_LOADED", {})
    kept.make_folder()
    return tmp_path / "banjie"


@pytest.fixture
def rewritten(small: Small, empty_cache: Path) -> Callable[[Callable[[bytes], bytes]], None]:
    """Keeps the function and then changes the file."""
    del empty_cache

    def change(how: Callable[[bytes], bytes]) -> None:
        kept.write(small.block)
        path = Path(kept.file())
        path.write_bytes(how(path.read_bytes()))

    return change
