"""Counting running clocks anew after a notice, while people watch. The tickers go on with it where it was cut short."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

from web.context import site
from web.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.cases.reprojecting import Recalculated

NAME = "banjie.recount"


def job() -> Job[Recalculated]:
    """The site's one recount."""
    known = current_app.extensions
    if NAME not in known:
        banjie, now = site().banjie, site().now

        def work(move: Callable[..., None]) -> Recalculated:
            return banjie.reproject(now(), move)

        known.setdefault(NAME, Job("recount", work, now))
    return cast("Job[Recalculated]", known[NAME])


def start() -> None:
    """Begin, or go on where it was stopped."""
    site().banjie.recount.held = False
    job().start()


def stop() -> None:
    """Stop between two cases; the ticker of this process leaves the rest alone until somebody goes on."""
    site().banjie.recount.held = True
    job().stop()
    job().wait(2)


def waiting() -> int:
    """The cases not yet counted anew, where no job is at it."""
    return 0 if job().progress.state == "running" else site().banjie.recount.waiting()
