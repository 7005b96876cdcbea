"""By which flows a token leaves an element, and what happens where it arrives."""


# ruff: noqa: PLR0913 - plain functions, compiled as they stand

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, uniform
from engine.simulation.kernel.conditions import holds
from engine.simulation.kernel.joins import join
from engine.simulation.kernel.resting import rest, rest_plain
from engine.simulation.kernel.rows import new_token
from engine.simulation.kernel.traffic import CHOOSE, COUNT, enqueue, fail, keep_rounds
from engine.simulation.layout import (
    ALL,
    EVERY_TRUE,
    F_KEY,
    F_LIVE,
    F_ROUND,
    FAULT_CHOICE,
    FIRST_TRUE,
    G_CARRY,
    G_ROUNDS,
    JOINING,
    L_CONDITION,
    L_NEEDED,
    L_SIZE,
    L_TARGET,
    L_WEIGHT,
    N_CHOICE,
    N_DEFAULT,
    N_FLOWS,
    N_FLOWS_SIZE,
    N_JOIN,
    N_KIND,
    N_LOCAL,
    N_MULTI,
    N_NEEDED,
    N_PLAIN,
    N_SALT,
    N_SPLIT_COLUMN,
    OF_NUMBERS,
    OF_ROUNDS,
    ONE_BY_CHANCE,
    PLAIN_STEP,
    PLAIN_WAY,
    Q_SIZE,
    SERVICE,
    STEP,
    T_FLOW,
    T_SELF,
    T_SIZE,
    TIMER,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


def leave(m: Integers, x: Floats, node: int, frame: int, own_round: int, rounds: int) -> None:
    """Tokens go out by the flows that `node` chooses. `rounds` is where the rounds stand of the one that left."""
    size = m[node + N_FLOWS_SIZE]
    if size == 0:
        return
    carry = m[G_CARRY]
    for column in range(m[G_ROUNDS]):
        m[carry + column] = m[rounds + column]
    if m[node + N_SPLIT_COLUMN] >= 0:
        m[carry + m[node + N_SPLIT_COLUMN]] = own_round
    choice = m[node + N_CHOICE]
    if choice == ALL:
        leave_by_all(m, x, node, frame)
    elif choice == FIRST_TRUE:
        first_true(m, x, node, frame)
    elif choice == EVERY_TRUE:
        every_true(m, x, node, frame)
    elif choice == ONE_BY_CHANCE:
        one_by_chance(m, x, node, frame, chance(m, node, frame))
    else:
        some_by_chance(m, x, node, frame)


def leave_by_all(m: Integers, x: Floats, node: int, frame: int) -> None:
    """By every flow."""
    flow = m[node + N_FLOWS]
    for at in range(flow, flow + m[node + N_FLOWS_SIZE] * L_SIZE, L_SIZE):
        arrive(m, x, m[at + L_TARGET], frame, at)


def chance(m: Integers, node: int, frame: int) -> int:
    """The random number of this choice."""
    return blend(m[frame + F_KEY], m[node + N_SALT], CHOOSE + m[frame + m[node + N_LOCAL]])


def first_true(m: Integers, x: Floats, node: int, frame: int) -> None:
    """Exclusive: by the first flow whose condition holds, else by the default."""
    flow = m[node + N_FLOWS]
    default = m[node + N_DEFAULT]
    for at in range(flow, flow + m[node + N_FLOWS_SIZE] * L_SIZE, L_SIZE):
        if at != default and holds(m, x, m[at + L_CONDITION], frame):
            arrive(m, x, m[at + L_TARGET], frame, at)
            return
    fall_back(m, x, node, frame)


def every_true(m: Integers, x: Floats, node: int, frame: int) -> None:
    """Inclusive: by every flow whose condition holds; the default is for when none does."""
    flow = m[node + N_FLOWS]
    default = m[node + N_DEFAULT]
    taken = 0
    for at in range(flow, flow + m[node + N_FLOWS_SIZE] * L_SIZE, L_SIZE):
        if at != default and holds(m, x, m[at + L_CONDITION], frame):
            arrive(m, x, m[at + L_TARGET], frame, at)
            taken = 1
    if taken == 0:
        fall_back(m, x, node, frame)


def fall_back(m: Integers, x: Floats, node: int, frame: int) -> None:
    """By the default flow."""
    default = m[node + N_DEFAULT]
    if default == 0:
        fail(m, FAULT_CHOICE, node)
        return
    arrive(m, x, m[default + L_TARGET], frame, default)


def one_by_chance(m: Integers, x: Floats, node: int, frame: int, key: int) -> None:
    """By one flow, each as likely as its share: shares add up to 1."""
    u = uniform(key)
    at = m[node + N_FLOWS]
    last = at + (m[node + N_FLOWS_SIZE] - 1) * L_SIZE
    while at < last and u >= x[m[at + L_WEIGHT]]:
        u -= x[m[at + L_WEIGHT]]
        at += L_SIZE
    while at > m[node + N_FLOWS] and x[m[at + L_WEIGHT]] == 0.0:
        at -= L_SIZE
    arrive(m, x, m[at + L_TARGET], frame, at)


def some_by_chance(m: Integers, x: Floats, node: int, frame: int) -> None:
    """By each flow with its own probability; when none comes up, by the default, or else by the likeliest."""
    key = chance(m, node, frame)
    flow = m[node + N_FLOWS]
    best = m[node + N_DEFAULT]
    taken = 0
    number = 0
    for at in range(flow, flow + m[node + N_FLOWS_SIZE] * L_SIZE, L_SIZE):
        number += 1
        if at == m[node + N_DEFAULT]:
            continue
        weight = x[m[at + L_WEIGHT]]
        if uniform(blend(key, COUNT, number)) < weight:
            arrive(m, x, m[at + L_TARGET], frame, at)
            taken = 1
        elif m[node + N_DEFAULT] == 0 and (best == 0 or weight > x[m[best + L_WEIGHT]]):
            best = at
    if taken == 0:
        arrive(m, x, m[best + L_TARGET], frame, best)


def arrive(m: Integers, x: Floats, node: int, frame: int, flow: int) -> None:
    """A token comes to `node` by `flow` (0: it begins there). A join of one round at a time counts it."""
    m[frame + F_LIVE] += 1
    if m[node + N_JOIN] == OF_NUMBERS:
        place = frame + m[node + N_LOCAL] + 1
        m[place] += 1
        if m[place] < m[node + N_NEEDED]:
            return
        m[place] = 0
        m[frame + F_LIVE] -= m[node + N_NEEDED] - 1
    come_in(m, x, node, frame, flow)


def come_in(m: Integers, x: Floats, node: int, frame: int, flow: int) -> None:
    """A token that does not wait for others takes effect, with as much of its rounds as still matters, or is queued."""
    plain = m[node + N_PLAIN]
    if plain == PLAIN_STEP:
        rest_plain(m, x, node, frame)
        return
    if plain == PLAIN_WAY:
        enqueue(m, node, frame, 0)
        return
    kind = m[node + N_KIND]
    if kind in (STEP, SERVICE, TIMER) and m[node + N_MULTI] == 0:
        rest(m, x, node, frame, -1, flow)
        return
    own = 0
    if m[node + N_SPLIT_COLUMN] >= 0:
        own = m[frame + F_ROUND] + 1
        m[frame + F_ROUND] = own
    if m[node + N_JOIN] == OF_ROUNDS and flow != 0 and m[flow + L_NEEDED] > 0:
        t = new_token(m, node, frame, JOINING)
        keep_rounds(m, t + T_SIZE, flow)
        m[t + T_FLOW] = flow
        m[t + T_SELF] = own
        join(m, node, frame, t)
        return
    keep_rounds(m, enqueue(m, node, frame, own) + Q_SIZE, flow)
