"""Reading a token: which element of which diagram it is an entry into, and where it stands.

A token is `<element>#<n>`; inside a called process the call's token and `/` stand before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflows.model import Element, ProcessModel


def element_id(token: str) -> str:
    """The id of the element that the token is an entry into."""
    return token.rpartition("/")[2].rpartition("#")[0]


def call_of(token: str) -> str | None:
    """The token of the call whose process holds this one; None in the main process."""
    return token.rpartition("/")[0] or None


def process_of(token: str, models: Mapping[str, ProcessModel], main: str) -> str:
    """The id of the process whose diagram holds the token's element.

    Raises:
        KeyError: The token is of none of these diagrams.
    """
    process = main
    for part in token.split("/")[:-1]:
        called = models[process].elements[part.rpartition("#")[0]].called
        process = called or process
    return process


def element_of(token: str, models: Mapping[str, ProcessModel], main: str) -> Element:
    """The element that the token is an entry into.

    Raises:
        KeyError: The token is of none of these diagrams.
    """
    return models[process_of(token, models, main)].elements[element_id(token)]
