"""Batches of Prosimos: tasks of so many cases, one after the other or at once.

What maps onto ours: batches that go by their size alone, with a share of tasks that are done by themselves where no
batch is open. Rules by waiting time, weekday
and hour mean something else there (two tasks at least, a wait for the second, the day before), and are refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.inputs import Batch

if TYPE_CHECKING:
    from engine.simulation.prosimos.document import Item

_TYPES = {"Sequential": False, "Parallel": True}
_LEAST = 2  # tasks of a batch


def batches(root: Item) -> dict[str, Batch]:
    """The batches by the ids of their tasks.

    Raises:
        SimulationError: They are of a kind or go by a rule that is not simulated; the key is named.
    """
    return {item.get("task_id").text(): _batch(item) for item in root.listed("batch_processing")}


def _batch(item: Item) -> Batch:
    kind = item.get("type")
    if kind.value not in _TYPES:
        raise kind.wrong(f"{' or '.join(_TYPES)} (Prosimos 2 does no other),")
    together = _TYPES[kind.text()]
    sizes = [(entry.get("key").whole(), entry.get("value").number()) for entry in item.get("size_distrib").items()]
    if item.get("firing_rules").value:
        size = _by_rule(item.get("firing_rules"))
        alone = sizes[0][1] if sizes else 0.0
        if not 0 <= alone <= 1:
            raise item.get("size_distrib").wrong("probabilities from 0 to 1")
    else:
        alone = 0.0
        likely = [number for number, share in sizes if share > 0]
        if len(likely) != 1 or likely[0] < _LEAST:
            raise item.get("size_distrib").wrong("batches of one size, from 2 on,")
        size = likely[0]
    factors = _factors(item.get("duration_distrib"), size, together=together)
    return Batch(size, together=together, factors=factors, alone=alone)


def _by_rule(rules: Item) -> int:
    """How many the one rule waits for."""
    groups = [list(group.items()) for group in rules.items()]
    if len(groups) != 1 or len(groups[0]) != 1 or groups[0][0].get("attribute").value != "size":
        raise rules.wrong("one rule by size: Banjie's batches do not go by Prosimos' times,")
    rule = groups[0][0]
    sign, size = rule.get("comparison"), rule.get("value").whole()
    if sign.value not in ("=", ">=", ">"):
        raise sign.wrong("= or >= or >")
    size += int(sign.value == ">")
    if size < _LEAST:
        raise rule.get("value").wrong("a batch of 2 or more")
    return size


def _factors(given: Item, size: int, *, together: bool) -> dict[int, float]:
    """How many times as long a span is, by how many there are: that of the nearest number that is told, the lower of
    two. Where all are done at once, it is the time of all.
    """
    told = {1: 1.0} | {entry.get("key").whole(): entry.get("value").number() for entry in given.items()}
    if min(told.values()) < 0:
        raise given.wrong("factors of 0 or more")
    found = {1: 1.0}
    for count in range(_LEAST, size + 1):
        nearest = min((abs(key - count), key) for key in told)[1]
        found[count] = told[nearest] * (count if together else 1)
    return found
