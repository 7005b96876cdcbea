"""Makes plain machine code of an object file: one block of bytes that runs wherever it is put.

LLVM writes an object file: sections, and the places at which one refers to another. Here they are laid out one behind
the other and those places are filled in, as a linker does it, so that nobody who runs the block needs a linker, LLVM or
Numba. Two kinds of places can be filled in only when the block is loaded, and are listed for that: addresses of
functions of the C library, and addresses inside of the block.

Known is ELF for x86-64 (System V ABI, AMD64 supplement, 4.4), as LLVM writes position-independent code.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct, pack_into
from typing import NamedTuple

_HEADER = Struct("<4sBBB9xHHIQQQIHHHHHH")
_SECTION = Struct("<IIQQQQIIQQ")
_SYMBOL = Struct("<IBBHQQ")
_PLACE = Struct("<QQq")
_X86_64 = 62
_PROGRAM, _SYMBOLS, _PLACES = 1, 2, 4  # kinds of sections
_WRITABLE, _LOADED = 1, 2  # flags of sections
_UNDEFINED, _RESERVED = 0, 0xFF00  # numbers of sections
_ADDRESS, _RELATIVE, _CALL, _TABLE = 1, 2, 4, frozenset((9, 41, 42))  # kinds of places
_JUMP = b"\xff\x25"  # jmp, by the address that stands so many bytes further on
_STUB = 8
_WORD = 8
_REACH = 1 << 31
# Asks the processor what it can do: push rbx; mov eax, 1; cpuid; mov eax, ecx; pop rbx; ret. It is in every block, for
# code may have come from another machine.
_PROBE = bytes.fromhex("53 b801000000 0fa2 89c8 5b c3")


class NotKnown(Exception):  # noqa: N818 - it names the situation
    """The object file is of another kind, or needs what is not known here."""


@dataclass(frozen=True, slots=True)
class Block:
    """Machine code: its bytes, where the function begins, where the one that asks the processor begins, the words that
    take the address of a function of the C library (name, offset), and those that take an address inside of the block
    (offset, offset).
    """

    code: bytes
    entry: int
    probe: int
    imports: tuple[tuple[str, int], ...]
    addresses: tuple[tuple[int, int], ...]


class _Section(NamedTuple):
    name: int
    kind: int
    flags: int
    address: int
    offset: int
    size: int
    link: int
    info: int
    align: int
    entry: int


class _Symbol(NamedTuple):
    name: str
    section: int
    value: int


def link(data: bytes, entry: str) -> Block:
    """The block of an object file; `entry` is the name of the function that is called.

    Raises:
        NotKnown: It is not such a file, or holds what is not known here.
    """
    return _Linker(data).link(entry)


class _Linker:
    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER.size or data[:6] != b"\x7fELF\x02\x01":
            raise NotKnown("Expected an object file of ELF with 64 bits")
        fields = _HEADER.unpack_from(data)
        machine, first, count = fields[5], fields[9], fields[15]
        if machine != _X86_64:
            raise NotKnown(f"Expected an object file for x86-64, but it is for machine {machine}")
        self.data = data
        self.sections = [_Section(*_SECTION.unpack_from(data, first + n * _SECTION.size)) for n in range(count)]
        self.symbols = self._symbols()
        self.code = bytearray()
        self.at: dict[int, int] = {}  # where each section stands in the block
        self.stubs: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.addresses: list[tuple[int, int]] = []

    def link(self, entry: str) -> Block:
        for number, section in enumerate(self.sections):
            if section.kind == _PROGRAM and section.flags & _LOADED:
                self._grow(section.align)
                self.at[number] = len(self.code)
                self.code += self.data[section.offset : section.offset + section.size]
        places = self._places()
        self._reserve([self.symbols[symbol].name for _, _, symbol, _ in places if self._is_outside(symbol)])
        for place, kind, symbol, addend in places:
            self._fill(place, kind, symbol, addend)
        probe = len(self.code)
        self.code += _PROBE
        return Block(bytes(self.code), self._entry(entry), probe, tuple(self.words.items()), tuple(self.addresses))

    def _symbols(self) -> list[_Symbol]:
        found = []
        for section in self.sections:
            if section.kind == _SYMBOLS:
                names = self.sections[section.link].offset
                for at in range(section.offset, section.offset + section.size, _SYMBOL.size):
                    name, _, _, where, value, _ = _SYMBOL.unpack_from(self.data, at)
                    end = self.data.index(b"\0", names + name)
                    found.append(_Symbol(self.data[names + name : end].decode(), where, value))
        return found

    def _places(self) -> list[tuple[int, int, int, int]]:
        """Where something is to be filled in: offset in the block, kind, symbol, addend."""
        found = []
        for section in self.sections:
            if section.kind == _PLACES and section.info in self.at:
                for at in range(section.offset, section.offset + section.size, _PLACE.size):
                    offset, info, addend = _PLACE.unpack_from(self.data, at)
                    found.append((self.at[section.info] + offset, info & 0xFFFFFFFF, info >> 32, addend))
        return found

    def _reserve(self, names: list[str]) -> None:
        """A word for the address of each function outside, and a jump by it for those who call."""
        self._grow(_WORD)
        for name in dict.fromkeys(names):
            self.stubs[name] = len(self.code)
            self.code += bytes(_STUB)
            self.words[name] = len(self.code)
            self.code += bytes(_WORD)
            stub = self.stubs[name]
            self.code[stub : stub + 2] = _JUMP
            pack_into("<i", self.code, stub + 2, self.words[name] - (stub + 6))

    def _fill(self, place: int, kind: int, symbol: int, addend: int) -> None:
        outside = self._is_outside(symbol)
        if kind in (_RELATIVE, _CALL) and not outside:
            target = self._inside(symbol)
        elif kind == _CALL:
            target = self.stubs[self.symbols[symbol].name]
        elif kind in _TABLE and outside:
            target = self.words[self.symbols[symbol].name]
        elif kind == _ADDRESS and not outside:
            self.addresses.append((place, self._inside(symbol) + addend))
            return
        else:
            raise NotKnown(f"Expected a reference that is known, but {self.symbols[symbol].name!r} has kind {kind}")
        distance = target + addend - place
        if not -_REACH <= distance < _REACH:
            raise NotKnown(f"Expected references over less than 2 GB, but came {distance} bytes")
        pack_into("<i", self.code, place, distance)

    def _is_outside(self, symbol: int) -> bool:
        return self.symbols[symbol].section == _UNDEFINED

    def _inside(self, symbol: int) -> int:
        """Where a symbol stands in the block. Nothing of it may be written to: the block is loaded to be run."""
        name, section, value = self.symbols[symbol]
        if section >= _RESERVED or section not in self.at:
            raise NotKnown(f"Expected {name!r} in a section that is loaded, but it is in {section}")
        if self.sections[section].flags & _WRITABLE and not self._name(section).startswith(b".data.rel.ro"):
            raise NotKnown(f"Expected nothing to write to, but {name!r} is")
        return self.at[section] + value

    def _name(self, section: int) -> bytes:
        names = self.sections[_HEADER.unpack_from(self.data)[16]].offset
        at = names + self.sections[section].name
        return self.data[at : self.data.index(b"\0", at)]

    def _entry(self, name: str) -> int:
        for number, symbol in enumerate(self.symbols):
            if symbol.name == name and not self._is_outside(number):
                return self._inside(number)
        raise NotKnown(f"Expected the function {name!r}, but it is not there")

    def _grow(self, align: int) -> None:
        self.code += bytes(-len(self.code) % max(align, 1))
