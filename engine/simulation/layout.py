"""Where things stand in the memory of a simulation.

The kernel works on two sequences: `m` of whole numbers and `x` of floats. In plain Python they are lists, compiled
they are arrays; either way an address is an index, and a row's field is an offset from its address. Address 0 stands
in the header, so it serves as "none". Rows of the network (nodes, flows, distributions, …) never change during a run;
tokens and frames are recycled.

A *token* is something that rests in a case: an open step, an armed timer, an arrival at a join, an entered scope. A
*frame* is one entry of a scope: the case itself, a sub-process, a call, or a group of multi-instances. A *round* is one
passing of the split that a join belongs to (see `engine.execution`): a token carries its rounds in columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class Integers(Protocol):
        """The kernel's whole numbers: a list, or an array of 64-bit integers."""

        def __getitem__(self, place: int, /) -> int: ...
        def __setitem__(self, place: int, value: int, /) -> None: ...

    class Floats(Protocol):
        """The kernel's floats: a list, or an array."""

        def __getitem__(self, place: int, /) -> float: ...
        def __setitem__(self, place: int, value: float, /) -> None: ...
        def __len__(self) -> int: ...


DAY = 86_400_000_000  # microseconds, the unit of every instant
WEEK = 7 * DAY
HOUR = 3_600_000_000
NEVER = 1 << 62
LATEST = (1 << 63) - 1  # a word that is greater than all that are planned
STACK = 64  # values that a condition may hold at once
MOST_PRIORITY = 1e12
SOON = 32  # plans in the list of the soonest, at most
MARGIN = 4096  # free rows that one event may use up

# ── header ──────────────────────────────────────────────────────────────────────────────────────────────────────────
(
    G_NOW,
    G_SEQ,  # of the last event that was planned
    G_FAULT,
    G_FAULT_AT,  # what the fault is about: an address or a number
    G_NEXT_CASE,  # number of the next case to arrive, from 0
    G_LAST_CASE,  # the case to arrive last
    G_ARRIVED,
    G_ENDED,
    G_OPEN,
    G_PEAK,  # most cases open at once
    G_MAX_OPEN,
    G_MAX_VISITS,
    G_FREE_TOKEN,
    G_TOKENS_LEFT,
    G_TOKENS,
    G_FREE_FRAME,
    G_FRAMES_LEFT,
    G_FRAMES,
    G_HEAP,  # compiled: address of the heap; plain: the heap itself
    G_HEAP_SIZE,
    G_HEAP_ROOM,
    G_QUEUE,  # tokens that move at this instant, first in, first out
    G_QUEUE_HEAD,
    G_QUEUE_TAIL,
    G_QUEUE_ROOM,
    G_ROUNDS,  # how many columns of rounds a token has
    G_CARRY,  # the rounds of the token that moves
    G_RELEASED,  # staff that became free at this instant
    G_RELEASED_SIZE,
    G_WARM_UP,
    G_WARMED,
    G_FIRST_COUNTED,  # the first case that arrived after the warm-up
    G_HORIZON,
    G_ROOT_STARTS,
    G_ROOT_STARTS_SIZE,
    G_KEY,  # of this replication's random numbers
    G_ARRIVAL,  # row of the arrivals
    G_VARIABLES,  # how many each case has
    G_ATTRIBUTES,
    G_ATTRIBUTES_SIZE,
    G_STACK,  # in x: where expressions are evaluated
    G_LOG,  # address of the log's rows, 0: none is kept
    G_LOG_SIZE,
    G_LOG_ROOM,
    G_KEEP,  # whether start, end and approval time of each case are kept
    G_STATS,  # in x: the first number that is a statistic
    G_STATS_END,
    G_FRAME_SIZE,
    G_APPROVAL_DAYS,  # row of the calendar that counts approval time, 0: it is not counted
    G_LIMITS,  # registers of limits at the end of a frame
    G_EVENTS,
    G_DONE_CASE,  # the case that ended at this event, -1: none
    G_DONE_START,
    G_DONE_APPROVAL,
    G_POOLS,
    G_POOLS_SIZE,
    G_PROCESS_LIMITS,  # limits of the case as a whole
    G_PROCESS_LIMITS_SIZE,
    G_EVERY,  # width of a bucket of the queues' course, 0: none is kept
    G_BUCKETS,
    G_DYNAMIC,  # the first address of tokens and frames; below it stands what has a place of its own
    G_RACE,  # the race that arriving tokens take part in, 0: none
    G_EPOCH,  # the origin's day, counted from 1970
    G_WATCHED,  # whether somebody asks whose time it is: limits with gaps, approval time
    G_LIMIT_STATS,  # where each limit counts in `x`
    G_LIMIT_COUNT,
    G_TODAY,  # recorded cases are played again until then; -1: there are none, or it has passed
    G_RECORDED,  # cases that are recorded: they are the first
    G_RECORDED_TIMES,  # when they arrived
    G_FACTS,  # what is known of each: address and number of pairs, a variable and a place in `x`
    G_RECORDS,  # of each case and node: where its next record stands, and where its records end
    G_RECORDS_WIDTH,
    G_HELD,  # steps that are open now
    G_HELD_SIZE,
    G_VERDICTS,  # of each recorded case and limit, as a case knows them
    G_ROOTS,  # the frame of each recorded case that is open, else 0
    G_COUNTS,  # of each recorded case: where its running counts stand, and how many; -1: nobody told
    G_PRESENT,  # the present, also when it has passed
    G_ELAPSED,  # what had passed of the count that ended last
    G_OVER,  # and by how much it was too late or too early
    G_ENTERED,  # when the activity was entered that ends now, or whose time ran out
    G_BATCHES,  # where cases are collected that are done together
    G_BATCHES_SIZE,
    G_SHARES,  # 0: nobody asks whose days they were; 2: frames keep what was closed in them: see `kernel.shares`
    G_SOON,  # compiled: address of the list of the soonest plans, and where it ends
    G_SOON_END,
    G_SIZE,
) = range(87)

