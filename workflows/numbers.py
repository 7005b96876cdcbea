"""Numbers as JSON has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from decimal import Decimal


@overload
def number(amount: Decimal) -> int | float: ...
@overload
def number(amount: None) -> None: ...
@overload
def number(amount: Decimal | None) -> int | float | None: ...
def number(amount: Decimal | None) -> int | float | None:
    """A whole amount as a JSON integer, any other as a float; None stays None."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
