"""The ticker wakes, notes that it did, and survives a store that is away."""

from __future__ import annotations

import threading
from datetime import timedelta

from engine.timers.ticker import Ticker
from models import StoreUnavailable, Trouble


def test_a_tick_serves_what_is_due_and_leaves_its_mark(quick, monday):
    case = quick.start("low_risk", monday)
    assert quick.banjie.last_tick() is None
    quick.now = monday + timedelta(days=9)
    assert Ticker(quick.banjie, lambda: quick.now).tick() > 0
    assert quick.banjie.last_tick() == quick.now
    assert quick.view(case).state == "accepted"


def test_it_ticks_at_the_start_and_then_by_itself_until_it_is_stopped(quick):
    ticks = threading.Semaphore(0)

    def now():
        ticks.release()
        return quick.now

    ticker = Ticker(quick.banjie, now, seconds=0.05)
    ticker.start()
    assert all(ticks.acquire(timeout=10) for _ in range(3))
    ticker.stop()
    ticker.stop()


def test_a_store_that_is_away_is_tried_again_at_the_next_tick(quick, monkeypatch, caplog):
    def away(*_: object, **__: object) -> int:
        raise StoreUnavailable(Trouble.GONE, "Expected the database, but it is gone")

    ticker = Ticker(quick.banjie, lambda: quick.now)
    with monkeypatch.context() as patched:
        patched.setattr(quick.banjie, "tick", away)
        assert ticker.tick() == 0
    assert "it is gone" in caplog.text
    assert quick.banjie.last_tick() is None
    ticker.tick()
    assert quick.banjie.last_tick() == quick.now
