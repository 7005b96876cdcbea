"""How tokens move through a case: the same game as `engine.execution`, over rows.

A token that arrives at a step, a timer or a join takes effect at once; one that arrives anywhere else is queued, first
in, first out. When the queue is empty, the inclusive join that has waited longest among those that may go on does so.
Then a scope in which all that is left waits at joins is done, if it is what earlier rounds left behind; else it is a
fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, uniform
from engine.simulation.kernel.conditions import holds, value
from engine.simulation.kernel.draws import draw
from engine.simulation.kernel.hours import finish, worked
from engine.simulation.kernel.limits import deadline, on_day_of_month
from engine.simulation.kernel.rows import free_frame, free_token, new_frame, new_token, unlink
from engine.simulation.kernel.staff import lengthen, plan, release, request
from engine.simulation.kernel.watch import begin_limits, closed, end_case, end_limits, marks, opened
from engine.simulation.layout import (
    A_EXPRESSION,
    A_SALT,
    A_SIZE,
    A_VALUE,
    A_VARIABLE,
    ALL,
    ARMED,
    AT_WORK,
    CANCELLED,
    END,
    EVERY_TRUE,
    F_ALL_JOINING,
    F_APPROVAL,
    F_BEGUN,
    F_CASE,
    F_FINISHED,
    F_FRAMES,
    F_HEAD,
    F_INCLUSIVE,
    F_JOINING,
    F_KEY,
    F_LIVE,
    F_OWNER,
    F_ROOT,
    F_ROUND,
    F_START,
    F_TOTAL,
    F_VARS,
    F_VOID,
    FAULT_CHOICE,
    FAULT_INSTANCES,
    FAULT_MOVES,
    FAULT_NUMBER,
    FAULT_STUCK,
    FAULT_VISITS,
    FINE,
    FIRST_TRUE,
    G_CARRY,
    G_DONE_APPROVAL,
    G_DONE_CASE,
    G_DONE_START,
    G_ENDED,
    G_EPOCH,
    G_FAULT,
    G_FAULT_AT,
    G_MAX_VISITS,
    G_NOW,
    G_OPEN,
    G_QUEUE,
    G_QUEUE_HEAD,
    G_QUEUE_ROOM,
    G_QUEUE_TAIL,
    G_RACE,
    G_ROUNDS,
    G_SEQ,
    HOLDING,
    INCLUSIVE,
    JOINING,
    L_CONDITION,
    L_KEEP,
    L_NEEDED,
    L_SIZE,
    L_TARGET,
    L_WEIGHT,
    N_ASSIGNS,
    N_ASSIGNS_SIZE,
    N_BOUNDARY,
    N_BOUNDARY_SIZE,
    N_CALENDAR,
    N_CHOICE,
    N_COMPLETION,
    N_COUNT,
    N_COUNT_EXPRESSION,
    N_DAY_OF_MONTH,
    N_DEFAULT,
    N_DUE,
    N_DURATION,
    N_FLOWS,
    N_FLOWS_SIZE,
    N_GAPPED,
    N_GAPPED_SIZE,
    N_HOUR,
    N_INTERRUPTING,
    N_IS_JOIN,
    N_JOIN_COLUMN,
    N_JOIN_SPLIT,
    N_KIND,
    N_LOCAL,
    N_MULTI,
    N_NEEDED,
    N_OWNERS,
    N_PLACE,
    N_POOL,
    N_RULE,
    N_SALT,
    N_SOURCES,
    N_SPLIT_COLUMN,
    N_STARTS,
    N_STARTS_SIZE,
    N_TIMES,
    N_VOID,
    NEVER,
    ONE_BY_CHANCE,
    PASS,
    Q_FRAME,
    Q_NODE,
    Q_SELF,
    Q_SIZE,
    RACE,
    S_BUSY_TIME,
    S_CALENDAR,
    SCOPE,
    SERVICE,
    STEP,
    T_CHILD,
    T_EVENT,
    T_FLOW,
    T_FRAME,
    T_HOST,
    T_INDEX,
    T_NEXT,
    T_NODE,
    T_OPENED,
    T_RACE,
    T_SELF,
    T_SEQ,
    T_SIZE,
    T_STAFF,
    T_STARTED,
    T_STATE,
    T_TURN,
    T_VISIT,
    T_WORK,
    TERMINATE,
    TIMER,
    TRUE,
    WAITING,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers


MAX_MOVES = 10_000  # of tokens at one instant of one case
MAX_INSTANCES = 1_000  # of one activity done several times
LONGEST = 1e17  # microseconds of a duration: three thousand years
DECIDE, CHOOSE, COUNT = 1 << 40, 1 << 41, 1 << 42  # what a random number is for, beside how long a step takes


def fail(m: Integers, fault: int, at: int) -> None:
    """Stop the run. The first fault is the one that is told."""
    if m[G_FAULT] == FINE:
        m[G_FAULT] = fault
        m[G_FAULT_AT] = at


def visit(m: Integers, node: int, frame: int) -> int:
    """How often the element had been entered before in this scope; the number goes up."""
    place = frame + m[node + N_LOCAL]
    before = m[place]
    m[place] = before + 1
    if before >= m[G_MAX_VISITS]:
        fail(m, FAULT_VISITS, node)
    return before


# ── going ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    flow = m[node + N_FLOWS]
    choice = m[node + N_CHOICE]
    if choice == ALL:
        for at in range(flow, flow + size * L_SIZE, L_SIZE):
            arrive(m, x, m[at + L_TARGET], frame, at)
    elif choice == FIRST_TRUE:
        first_true(m, x, node, frame)
    elif choice == EVERY_TRUE:
        every_true(m, x, node, frame)
    elif choice == ONE_BY_CHANCE:
        one_by_chance(m, x, node, frame, chance(m, node, frame))
    else:
        some_by_chance(m, x, node, frame)


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
    """A token comes to `node` by `flow` (0: it begins there), with as much of its rounds as still matters."""
    m[frame + F_LIVE] += 1
    kind = m[node + N_KIND]
    if kind in (STEP, SERVICE, TIMER) and m[node + N_MULTI] == 0:
        rest(m, x, node, frame, -1, flow)
        return
    own = 0
    if m[node + N_SPLIT_COLUMN] >= 0:
        own = m[frame + F_ROUND] + 1
        m[frame + F_ROUND] = own
    if m[node + N_IS_JOIN] == 1 and flow != 0 and m[flow + L_NEEDED] > 0:
        t = new_token(m, node, frame, JOINING)
        keep_rounds(m, t + T_SIZE, flow)
        m[t + T_FLOW] = flow
        m[t + T_SELF] = own
        join(m, node, frame, t)
        return
    keep_rounds(m, enqueue(m, node, frame, own) + Q_SIZE, flow)


def keep_rounds(m: Integers, to: int, flow: int) -> None:
    """Write the carried rounds down, those that this flow keeps."""
    columns = m[G_ROUNDS]
    if columns > 0:
        carry = m[G_CARRY]
        keep = m[flow + L_KEEP] if flow != 0 else 0
        for column in range(columns):
            m[to + column] = m[carry + column] if (keep >> column) & 1 == 1 else 0


def enqueue(m: Integers, node: int, frame: int, own: int) -> int:
    """Queue a token that moves on at this instant; gives the row."""
    tail = m[G_QUEUE_TAIL]
    width = Q_SIZE + m[G_ROUNDS]
    if tail >= m[G_QUEUE_ROOM]:
        fail(m, FAULT_MOVES, node)
        tail = 0
    row = m[G_QUEUE] + tail * width
    m[G_QUEUE_TAIL] = tail + 1
    m[row + Q_NODE] = node
    m[row + Q_FRAME] = frame
    m[row + Q_SELF] = own
    return row


# ── resting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rest(m: Integers, x: Floats, node: int, frame: int, index: int, flow: int) -> None:  # noqa: PLR0913 - where the token is, and how it came
    """A step, a service or a timer is entered: plan when it ends, or ask for somebody."""
    now = m[G_NOW]
    t = new_token(m, node, frame, WAITING)
    keep_rounds(m, t + T_SIZE, flow)
    m[t + T_INDEX] = index
    before = visit(m, node, frame) if index < 0 else index
    m[t + T_VISIT] = before
    if m[node + N_SPLIT_COLUMN] >= 0:
        m[frame + F_ROUND] += 1
        m[t + T_SELF] = m[frame + F_ROUND]
    if m[node + N_KIND] == TIMER:
        m[t + T_RACE] = m[G_RACE]
        arm(m, x, t)
        arm_all(m, x, node, frame, t)
        return
    work = length(m, x, node, frame, before)
    m[t + T_WORK] = work
    opened(m, x, t)
    if m[node + N_POOL] != 0:
        request(m, x, t)
    else:
        m[t + T_STATE] = AT_WORK
        m[t + T_EVENT] = plan(m, finish(m, m[node + N_CALENDAR], now, work), t)
    if index < 0 and m[node + N_BOUNDARY_SIZE] > 0:
        arm_all(m, x, node, frame, t)


def length(m: Integers, x: Floats, node: int, frame: int, before: int) -> int:
    """How long a step takes, in microseconds."""
    row = m[node + N_DURATION]
    if row == 0:
        return 0
    key = blend(m[frame + F_KEY], m[node + N_SALT], before)
    span = draw(m, x, row, key, m[m[frame + F_ROOT] + F_CASE], before)
    if not 0.0 <= span <= LONGEST:
        fail(m, FAULT_NUMBER, node)
        return 0
    return int(span + 0.5)


def arm(m: Integers, x: Floats, t: int) -> None:
    """Plan when a timer is due."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    now = m[G_NOW]
    since = m[t + T_OPENED]
    times = m[t + T_TURN] + 1
    m[t + T_STATE] = ARMED
    m[t + T_WORK] = 0
    due = NEVER
    if m[node + N_DUE] >= 0:
        due = max(now, m[node + N_DUE])
    elif m[node + N_DAY_OF_MONTH] > 0:
        due = on_day_of_month(m[G_EPOCH], since, m[node + N_DAY_OF_MONTH], m[node + N_HOUR], times)
    elif m[node + N_RULE] != 0:
        due = deadline(m, m[node + N_RULE], since, times)
    elif m[node + N_DURATION] != 0:
        due = finish(m, m[node + N_CALENDAR], now, length(m, x, node, frame, m[t + T_VISIT]))
    if due < NEVER:
        m[t + T_EVENT] = plan(m, due, t)


