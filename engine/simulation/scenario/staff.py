"""Pools as groups of people who are alike: shifts, leaves, and help from other pools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.simulation.inputs import Pool, Staff
from engine.simulation.scenario.values import Leave, ScenarioError

if TYPE_CHECKING:
    from engine.simulation.scenario.calendars import Calendars
    from engine.simulation.scenario.values import PoolPlan, Scenario


@dataclass(frozen=True, slots=True)
class Crew:
    """The groups of staff, the pools they serve, and of each group its own pool and its pace."""

    staff: dict[str, Staff]
    pools: dict[str, Pool]
    owners: dict[str, str]
    paces: dict[str, float]


def groups(scenario: Scenario, hours: Calendars) -> Crew:
    """The groups of staff and the pools they serve, their own first.

    Raises:
        ScenarioError: A pool has nobody, more are on leave than there are, or help comes from a pool that is none.
    """
    staff: dict[str, Staff] = {}
    own: dict[str, list[str]] = {}
    for name, plan in scenario.pools.items():
        found = _of_pool(name, plan, hours)
        staff |= found
        own[name] = list(found)
    pools: dict[str, Pool] = {}
    for name, plan in scenario.pools.items():
        members = list(own[name])
        for other in plan.shared:
            if other not in own or other == name:
                raise ScenarioError(
                    f"Expected pools.{name}, shared to name other pools ({', '.join(own)}), but {other!r} is none."
                )
            members += own[other]
        if not members:
            raise ScenarioError(f"Expected somebody in pools.{name}, but nobody staffs it.")
        pools[name] = Pool(tuple(members), plan.discipline, plan.in_turn)
        unknown = [other for other in plan.paces if other not in plan.shared]
        if unknown:
            raise ScenarioError(
                f"Expected pools.{name}, paces to name pools that it shares ({', '.join(plan.shared) or 'none'}), but "
                f"{unknown[0]!r} is none."
            )
    owners = {group: name for name, members in own.items() for group in members}
    return Crew(staff, pools, owners, _paces(scenario))


def _paces(scenario: Scenario) -> dict[str, float]:
    """Of the groups that are not as quick as others: how many times as long their work takes."""
    return {
        _shift(name, number): shift.pace
        for name, plan in scenario.pools.items()
        for number, shift in enumerate(plan.shifts, start=1)
        if shift.pace != 1
    }


def _shift(pool: str, number: int) -> str:
    """How the people of a shift are called."""
    return f"{pool} (shift {number})"


def _of_pool(name: str, plan: PoolPlan, hours: Calendars) -> dict[str, Staff]:
    """Its groups by name: those by its calendar, those of each shift; of the former, those who go on leave apart."""
    found: dict[str, Staff] = {}
    for number, (count, leave) in enumerate(_by_leave(name, plan)):
        group = name if number == 0 else f"{name} (leave {number})"
        calendar = hours.on_leave(plan.calendar, leave, group) if leave else hours.name(plan.calendar)
        found[group] = Staff(count, calendar)
    for number, shift in enumerate(plan.shifts, start=1):
        found[_shift(name, number)] = Staff(shift.count, hours.name(shift.calendar))
    return found


def _by_leave(name: str, plan: PoolPlan) -> list[tuple[int, tuple[Leave, ...]]]:
    """How many people have which leaves: each leave is taken by people who are not away then already."""
    people: list[tuple[int, tuple[Leave, ...]]] = [(plan.count, ())] if plan.count else []
    for leave in sorted(plan.leave, key=lambda each: (each.first, each.last)):
        wanted, after = leave.people, []
        for count, had in people:
            free = not any(leave.first <= each.last and each.first <= leave.last for each in had)
            going = min(wanted, count) if free else 0
            wanted -= going
            after += [(n, away) for n, away in ((going, (*had, leave)), (count - going, had)) if n]
        if wanted:
            raise ScenarioError(
                f"Expected at most {plan.count} people of pools.{name} on leave at once, but on {leave.first} there "
                f"are {wanted} more."
            )
        people = after
    return sorted(people, key=lambda group: len(group[1]))
