"""How many events `banjie verify` checks in a second: every digest anew, every link, every private datum at hand."""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa

from benchmarks.measure import load, progress
from benchmarks.world import BRANCHES, World
from engine.audit import verify_database
from models import tables as t

CASES = 600
ROUNDS = 5
BYTES = 700  # about as much as is hashed for an event


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        world = World(Path(name))
        world.database.do_not_wait()
        progress(f"verify: playing {CASES} cases")
        for _ in range(CASES):
            case = world.start()
            for step in (*BRANCHES, "sign"):
                world.complete(case, step, opinion="同意")
        with world.database.read() as connection:
            events = connection.scalar(sa.select(sa.func.count()).select_from(t.events)) or 0
        rates, floors = [], []
        for number in range(ROUNDS):
            progress(f"verify: round {number + 1} of {ROUNDS}")
            start = time.process_time()
            report = verify_database(world.database)
            rates.append(events / (time.process_time() - start))
            floors.append(_hashes())
        progress("")
        assert report.ok, report
        middle, floor = sorted(rates)[ROUNDS // 2], sorted(floors)[ROUNDS // 2]
        print(f"Verification of {events:,} events in {CASES} cases ({load()}), by processor time")
        print(f"  events verified per second {middle:12,.0f}   ({1e6 / middle:.1f} µs each)")
        print(f"  bare SHA-256 per second    {floor:12,.0f}   ({floor / middle:.0f} times as many)")
        world.close()


def _hashes(number: int = 50_000) -> float:
    """Digests per second of as many bytes, and nothing else: what no verification can go beyond."""
    data = b"x" * BYTES
    start = time.process_time()
    for _ in range(number):
        hashlib.sha256(data).hexdigest()
    return number / (time.process_time() - start)


if __name__ == "__main__":
    main()