# ── faults ──────────────────────────────────────────────────────────────────────────────────────────────────────────
(
    FINE,
    FAULT_TOKENS,
    FAULT_VISITS,
    FAULT_OPEN,
    FAULT_MOVES,
    FAULT_STUCK,
    FAULT_CHOICE,
    FAULT_CALENDAR,
    FAULT_NUMBER,
    FAULT_INSTANCES,
    FAULT_DAYS,
) = range(11)

# Why the kernel gives control back.
DONE, BUDGET, NEEDS_ROOM, NEEDS_LOG, NEEDS_CASES, FAULTED = range(6)

# ── tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────────
(
    T_NODE,
    T_FRAME,
    T_NEXT,  # in its frame, oldest first; of a free row: the next free one
    T_PREV,
    T_STATE,
    T_EVENT,  # the event planned for it; any other that names it is stale
    T_CHILD,  # the frame inside it
    T_HOST,  # of a boundary timer: the token it stands on
    T_FLOW,  # of an arrival at a join: the flow it came by
    T_SELF,  # the round that begins when it leaves, where its node splits
    T_VISIT,
    T_INDEX,  # which one of several instances, -1: it is none
    T_OPENED,
    T_STARTED,
    T_WORK,
    T_STAFF,
    T_LEFT,  # next in the queue, or the left child in the heap of a queue by due date or priority
    T_RIGHT,
    T_RANK,  # what a queue by due date or priority goes by: the smallest first
    T_SEQ,  # when it was made; among equals the older comes first
    T_RACE,  # events behind one gateway have the same, the first ends the others
    T_TURN,  # how often a repeating timer was due before
    T_SIZE,  # its rounds stand from here
) = range(23)

WAITING, AT_WORK, ARMED, JOINING, HOLDING, CANCELLED, REPLAYED, COLLECTED, BATCHED = range(9)
HELD = -1  # the event of a step that waits for the present
AHEAD = -(1 << 61)  # the rank of what somebody has begun

# ── frames ──────────────────────────────────────────────────────────────────────────────────────────────────────────
(
    F_PARENT,  # of a free row: the next free one
    F_VARS,  # in x; stays with the row
    F_OWNER,
    F_ROOT,
    F_KEY,
    F_INDEX,
    F_HEAD,
    F_TAIL,
    F_LIVE,
    F_JOINING,
    F_ROUND,  # the number of the last round that began
    F_TOTAL,  # of a group of instances; -1: it is none
    F_BEGUN,
    F_FINISHED,
    F_OPEN_KIND,  # open steps by kind of time: five of them
    F_OPEN_KIND_1,
    F_OPEN_KIND_2,
    F_OPEN_KIND_3,
    F_OPEN_KIND_4,
    F_LIMITS,  # address of the scope's list of limits, 0: none
    F_LIMITS_SIZE,
    F_CLOSED,  # the last of the steps that were closed in it, the first, and how many: see `kernel.shares`
    F_CLOSED_FIRST,
    F_CLOSED_SIZE,
    F_CASE,  # from here on of a case only
    F_START,
    F_FRAMES,  # frames of the case, itself included
    F_ALL_JOINING,
    F_INCLUSIVE,  # tokens at inclusive joins
    F_APPROVAL_SINCE,
    F_APPROVAL,
    F_VOID,
    F_SILENT,  # when an application was accepted by silence, and since when it counts
    F_SILENT_SINCE,
    F_SIZE,  # what the nodes of its body count stands from here
) = range(35)