def arm_all(m: Integers, x: Floats, node: int, frame: int, host: int) -> None:
    """The timers on an activity that was entered. They have its rounds."""
    at = m[node + N_BOUNDARY]
    for place in range(at, at + m[node + N_BOUNDARY_SIZE]):
        t = stand(m, m[place], frame, host)
        for column in range(m[G_ROUNDS]):
            m[t + T_SIZE + column] = m[host + T_SIZE + column]
        if m[node + N_SPLIT_COLUMN] >= 0:
            m[t + T_SIZE + m[node + N_SPLIT_COLUMN]] = m[host + T_SELF]
        arm(m, x, t)


def stand(m: Integers, boundary: int, frame: int, host: int) -> int:
    """A boundary event begins to wait on `host`."""
    m[frame + F_LIVE] += 1
    t = new_token(m, boundary, frame, ARMED)
    m[t + T_HOST] = host
    m[t + T_VISIT] = visit(m, boundary, frame)
    if m[boundary + N_SPLIT_COLUMN] >= 0:
        m[frame + F_ROUND] += 1
        m[t + T_SELF] = m[frame + F_ROUND]
    return t


def stand_again(m: Integers, x: Floats, t: int) -> None:
    """A boundary event that happened and may happen again waits again, from the moment its activity was entered."""
    again = stand(m, m[t + T_NODE], m[t + T_FRAME], m[t + T_HOST])
    m[again + T_TURN] = m[t + T_TURN] + 1
    m[again + T_OPENED] = m[t + T_OPENED]
    for column in range(m[G_ROUNDS]):
        m[again + T_SIZE + column] = m[t + T_SIZE + column]
    arm(m, x, again)


