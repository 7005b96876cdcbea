"""The ticker: wakes every few seconds and has due timers served. It knows nothing about them."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from typing import TYPE_CHECKING

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from engine.timers.claims import beat
from models import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from engine.service import Banjie

SECONDS = 5
_log = logging.getLogger(__name__)


class Ticker:
    """Ticks in a thread of its own. Several may run on one database, in one process or in many."""

    def __init__(self, banjie: Banjie, now: Callable[[], datetime], seconds: float = SECONDS) -> None:
        self._banjie = banjie
        self._now = now
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._scheduler = BackgroundScheduler(timezone="Asia/Shanghai")
        # Missed ticks are one tick, ticks do not overlap, and none is too late: what is due stands in the table.
        self._scheduler.add_job(
            self.tick, IntervalTrigger(seconds=seconds), coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Tick at once, then every few seconds."""
        self.tick()
        self._scheduler.start()

    def stop(self) -> None:
        """Stop after the tick under way."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def tick(self) -> int:
        """Serve what is due. Gives the number of timers served; a store that cannot be used is tried again later."""
        at = self._now()
        try:
            served = self._banjie.tick(at, worker=self._worker)
            beat(self._banjie.database, self._worker, at)
        except StoreUnavailable as error:
            _log.warning("%s", error)
            return 0
        return served
