"""Live cases kept between two commands: taken out while one is under way, put back when it was written."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.cases.turn import Live


class LiveCases:
    """The cases used last. Whoever takes one has it alone; what is not put back is simply read again.

    A kept case may be behind the database when another process changed it. That shows when it is written, because
    every change names the version it was made from.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[str, Live] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, case: str) -> Live | None:
        """The live case, and nobody else's until it is put back; None when it is not kept."""
        with self._lock:
            return self._kept.pop(case, None)

    def put(self, live: Live) -> None:
        """Keep a case as it was written last; the one used longest ago goes."""
        with self._lock:
            self._kept[live.case] = live
            self._kept.move_to_end(live.case)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._kept.clear()