def win(m: Integers, x: Floats, t: int) -> None:
    """The first of several events behind one gateway: the others wait no more."""
    other = m[m[t + T_FRAME] + F_HEAD]
    while other != 0:
        if other != t and m[other + T_RACE] == m[t + T_RACE]:
            withdraw(m, x, other)
            other = m[m[t + T_FRAME] + F_HEAD]
        else:
            other = m[other + T_NEXT]


def disarm(m: Integers, host: int, frame: int) -> None:
    """The timers on an activity wait no more."""
    t = m[frame + F_HEAD]
    while t != 0:
        following = m[t + T_NEXT]
        if m[t + T_HOST] == host:
            m[frame + F_LIVE] -= 1
            unlink(m, t)
            free_token(m, t)
        t = following


# ── joining ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def round_of(m: Integers, join_node: int, t: int) -> int:
    """The round that `t` is in, as the join counts them; 0: none."""
    split = m[join_node + N_JOIN_SPLIT]
    if split == 0:
        return 0
    node = m[t + T_NODE]
    if node == split:
        return m[t + T_SELF]
    column = m[join_node + N_JOIN_COLUMN]
    return m[t + T_SIZE + column] if m[m[node + N_OWNERS] + column] == split else 0


def join(m: Integers, node: int, frame: int, t: int) -> None:
    """A token waits at a join. A parallel one goes on when one waits on every flow."""
    root = m[frame + F_ROOT]
    m[frame + F_JOINING] += 1
    m[root + F_ALL_JOINING] += 1
    place = frame + m[node + N_LOCAL] + 1
    m[place] += 1
    if m[node + N_KIND] == INCLUSIVE:
        m[root + F_INCLUSIVE] += 1
        return
    if m[place] < m[node + N_NEEDED]:
        return
    here = round_of(m, node, t)
    if flows_here(m, node, frame, here) != (1 << m[node + N_NEEDED]) - 1:
        return
    m[place + 1] = max(m[place + 1], here)
    go_on(m, node, frame, t, here)