# ── the network ─────────────────────────────────────────────────────────────────────────────────────────────────────
(
    N_KIND,
    N_LOCAL,  # offset in the frame: how often it was entered; of a join also how many wait, and the last round
    N_FLOWS,
    N_FLOWS_SIZE,
    N_DEFAULT,
    N_CHOICE,
    N_DURATION,
    N_POOL,
    N_CALENDAR,  # a delay that goes by this calendar
    N_RANK,  # its priority: smaller goes first
    N_BOUNDARY,
    N_BOUNDARY_SIZE,
    N_INTERRUPTING,
    N_JOIN,  # see below
    N_NEEDED,
    N_SPLIT_COLUMN,  # -1: no join's rounds begin here
    N_JOIN_SPLIT,
    N_JOIN_COLUMN,  # -1: the join has no split
    N_SOURCES,
    N_OWNERS,  # whose round each column holds there
    N_MULTI,
    N_COUNT,  # a distribution
    N_COUNT_EXPRESSION,
    N_COMPLETION,
    N_STARTS,  # of a scope: where its tokens begin
    N_STARTS_SIZE,
    N_TIME,
    N_SALT,
    N_STATS,
    N_ASSIGNS,
    N_ASSIGNS_SIZE,
    N_LIMITS,  # limits of the activity itself
    N_LIMITS_SIZE,
    N_GAPPED,  # limits of the scope, whose steps inside may not count
    N_GAPPED_SIZE,
    N_MARKS,  # limits of the case that begin or end here
    N_MARKS_SIZE,
    N_RULE,  # of a timer
    N_DUE,  # of a timer at a date; -1: it has none
    N_DAY_OF_MONTH,  # of a timer on a day of each month; 0: it is none
    N_HOUR,
    N_TIMES,  # how often a boundary event may happen, 0: any number
    N_VOID,
    N_ID,
    N_PLACE,  # among the nodes of its body
    N_PACES,  # a distribution for each group of staff; 0: all take as long
    N_PRIORITY,  # a program that gives its priority; 0: it is the same for every case
    N_BATCH,  # where its cases are collected to be done together; 0: each is done by itself
    N_PLAIN,  # see below
    N_SIZE,
) = range(50)

(
    START,
    END,
    TERMINATE,
    STEP,
    SERVICE,
    PASS,
    TIMER,
    BOUNDARY,
    EXCLUSIVE,
    PARALLEL,
    INCLUSIVE,
    SCOPE,
    RACE,
) = range(13)

# Whether tokens wait for each other at a node: not; until one of the same round has come by each flow; or, where one
# round at a time can come, until as many have come as there are flows.
NO_JOIN, OF_ROUNDS, OF_NUMBERS = range(3)

# Of most nodes little is asked: of a step that it is done, whereupon one flow follows; of another node that all its
# flows are taken.
NOT_PLAIN, PLAIN_STEP, PLAIN_WAY = range(3)

# How a node chooses its flows: all; the first or every one whose condition holds; one or several by chance.
ALL, FIRST_TRUE, EVERY_TRUE, ONE_BY_CHANCE, SOME_BY_CHANCE = range(5)

L_TARGET, L_NEEDED, L_KEEP, L_WEIGHT, L_CONDITION, L_SIZE = range(6)
Q_NODE, Q_FRAME, Q_SELF, Q_SIZE = range(4)
A_VARIABLE, A_VALUE, A_EXPRESSION, A_SALT, A_SIZE = range(5)

