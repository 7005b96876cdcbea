"""`banjie worker`: serve due timers without a site; several may run on one PostgreSQL."""

from __future__ import annotations

import signal
import threading

import click

from banjie.now import now
from banjie.settings import Settings, open_banjie


@click.command()
def worker() -> None:
    """Serve due timers until stopped."""
    from engine.timers.ticker import Ticker  # noqa: PLC0415

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    ticker = Ticker(open_banjie(Settings.from_environment()), now)
    ticker.start()
    click.echo("Serving due timers. Ctrl-C stops.", err=True)
    stopped.wait()
    ticker.stop()