def flows_here(m: Integers, node: int, frame: int, here: int) -> int:
    """By which of its flows tokens of the round `here` wait at a join: a bit for each."""
    found = 0
    t = m[frame + F_HEAD]
    while t != 0:
        if m[t + T_NODE] == node and m[t + T_STATE] == JOINING and round_of(m, node, t) == here:
            found |= 1 << (m[m[t + T_FLOW] + L_NEEDED] - 1)
        t = m[t + T_NEXT]
    return found


def go_on(m: Integers, node: int, frame: int, chosen: int, here: int) -> None:
    """One token of each flow goes into `chosen`, the one that has waited longest, and that one moves on."""
    own = m[chosen + T_SELF]
    row = enqueue(m, node, frame, own) + Q_SIZE
    for column in range(m[G_ROUNDS]):
        m[row + column] = m[chosen + T_SIZE + column]
    taken = 0
    t = m[frame + F_HEAD]
    while t != 0:
        following = m[t + T_NEXT]
        if m[t + T_NODE] == node and m[t + T_STATE] == JOINING and round_of(m, node, t) == here:
            bit = 1 << (m[m[t + T_FLOW] + L_NEEDED] - 1)
            if taken & bit == 0:
                taken |= bit
                absorb(m, t)
        t = following
    m[frame + F_LIVE] += 1


