"""Object files become blocks that run anywhere, or are refused."""

from __future__ import annotations

import pytest

from engine.simulation.machine import linking
from tests.simulation.machine.conftest import IR, object_of, position_independent

WRITES = """
@count = global i64 5
define i64 @small() {
  %a = load i64, ptr @count
  %b = add i64 %a, 1
  store i64 %b, ptr @count
  ret i64 %b
}
"""
READS_ELSEWHERE = """
@environ = external global ptr
define ptr @small() {
  %a = load ptr, ptr @environ
  ret ptr %a
}
"""


@pytest.fixture
def program(small):
    del small  # it skips where this is not known
    return position_independent(IR)


def test_functions_of_the_c_library_are_called_over_words_to_be_filled_in(program):
    block = linking.link(program, "small")
    assert sorted(name for name, _ in block.imports) == ["log", "usleep"]
    for _, at in block.imports:
        assert at % 8 == 0
        assert block.code[at : at + 8] == bytes(8)
        assert block.code[at - 8 : at - 6] == b"\xff\x25"  # the jump by that word
        assert int.from_bytes(block.code[at - 6 : at - 2], "little") == 2


def test_addresses_of_its_own_functions_are_listed(program):
    block = linking.link(program, "small")
    assert len(block.addresses) == 2
    assert all(0 <= to < len(block.code) for _, to in block.addresses)


def test_data_of_others_is_read_over_the_same_words(small):
    del small
    block = linking.link(position_independent(READS_ELSEWHERE), "small")
    assert [name for name, _ in block.imports] == ["environ"]


def test_the_same_object_gives_the_same_block(program):
    assert linking.link(program, "small") == linking.link(program, "small")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (lambda _: b"", "ELF with 64 bits"),
        (lambda data: b"MZ" + data[2:], "ELF with 64 bits"),
        (lambda data: data[:4] + b"\x01" + data[5:], "ELF with 64 bits"),  # of 32 bits
        (lambda data: data[:18] + b"\xb7\x00" + data[20:], "machine 183"),  # for 64-bit Arm
    ],
)
def test_other_object_files_are_refused(program, changed, sentence):
    with pytest.raises(linking.NotKnown, match=sentence):
        linking.link(changed(program), "small")


def test_a_function_that_is_not_there_is_refused(program):
    with pytest.raises(linking.NotKnown, match="'large'"):
        linking.link(program, "large")
    with pytest.raises(linking.NotKnown, match="'log'"):
        linking.link(program, "log")


def test_code_that_writes_to_memory_of_its_own_is_refused(small):
    del small
    with pytest.raises(linking.NotKnown):
        linking.link(position_independent(WRITES), "small")


def test_code_that_is_bound_to_a_place_is_refused(small):
    del small
    with pytest.raises(linking.NotKnown):
        linking.link(object_of(IR, reloc="static", codemodel="small"), "small")
