"""The pages of simulations."""

from __future__ import annotations

from web.simulate import asks, compares, logs, reads, watches
from web.simulate.pages import pages

__all__ = ["asks", "compares", "logs", "pages", "reads", "watches"]