def absorb(m: Integers, t: int) -> None:
    """A token at a join is no more."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    root = m[frame + F_ROOT]
    m[frame + F_LIVE] -= 1
    m[frame + F_JOINING] -= 1
    m[root + F_ALL_JOINING] -= 1
    m[frame + m[node + N_LOCAL] + 1] -= 1
    if m[node + N_KIND] == INCLUSIVE:
        m[root + F_INCLUSIVE] -= 1
    unlink(m, t)
    free_token(m, t)


def next_frame(m: Integers, frame: int) -> int:
    """The frame after `frame` in its case, from the outside in; 0 after the last."""
    t = m[frame + F_HEAD]
    while True:
        while t != 0:
            if m[t + T_CHILD] != 0:
                return m[t + T_CHILD]
            t = m[t + T_NEXT]
        owner = m[frame + F_OWNER]
        if owner == 0:
            return 0
        frame = m[owner + T_FRAME]
        t = m[owner + T_NEXT]


def free_inclusive(m: Integers, root: int) -> bool:
    """Let the inclusive join that has waited longest among those that may go on do so. Gives whether one did."""
    since = 0
    while True:
        best = 0
        frame = root
        while frame != 0:
            t = m[frame + F_HEAD] if m[frame + F_JOINING] > 0 else 0
            while t != 0:
                if (
                    m[t + T_STATE] == JOINING
                    and m[m[t + T_NODE] + N_KIND] == INCLUSIVE
                    and m[t + T_SEQ] > since
                    and (best == 0 or m[t + T_SEQ] < m[best + T_SEQ])
                ):
                    best = t
                t = m[t + T_NEXT]
            frame = next_frame(m, frame)
        if best == 0:
            return False
        if may_go_on(m, best):
            node = m[best + T_NODE]
            go_on(m, node, m[best + T_FRAME], oldest(m, best), round_of(m, node, best))
            return True
        since = m[best + T_SEQ]


def oldest(m: Integers, t: int) -> int:
    """The token of the same round that has waited longest at the same join."""
    node = m[t + T_NODE]
    here = round_of(m, node, t)
    other = m[m[t + T_FRAME] + F_HEAD]
    while m[other + T_NODE] != node or m[other + T_STATE] != JOINING or round_of(m, node, other) != here:
        other = m[other + T_NEXT]
    return other


def may_go_on(m: Integers, t: int) -> bool:
    """Whether no other token of the round can still come by a flow on which none waits."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    here = round_of(m, node, t)
    found = flows_here(m, node, frame, here)
    sources = m[node + N_SOURCES]
    other = m[frame + F_HEAD]
    while other != 0:
        coming = m[sources + m[m[other + T_NODE] + N_PLACE]]
        if coming & ~found != 0 and round_of(m, node, other) == here:
            return False
        other = m[other + T_NEXT]
    return True


def end_remnants(m: Integers, x: Floats, root: int) -> bool:
    """A scope in which every token waits at a join stands still for ever: it is done if later rounds went through
    those joins, else the drawing is at fault. Gives whether one was ended.
    """
    frame = root
    while frame != 0:
        if m[frame + F_TOTAL] < 0 and m[frame + F_LIVE] == m[frame + F_JOINING]:
            t = m[frame + F_HEAD]
            while t != 0:
                node = m[t + T_NODE]
                here = round_of(m, node, t)
                if here == 0 or here >= m[frame + m[node + N_LOCAL] + 2]:
                    fail(m, FAULT_STUCK, node)
                    return False
                t = m[t + T_NEXT]
            while m[frame + F_HEAD] != 0:
                absorb(m, m[frame + F_HEAD])
            finish_scope(m, x, frame)
            return True
        frame = next_frame(m, frame)
    return False