# ── distributions, calendars, rules, staff, pools, limits ───────────────────────────────────────────────────────────
D_KIND, D_VALUES, D_COUNT, D_LOW, D_SIZE = range(5)
(
    FIXED,
    UNIFORM,
    TRIANGULAR,
    NORMAL,
    LOGNORMAL,
    GAMMA,
    EXPONENTIAL,
    EMPIRICAL,
    HISTOGRAM,
    CHOICE,
    BY_CASE,
    BY_VISIT,
) = range(12)

(
    C_COUNT,
    C_STARTS,
    C_ENDS,
    C_WORKED,
    C_AT,
    C_SHIFT,
    C_LOOP,
    C_LOOP_START,
    C_WEEK_WORK,
    C_SIZE,
) = range(10)

K_DAYS, K_COUNTS, K_NTH, K_TOTAL, K_WEEK_WORK, K_EPOCH, K_SIZE = range(7)

U_KIND, U_TOTAL, U_ROLL_START, U_ROLL, U_CALENDAR, U_DAYS, U_AT_LEAST, U_WIDTH, U_LINEAR, U_SIZE = range(10)
WORKING_DAYS, NATURAL_DAYS, MONTHS, IMMEDIATE, CLOCK = range(5)

(
    S_CAPACITY,
    S_BUSY,
    S_CALENDAR,
    S_WAKE,
    S_POOLS,
    S_POOLS_SIZE,
    S_RELEASED,
    S_BUSY_TIME,
    S_ID,
    S_IDLE,  # since when each of them is free, a ring as long as they are many; 0: nobody asks
    S_IDLE_HEAD,  # where in it the one stands who has been free longest
    S_SIZE,
) = range(12)

(
    P_DISCIPLINE,
    P_STAFF,
    P_STAFF_SIZE,
    P_HEAD,
    P_TAIL,
    P_LENGTH,
    P_CHANGED,
    P_STATS,
    P_LONGEST,
    P_COURSE,
    P_IN_TURN,  # who has been free longest takes what comes, and not the first in order
    P_SIZE,
) = range(12)
FIRST_IN, DUE_DATE, PRIORITY = range(3)

# Where cases are collected: they go as a batch, a row like a token's, when so many wait, the first has waited so long,
# or a calendar opens. In a batch T_FLOW and T_SELF are its first and last token, T_TURN how many there are; T_LEFT of
# each of them is the batch, T_FLOW the next one.
(
    BA_MARK,  # -1, where staff have how many they are
    BA_SIZE,  # 0: it does not go by how many wait
    BA_WAIT,  # -1: it does not go by how long the first has waited
    BA_CALENDAR,  # 0: it does not go by openings
    BA_MOST,
    BA_TOGETHER,  # whether all are done at once, or one after the other
    BA_FACTORS,  # in x: from so many on, how many times as long as one alone
    BA_FACTORS_SIZE,
    BA_HEAD,
    BA_TAIL,
    BA_COUNT,
    BA_EVENT,  # when it is looked at again
    BA_OPENS,  # when its calendar opens next
    BA_RUNG,  # when it was last looked at for an opening, -1: never
    BA_LAST,  # the last opening at which a batch went, -1: none
    BA_ALONE,  # in x: how likely it goes by itself what comes when nothing is collected; 0: never
    BA_ROW,
) = range(17)

# What a case knows of each limit, at the end of its frame behind the registers: 0 nothing, 1 counted, 2 breached.
# A limit: its rule, where it counts in `x`, and which kinds of time stop it (-1: all but approval).
# By how much it is longer for some cases, for how many in 2 ** 53, and for which; where in `x` stands how much of the
# time of the counts that broke it was each node's.
M_RULE, M_STATS, M_EXCLUDED, M_REGISTER, M_RESTARTS, M_ID, M_EXTRA, M_CHANCE, M_SALT, M_SHARES, M_SIZE = range(11)
# A limit that begins or ends at a node: which, whether on entering (0) or leaving (1), what happens to it, the number
# of the scope that it lies upon (-1: the case), and of an acceptance a variable (-1: none) and where its value stands.
B_LIMIT, B_LEAVING, B_ENDING, B_SCOPE, B_VARIABLE, B_VALUE, B_SIZE = range(7)
# An acceptance begins it once; one by silence begins it in the past, when the activity was entered whose time ran out.
# A beginning anew counts from when a step was opened that has noted it at this instant, else from now.
# An application that is accepted by silence is noted for what is entered at that instant.
BEGINS, ENDS, BEGINS_ANEW, ACCEPTS, ACCEPTS_SILENTLY, NOTES, SILENCE = range(7)
# How a limit begins, in `M_RESTARTS`: it counts from the last time; it waits for an element; with an acceptance.
ANEW, WAITS, ACCEPTED = 1, 2, 4
# The registers of a running count: 0 none or 1 running, the start, target and last day (by the clock: up to when a gap
# carried it), the start of a gap (-1 none), whether it was late before a gap,
# what the gaps took off, how much of it once it was late, the last day of the last of them; since when it is to count
# anew, and when that was noted; until when somebody has paused it (0: nobody has).
R_RUNNING, R_START, R_TARGET, R_LAST, R_GAP, R_LATE, R_OFF, R_OFF_LATE, R_SHUT, R_SINCE, R_NOTED, R_UNTIL, R_SIZE = (
    range(13)
)
# A count of a recorded case that runs at the present: see `kernel.standing`. Its registers stand from RUN_REGISTERS on.
RUN_NODE, RUN_ENTERED, RUN_LIMIT, RUN_REGISTERS = range(4)
RUN_SIZE = RUN_REGISTERS + R_SIZE
MET, LATE, TOO_EARLY = range(3)

