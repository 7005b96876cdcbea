"""The diagrams by name: every place is a package here, whose `DRAWINGS` names the functions that describe its own."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.draw.model import Drawing


def _packages() -> Iterator[tuple[str, Callable[[], Drawing]]]:
    for found in sorted(iter_modules(__path__), key=lambda module: module.name):
        if found.ispkg:
            yield from import_module(f"{__name__}.{found.name}").DRAWINGS.items()


DRAWINGS: dict[str, Callable[[], Drawing]] = dict(_packages())
