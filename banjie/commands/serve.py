"""`banjie serve`: the site, with the ticker that serves due timers in the same process."""

from __future__ import annotations

import click

from banjie.now import now
from banjie.settings import Settings, open_banjie


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Requests served at once.")
@click.option("--tick/--no-tick", default=True, help="Serve due timers too (no: a `banjie worker` does).")
def serve(host: str, port: int, threads: int, *, tick: bool) -> None:
    """Serve the site."""
    import waitress  # noqa: PLC0415  only this command needs the web

    from engine.timers.ticker import Ticker  # noqa: PLC0415
    from web import create_app  # noqa: PLC0415

    settings = Settings.from_environment()
    banjie = open_banjie(settings)
    app = create_app(banjie, settings=settings, now=now)
    ticker = Ticker(banjie, now) if tick else None
    if ticker:
        ticker.start()
    click.echo(f"Banjie 办结: http://{host}:{port}", err=True)
    try:
        waitress.serve(app, host=host, port=port, threads=threads, ident="banjie")
    finally:
        if ticker:
            ticker.stop()