# ── scopes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def hold(m: Integers, x: Floats, node: int, frame: int, row: int) -> None:
    """A sub-process, a call or an activity done several times is entered."""
    t = new_token(m, node, frame, HOLDING)
    before = visit(m, node, frame)
    m[t + T_VISIT] = before
    m[t + T_SELF] = m[row + Q_SELF]
    for column in range(m[G_ROUNDS]):
        m[t + T_SIZE + column] = m[row + Q_SIZE + column]
    key = blend(m[frame + F_KEY], m[node + N_SALT], before)
    inner = new_frame(m, frame, t, key, -1)
    m[t + T_CHILD] = inner
    if m[node + N_MULTI] == 0:
        arm_all(m, x, node, frame, t)
        enter(m, x, node, inner)
        return
    total = instances(m, x, node, frame, key)
    m[inner + F_TOTAL] = total
    if total == 0:
        finish_scope(m, x, inner)
        return
    begin_one(m, x, node, inner)
    while m[node + N_MULTI] == 1 and m[inner + F_BEGUN] < total:
        begin_one(m, x, node, inner)
    arm_all(m, x, node, frame, t)


def enter(m: Integers, x: Floats, node: int, inner: int) -> None:
    """The tokens inside a scope begin."""
    begin_limits(m, inner, m[node + N_GAPPED], m[node + N_GAPPED_SIZE])
    marks(m, x, node, inner, 0)
    at = m[node + N_STARTS]
    for place in range(at, at + m[node + N_STARTS_SIZE]):
        arrive(m, x, m[place], inner, 0)


def instances(m: Integers, x: Floats, node: int, frame: int, key: int) -> int:
    """How often an activity is done."""
    if m[node + N_COUNT] != 0:
        found = draw(m, x, m[node + N_COUNT], blend(key, COUNT, 0), m[m[frame + F_ROOT] + F_CASE], 0) + 0.5
    else:
        found = value(m, x, m[node + N_COUNT_EXPRESSION], frame)
    if not 0.0 <= found < MAX_INSTANCES + 1:
        fail(m, FAULT_INSTANCES, node)
        return 0
    return int(found)


def begin_one(m: Integers, x: Floats, node: int, group: int) -> None:
    """One instance of an activity done several times."""
    index = m[group + F_BEGUN]
    m[group + F_BEGUN] = index + 1
    m[group + F_LIVE] += 1
    if m[node + N_KIND] != SCOPE:
        rest(m, x, node, group, index, 0)
        return
    t = new_token(m, node, group, HOLDING)
    m[t + T_INDEX] = index
    m[t + T_VISIT] = index
    inner = new_frame(m, group, t, blend(m[group + F_KEY], m[node + N_SALT], index), index)
    m[t + T_CHILD] = inner
    enter(m, x, node, inner)


def finish_scope(m: Integers, x: Floats, frame: int) -> None:
    """Nothing is left in `frame`: what it was inside goes on, and so on outwards."""
    while True:
        owner = m[frame + F_OWNER]
        if owner == 0:
            finish_case(m, x, frame)
            return
        node = m[owner + T_NODE]
        outer = m[owner + T_FRAME]
        if m[frame + F_TOTAL] < 0:
            end_limits(m, x, frame, False)
            marks(m, x, node, frame, 1)
        free_frame(m, frame)
        m[owner + T_CHILD] = 0
        if m[owner + T_INDEX] < 0:
            if m[node + N_BOUNDARY_SIZE] > 0:
                disarm(m, owner, outer)
            leave(m, x, node, outer, m[owner + T_SELF], owner + T_SIZE)
        unlink(m, owner)
        free_token(m, owner)
        if not gone(m, x, outer):
            return
        frame = outer


def gone(m: Integers, x: Floats, frame: int) -> bool:
    """A token in `frame` came to its end. Gives whether nothing is left there."""
    m[frame + F_LIVE] -= 1
    if m[frame + F_TOTAL] < 0:
        return m[frame + F_LIVE] == 0
    node = m[m[frame + F_OWNER] + T_NODE]
    m[frame + F_FINISHED] += 1
    if m[node + N_COMPLETION] != 0 and value(m, x, m[node + N_COMPLETION], frame) == TRUE:
        while m[frame + F_HEAD] != 0:
            withdraw(m, x, m[frame + F_HEAD])
        return True
    if m[node + N_MULTI] == 2 and m[frame + F_BEGUN] < m[frame + F_TOTAL]:
        begin_one(m, x, node, frame)
        return False
    return m[frame + F_LIVE] == 0


