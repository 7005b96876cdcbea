"""The same queues in SimPy, written from their description and not from our code: whoever works is interrupted at
closing and goes on at the next opening.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    from collections.abc import Generator

    Steps = Generator[simpy.Event, Any, Any]

DAY, WEEK = 24.0, 168.0
OPEN, CLOSE, WORKDAYS = 9.0, 17.0, 5


def until_open(now: float) -> float:
    """Hours until somebody is at work, 0 while they are. Hour 0 is Monday, 0:00."""
    day, hour = divmod(now % WEEK, DAY)
    if day < WORKDAYS and OPEN <= hour < CLOSE:
        return 0.0
    if day < WORKDAYS and hour < OPEN:
        return OPEN - hour
    ahead = 1 if day + 1 < WORKDAYS else 7 - day
    return ahead * DAY - hour + OPEN


def until_close(now: float) -> float:
    """Hours until they go home."""
    return CLOSE - now % DAY


class Office:
    """Some who serve one queue, by rank and then by arrival; `waits` are the hours before each service, by rank."""

    def __init__(self, env: simpy.Environment, servers: int, *, hours: bool) -> None:
        self.env, self.hours = env, hours
        self.desk = simpy.PriorityResource(env, servers)
        self.waits: list[tuple[int, float]] = []

    def serve(self, work: float, rank: int = 0) -> Steps:
        """Wait for somebody and be served."""
        asked = self.env.now
        with self.desk.request(priority=rank) as request:
            yield request
            while self.hours and until_open(self.env.now) > 0:
                yield self.env.timeout(until_open(self.env.now))
            self.waits.append((rank, self.env.now - asked))
            while self.hours and work > until_close(self.env.now):
                work -= until_close(self.env.now)
                yield self.env.timeout(until_close(self.env.now))
                yield self.env.timeout(until_open(self.env.now))
            yield self.env.timeout(work)


def queue(servers: int, gap: float, work: float, cases: int, seed: int) -> float:
    """Arrivals around the clock, exponential services, Monday to Friday from 9 to 17: the mean cycle time."""
    chance, env = random.Random(seed), simpy.Environment(9.0)  # noqa: S311 - a simulation
    office, total = Office(env, servers, hours=True), [0.0]

    def case() -> Steps:
        began = env.now
        yield from office.serve(chance.expovariate(1 / work))
        total[0] += env.now - began

    def source() -> Steps:
        for _ in range(cases):
            yield env.timeout(chance.expovariate(1 / gap))
            env.process(case())

    env.process(source())
    env.run()
    return total[0] / cases


def fork_and_rework(gap: float, works: tuple[float, float], back: float, cases: int, seed: int) -> float:
    """Two steps at once, each with one person of its own, both again with probability `back`: the mean cycle time."""
    chance, env = random.Random(seed), simpy.Environment()  # noqa: S311 - a simulation
    offices, total = [Office(env, 1, hours=False) for _ in works], [0.0]

    def case() -> Steps:
        began = env.now
        while True:
            both = [env.process(o.serve(chance.expovariate(1 / w))) for o, w in zip(offices, works, strict=True)]
            yield env.all_of(both)
            if chance.random() >= back:
                break
        total[0] += env.now - began

    def source() -> Steps:
        for _ in range(cases):
            yield env.timeout(chance.expovariate(1 / gap))
            env.process(case())

    env.process(source())
    env.run()
    return total[0] / cases


def ranks(gap: float, work: float, urgent: float, cases: int, seed: int) -> tuple[float, float]:
    """One person, and cases of which a share is urgent and goes first without breaking in: the mean waits of the urgent
    and of the others.
    """
    chance, env = random.Random(seed), simpy.Environment()  # noqa: S311 - a simulation
    office = Office(env, 1, hours=False)

    def source() -> Steps:
        for _ in range(cases):
            yield env.timeout(chance.expovariate(1 / gap))
            env.process(office.serve(chance.expovariate(1 / work), 0 if chance.random() < urgent else 1))

    env.process(source())
    env.run()
    found = [[wait for rank, wait in office.waits if rank == n] for n in (0, 1)]
    return sum(found[0]) / len(found[0]), sum(found[1]) / len(found[1])
