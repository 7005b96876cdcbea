"""Steps of several cases that are done together: collected, sent to their pool as a batch, and left one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.kernel.chance import blend, uniform
from engine.simulation.kernel.hours import next_start, starts
from engine.simulation.kernel.queues import lengthen, plan
from engine.simulation.kernel.rows import free_token, take_row
from engine.simulation.kernel.staff import release, request
from engine.simulation.kernel.together import begin_next
from engine.simulation.layout import (
    BA_ALONE,
    BA_CALENDAR,
    BA_COUNT,
    BA_EVENT,
    BA_HEAD,
    BA_LAST,
    BA_MOST,
    BA_OPENS,
    BA_ROW,
    BA_RUNG,
    BA_SIZE,
    BA_TAIL,
    BA_TOGETHER,
    BA_WAIT,
    BATCHED,
    CANCELLED,
    COLLECTED,
    DAY,
    F_KEY,
    G_BATCHES,
    G_BATCHES_SIZE,
    G_HELD,
    G_HELD_SIZE,
    G_NOW,
    G_SEQ,
    H_BEGUN,
    H_SEQ,
    H_SIZE,
    H_UNTIL,
    HELD,
    N_BATCH,
    N_POOL,
    N_SALT,
    NEVER,
    S_BUSY_TIME,
    T_EVENT,
    T_FLOW,
    T_FRAME,
    T_INDEX,
    T_LEFT,
    T_NODE,
    T_OPENED,
    T_RANK,
    T_SELF,
    T_SEQ,
    T_STAFF,
    T_STATE,
    T_TURN,
    T_VISIT,
    T_WORK,
    WAITING,
)

if TYPE_CHECKING:
    from engine.simulation.layout import Floats, Integers

ALONE = 1 << 43  # what a random number is for


def collect(m: Integers, x: Floats, t: int) -> None:
    """A step is open that is done together with those of other cases."""
    row = m[m[t + T_NODE] + N_BATCH]
    if m[row + BA_ALONE] != 0 and m[row + BA_COUNT] == 0:
        key = blend(m[m[t + T_FRAME] + F_KEY], m[m[t + T_NODE] + N_SALT], ALONE + m[t + T_VISIT])
        if uniform(key) < x[m[row + BA_ALONE]]:
            batch = new_batch(m, m[t + T_NODE])
            pack(m, batch, t)
            offer(m, x, batch)
            return
    m[t + T_STATE] = COLLECTED
    append(m, row + BA_HEAD, row + BA_TAIL, t)
    m[row + BA_COUNT] += 1
    if m[row + BA_COUNT] == 1:
        set_bell(m, row)
    if m[row + BA_COUNT] == m[row + BA_SIZE]:
        send(m, x, row)


def resume_batch(m: Integers, x: Floats, held: int) -> None:
    """A step goes on that somebody had begun before the run: what was begun on the same day, and is done in one span,
    goes on with it.
    """
    node = m[m[held] + T_NODE]
    row = m[node + N_BATCH]
    day = m[held + H_BEGUN] // DAY
    most = m[row + BA_MOST] if m[row + BA_TOGETHER] != 0 else 1
    batch = new_batch(m, node)
    for place in range(held, m[G_HELD] + m[G_HELD_SIZE] * H_SIZE, H_SIZE):
        t = m[place]
        there = m[t + T_SEQ] == m[place + H_SEQ] and m[t + T_EVENT] == HELD and m[place + H_UNTIL] <= m[G_NOW]
        begun = m[place + H_BEGUN]
        if there and m[t + T_NODE] == node and begun >= 0 and begun // DAY == day and m[batch + T_TURN] < most:
            m[t + T_EVENT] = 0
            pack(m, batch, t)
    offer(m, x, batch)


def set_bell(m: Integers, row: int) -> None:
    """Plan when to look at what is collected again, if time decides."""
    now = m[G_NOW]
    due = NEVER
    if m[row + BA_WAIT] >= 0:
        due = max(now, m[m[row + BA_HEAD] + T_OPENED] + m[row + BA_WAIT])
    calendar = m[row + BA_CALENDAR]
    if calendar != 0:
        in_time = m[row + BA_LAST] != now and starts(m, calendar, now)
        m[row + BA_OPENS] = now if in_time else next_start(m, calendar, now)
        due = min(due, m[row + BA_OPENS])
    m[row + BA_EVENT] = plan(m, due, row) if due < NEVER else 0


def ring(m: Integers, x: Floats, row: int, event: int) -> None:
    """A planned look at what is collected: what is due goes, at most one batch at a time. At an opening all that
    happens at this instant comes first: who comes just then is in time.
    """
    if m[row + BA_EVENT] != event or m[row + BA_COUNT] == 0:
        return
    now = m[G_NOW]
    opens = m[row + BA_CALENDAR] != 0 and m[row + BA_OPENS] == now
    if opens and m[row + BA_RUNG] != now:
        m[row + BA_RUNG] = now
        m[row + BA_EVENT] = plan(m, now, row)
        return
    if opens:
        m[row + BA_LAST] = now
    if opens or (m[row + BA_WAIT] >= 0 and m[m[row + BA_HEAD] + T_OPENED] + m[row + BA_WAIT] <= now):
        send(m, x, row)
    if m[row + BA_COUNT] > 0:
        set_bell(m, row)


def send(m: Integers, x: Floats, row: int) -> None:
    """Those who have waited longest, as many as may be, go as a batch to the pool."""
    batch = new_batch(m, m[m[row + BA_HEAD] + T_NODE])
    for _ in range(min(m[row + BA_COUNT], m[row + BA_MOST])):
        t = m[row + BA_HEAD]
        m[row + BA_HEAD] = m[t + T_FLOW]
        m[row + BA_COUNT] -= 1
        pack(m, batch, t)
    if m[row + BA_COUNT] == 0:
        m[row + BA_TAIL] = 0
    offer(m, x, batch)


def send_rest(m: Integers, x: Floats) -> bool:
    """Nothing will happen any more: what is still collected goes as it is. Gives whether there was any."""
    found = False
    at = m[G_BATCHES]
    for row in range(at, at + m[G_BATCHES_SIZE] * BA_ROW, BA_ROW):
        if m[row + BA_COUNT] > 0:
            send(m, x, row)
            found = True
    return found


def new_batch(m: Integers, node: int) -> int:
    """A batch with nothing in it: it stands in no frame."""
    batch = take_row(m)
    seq = m[G_SEQ] + 1
    m[G_SEQ] = seq
    m[batch + T_SEQ] = seq
    m[batch + T_NODE] = node
    m[batch + T_STATE] = WAITING
    m[batch + T_OPENED] = m[G_NOW]
    m[batch + T_RANK] = NEVER
    m[batch + T_INDEX] = 0
    m[batch + T_FLOW] = 0
    m[batch + T_SELF] = 0
    return batch


def pack(m: Integers, batch: int, t: int) -> None:
    """A step becomes part of a batch, which is as urgent as the most urgent."""
    m[t + T_STATE] = BATCHED
    m[t + T_LEFT] = batch
    append(m, batch + T_FLOW, batch + T_SELF, t)
    m[batch + T_TURN] += 1
    m[batch + T_RANK] = min(m[batch + T_RANK], m[t + T_RANK])


def offer(m: Integers, x: Floats, batch: int) -> None:
    """A batch asks for somebody; while it waits, the queue is as long as it has cases."""
    request(m, x, batch)
    if m[batch + T_STATE] == WAITING:
        m[batch + T_INDEX] = 1
        lengthen(m, x, m[m[batch + T_NODE] + N_POOL], m[batch + T_TURN] - 1)


def leave_batch(m: Integers, x: Floats, t: int, work: int) -> None:
    """A step that somebody works on is done or cancelled. The last one of its batch sets them free; where all are done
    at once, their time counts once.
    """
    batch = m[t + T_LEFT]
    staff = m[t + T_STAFF]
    ahead = m[batch + T_FLOW] == t
    remove(m, batch + T_FLOW, batch + T_SELF, t)
    m[batch + T_TURN] -= 1
    if m[batch + T_TURN] == 0:
        m[batch + T_STAFF] = 0
        free_token(m, batch)
        release(m, staff)
    elif m[m[m[t + T_NODE] + N_BATCH] + BA_TOGETHER] == 0:
        begin_next(m, x, batch)
    else:
        x[m[staff + S_BUSY_TIME]] -= float(work)
        if ahead:
            following = m[batch + T_FLOW]
            m[following + T_EVENT] = plan(m, m[batch + T_WORK], following)


def withdraw_from_batch(m: Integers, x: Floats, t: int) -> None:
    """A step is cancelled that is collected, or in a batch that waits or has not come to it."""
    node = m[t + T_NODE]
    row = m[node + N_BATCH]
    if m[t + T_STATE] == COLLECTED:
        remove(m, row + BA_HEAD, row + BA_TAIL, t)
        m[row + BA_COUNT] -= 1
    else:
        batch = m[t + T_LEFT]
        remove(m, batch + T_FLOW, batch + T_SELF, t)
        m[batch + T_TURN] -= 1
        if m[batch + T_STATE] == WAITING:
            lengthen(m, x, m[node + N_POOL], -1)
            if m[batch + T_TURN] == 0:
                m[batch + T_STATE] = CANCELLED  # the queue still links to it
    free_token(m, t)


def append(m: Integers, head: int, tail: int, t: int) -> None:
    """A token becomes the last of a list whose ends stand at `head` and `tail`."""
    m[t + T_FLOW] = 0
    if m[head] == 0:
        m[head] = t
    else:
        m[m[tail] + T_FLOW] = t
    m[tail] = t


def remove(m: Integers, head: int, tail: int, t: int) -> None:
    """A token leaves such a list."""
    before = 0
    at = m[head]
    while at != t:
        before = at
        at = m[at + T_FLOW]
    if before == 0:
        m[head] = m[t + T_FLOW]
    else:
        m[before + T_FLOW] = m[t + T_FLOW]
    if m[tail] == t:
        m[tail] = before