def finish_case(m: Integers, x: Floats, root: int) -> None:
    """A case came to its end."""
    end_case(m, x, root)
    m[G_ENDED] += 1
    m[G_OPEN] -= 1
    m[G_DONE_CASE] = m[root + F_CASE]
    m[G_DONE_START] = m[root + F_START]
    m[G_DONE_APPROVAL] = m[root + F_APPROVAL]
    free_frame(m, root)


# ── taking back ─────────────────────────────────────────────────────────────────────────────────────────────────────


def withdraw(m: Integers, x: Floats, t: int) -> None:
    """Cancel a token and all inside it, from the inside out; the timers on it go as well."""
    host = t
    frame = m[t + T_FRAME]
    at = t
    while True:
        inner = m[at + T_CHILD]
        if inner != 0:
            if m[inner + F_HEAD] != 0:
                at = m[inner + F_HEAD]
                continue
            forget_moves(m, inner)
            if m[inner + F_TOTAL] < 0:
                end_limits(m, x, inner, True)
            free_frame(m, inner)
        around = m[at + T_FRAME]
        drop(m, x, at)
        if at == t:
            break
        at = m[around + F_OWNER]
    disarm(m, host, frame)


def forget_moves(m: Integers, frame: int) -> None:
    """Tokens of a cancelled frame that were about to move."""
    width = Q_SIZE + m[G_ROUNDS]
    base = m[G_QUEUE]
    for row in range(base + m[G_QUEUE_HEAD] * width, base + m[G_QUEUE_TAIL] * width, width):
        if m[row + Q_FRAME] == frame:
            m[row + Q_NODE] = 0


def drop(m: Integers, x: Floats, t: int) -> None:
    """One token is cancelled: who worked on it is free, and it waits in no queue."""
    state = m[t + T_STATE]
    node = m[t + T_NODE]
    if state == JOINING:
        absorb(m, t)
        return
    frame = m[t + T_FRAME]
    kind = m[node + N_KIND]
    m[frame + F_LIVE] -= 1
    if state in (WAITING, AT_WORK) and kind in (STEP, SERVICE):
        closed(m, x, t, 1)
        staff = m[t + T_STAFF]
        if staff != 0:
            calendar = m[staff + S_CALENDAR]
            done = worked(m, calendar, m[G_NOW]) - worked(m, calendar, m[t + T_STARTED])
            x[m[staff + S_BUSY_TIME]] += float(done)
            release(m, staff)
    unlink(m, t)
    if state == WAITING:  # the queue still links to it
        m[t + T_STATE] = CANCELLED
        lengthen(m, x, m[node + N_POOL], -1)
    else:
        free_token(m, t)


# ── one instant of one case ─────────────────────────────────────────────────────────────────────────────────────────


def process(m: Integers, x: Floats, row: int) -> None:
    """A queued token moves."""
    node = m[row + Q_NODE]
    frame = m[row + Q_FRAME]
    kind = m[node + N_KIND]
    if kind == SCOPE or m[node + N_MULTI] != 0:
        hold(m, x, node, frame, row)
        return
    visit(m, node, frame)
    if m[node + N_ASSIGNS_SIZE] > 0:
        assign(m, x, node, frame, 0)
    if kind in (PASS, END, TERMINATE):
        if kind != PASS and m[frame + F_OWNER] == 0:
            m[m[frame + F_ROOT] + F_VOID] = m[node + N_VOID]
        marks(m, x, node, frame, 0)
        marks(m, x, node, frame, 1)
        if kind == TERMINATE:
            while m[frame + F_HEAD] != 0:
                withdraw(m, x, m[frame + F_HEAD])
            forget_moves(m, frame)
            m[frame + F_LIVE] = 1
    if kind == RACE:
        m[G_RACE] = m[G_SEQ] + 1
    leave(m, x, node, frame, m[row + Q_SELF], row + Q_SIZE)
    m[G_RACE] = 0
    if gone(m, x, frame):
        finish_scope(m, x, frame)


