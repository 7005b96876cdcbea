"""What the compiler is told of the memory holds in the kernel's sources: a store of one kind of place is never read as
another. Else it could keep a number in a register that a run has changed.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from engine.simulation import addresses, kernel, layout

_FILES = sorted(Path(kernel.__file__).parent.glob("*.py"))
_KINDS = (addresses._HEADER, *addresses._NETWORK)


def parsed(path):
    return ast.parse(path.read_text("utf-8"))


def stores(tree):
    targets = []
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        elif isinstance(statement, ast.AugAssign):
            targets.append(statement.target)
    return [target for target in targets if isinstance(target, ast.Subscript)]


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_no_run_writes_to_the_network(path):
    written = {(store.lineno, name) for store in stores(parsed(path)) for name in _last(store.slice)}
    assert not {(line, name) for line, name in written if name.startswith(addresses._NETWORK)}


def _last(index):
    """The field that an index names: the constant that it adds to an address, or that it is."""
    field = index.right if isinstance(index, ast.BinOp) else index
    return [field.id] if isinstance(field, ast.Name) and field.id in vars(layout) else []


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_the_header_is_reached_by_its_constants_alone(path):
    tree = parsed(path)
    alone = {id(found.slice) for found in ast.walk(tree) if isinstance(found, ast.Subscript)}
    other = [
        (name.lineno, name.id)
        for name in ast.walk(tree)
        if isinstance(name, ast.Name) and name.id.startswith(addresses._HEADER) and id(name) not in alone
    ]
    assert not other


def test_the_kinds_are_told_apart_by_the_names_of_their_fields():
    for kind in _KINDS:
        assert any(name.startswith(kind) for name in vars(layout)), kind
