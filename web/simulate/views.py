"""The pages of simulations."""

from __future__ import annotations

from web.simulate.background import logs, watches
from web.simulate.form import asks
from web.simulate.pages import pages
from web.simulate.result import compares, reads

__all__ = ["asks", "compares", "logs", "pages", "reads", "watches"]