def assign(m: Integers, x: Floats, node: int, frame: int, before: int) -> None:
    """Set the variables that a decision or an assignment sets."""
    root = m[frame + F_ROOT]
    variables = m[root + F_VARS]
    at = m[node + N_ASSIGNS]
    for row in range(at, at + m[node + N_ASSIGNS_SIZE] * A_SIZE, A_SIZE):
        if m[row + A_EXPRESSION] != 0:
            found = value(m, x, m[row + A_EXPRESSION], frame)
        else:
            key = blend(m[frame + F_KEY], m[node + N_SALT], DECIDE + before)
            found = draw(m, x, m[row + A_VALUE], blend(key, m[row + A_SALT], 0), m[root + F_CASE], before)
        x[variables + m[row + A_VARIABLE]] = found


def settle(m: Integers, x: Floats, root: int) -> None:
    """Move tokens until every one of them waits."""
    width = Q_SIZE + m[G_ROUNDS]
    moves = 0
    while m[G_FAULT] == FINE:
        head = m[G_QUEUE_HEAD]
        if head < m[G_QUEUE_TAIL]:
            m[G_QUEUE_HEAD] = head + 1
            row = m[G_QUEUE] + head * width
            if m[row + Q_NODE] != 0:
                process(m, x, row)
            moves += 1
            if moves == MAX_MOVES:
                fail(m, FAULT_MOVES, m[row + Q_NODE])
            continue
        m[G_QUEUE_HEAD] = 0
        m[G_QUEUE_TAIL] = 0
        if m[G_DONE_CASE] >= 0 or m[root + F_ALL_JOINING] == 0:
            return
        if m[root + F_INCLUSIVE] > 0 and free_inclusive(m, root):
            continue
        if m[root + F_FRAMES] == 1 and m[root + F_LIVE] != m[root + F_JOINING]:
            return
        if not end_remnants(m, x, root):
            return


def complete(m: Integers, x: Floats, t: int) -> None:
    """What a token waited for has come: the step is done, the timer is due."""
    node = m[t + T_NODE]
    frame = m[t + T_FRAME]
    kind = m[node + N_KIND]
    m[t + T_EVENT] = 0
    if kind in (STEP, SERVICE):
        closed(m, x, t, 0)
        if m[t + T_STAFF] != 0:
            release(m, m[t + T_STAFF])
        if m[node + N_ASSIGNS_SIZE] > 0:
            assign(m, x, node, frame, m[t + T_VISIT])
        if m[t + T_INDEX] < 0 and m[node + N_BOUNDARY_SIZE] > 0:
            disarm(m, t, frame)
    else:
        marks(m, x, node, frame, 0)
        marks(m, x, node, frame, 1)
        if kind == TIMER:
            if m[t + T_RACE] != 0:
                win(m, x, t)
            if m[node + N_BOUNDARY_SIZE] > 0:
                disarm(m, t, frame)
        elif m[node + N_INTERRUPTING] == 1:
            host = m[t + T_HOST]
            m[t + T_HOST] = 0
            withdraw(m, x, host)
        elif m[node + N_TIMES] == 0 or m[t + T_TURN] + 1 < m[node + N_TIMES]:
            stand_again(m, x, t)
    if m[t + T_INDEX] < 0:
        leave(m, x, node, frame, m[t + T_SELF], t + T_SIZE)
    unlink(m, t)
    free_token(m, t)
    if gone(m, x, frame):
        finish_scope(m, x, frame)
