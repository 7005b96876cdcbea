"""Shows on a terminal how far a simulation is, and lets Ctrl-C stop it where it can stop."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType

_DIGITS = 3


class Watcher:
    """A context manager: a bar on standard error while it is a terminal, and Ctrl-C kept for `cancelled`. A second
    Ctrl-C stops at once.
    """

    def __init__(self) -> None:
        self._stopped = False
        self._bar: Any = None
        self._before: Any = None

    def __enter__(self) -> Self:
        try:
            self._before = signal.signal(signal.SIGINT, self._stop)
        except ValueError:  # not the main thread
            self._before = None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
        self._close()

    def start(self, what: str) -> None:
        """A new bar."""
        self._close()
        if sys.stderr.isatty():
            from tqdm import tqdm  # noqa: PLC0415 - only for a terminal

            form = "{desc} {percentage:3.0f}% |{bar}| {elapsed} < {remaining}"
            self._bar = tqdm(total=1.0, desc=what, bar_format=form, leave=False, file=sys.stderr)

    def progress(self, share: float) -> None:
        """How much is done, from 0 to 1."""
        if self._bar is not None:
            self._bar.n = round(share, _DIGITS)
            self._bar.refresh()

    def cancelled(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._stopped

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as signals are handled
        if self._stopped:
            raise KeyboardInterrupt
        self._stopped = True

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