# A record of an entry: when it was closed (a timer: was due), how (0 completed, 1 cancelled, 2 open now), when somebody
# began with it (-1: nobody), what was set at its completion, and until when somebody has paused it.
E_CLOSED, E_HOW, E_BEGUN, E_VALUES, E_VALUES_SIZE, E_UNTIL, E_SIZE = range(7)
H_TOKEN, H_SEQ, H_BEGUN, H_UNTIL, H_SIZE = range(5)

ARRIVES, A_DISTRIBUTION, A_CALENDAR, A_FIRST, A_TIMES, A_PROFILE, A_ROW = range(7)
BY_GAPS, BY_LIST, BY_PROFILE, BY_OPENING = range(4)

# A profile of arrivals: the kind of each day, from `W_LOOP` on repeating every `W_LOOP_DAYS` (0: they do not), and
# where in `x` the expected time of one such turn stands.
W_DAYS, W_COUNT, W_LOOP, W_LOOP_DAYS, W_VOLUME, W_SIZE = range(6)
# A kind of day: stretches of one rate in order, in `x` their rates and what is expected of the day before each (and at
# its end).
V_COUNT, V_STARTS, V_ENDS, V_RATES, V_BEFORE, V_SIZE = range(6)

# ── statistics in x ─────────────────────────────────────────────────────────────────────────────────────────────────
X_COUNT, X_WAIT, X_WAIT_SQUARES, X_WORK, X_WORK_SQUARES, X_SPAN, X_SPAN_SQUARES, X_CANCELLED, X_ENTERED, X_NODE = range(
    10
)
# What passed of a limit: the sum, the sum of squares, the most, and from Y_LIMIT on how many counts fell into each
# bucket: U_LINEAR of them U_WIDTH wide, then OCTAVES times half as many, each time twice as wide.
Y_COUNT, Y_BREACHED, Y_OVER, Y_CASES, Y_CASES_BREACHED, Y_VOID, Y_PASSED, Y_SQUARES, Y_MOST, Y_LIMIT = range(10)
OCTAVES = 8
Z_AREA, Z_STARTED, Z_WAIT, Z_POOL = range(4)

LOG_CASE, LOG_NODE, LOG_STAFF, LOG_OPENED, LOG_STARTED, LOG_FINISHED, LOG_HOW, LOG_SIZE = range(8)

# Operations of a condition: see `kernel.conditions`.
(
    O_END,
    O_NUMBER,
    O_VARIABLE,
    O_EQUAL,
    O_LESS,
    O_NOT_ABOVE,
    O_AND,
    O_OR,
    O_NOT,
    O_ADD,
    O_SUBTRACT,
    O_MULTIPLY,
    O_DIVIDE,
    O_COALESCE,
    O_LEAST,
    O_MOST,
    O_ABSOLUTE,
    O_FLOOR,
    O_CEILING,
    O_IF,
    O_INSTANCES,
    O_ACTIVE,
    O_FINISHED,
) = range(23)

# Values that are no numbers, as floats far above any number of a case; null is NaN.
NOT_A_NUMBER_FROM = 1e99
TRUE = 1e100
FALSE = 2e100
FIRST_TEXT = 1e200
TEXT_STEP = 1e190
