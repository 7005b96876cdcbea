"""The fold over random histories: stepwise as from scratch, through JSON, and equal to a plain account of the log."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import events as facts
from engine.clocks import ClockState, apply, read, read_all
from engine.time import Basis, Rule, Scope, Unit, china
from tests.support import day_loop
from tests.support.log import Log
from tests.support.time import t

CALENDAR = china()
RULES = {
    "days": Rule(Decimal(5), Unit.WORKING_DAY),
    "approval": Rule(Decimal(8), Unit.WORKING_DAY, scope=Scope.PROCESS, basis=Basis.APPROVAL_TIME),
    "notice": Rule(Decimal(8), Unit.WORKING_DAY, scope=Scope.STAGE, excludes=("public_notice", "special_procedure")),
    "hours": Rule(Decimal(72), Unit.HOUR),
}
SCOPES = {"sub#1": (), "call#1": (), "call#1/in#1": ("call#1",)}
KINDS = ("approval", "applicant", "public_notice")
ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 4000),
        st.sampled_from(
            [
                "step",
                "step",
                "done",
                "done",
                "pause",
                "resume",
                "clock",
                "stop",
                "more",
                "anew",
                "accept",
                "correct",
                "corrected",
            ]
        ),
        st.integers(0, 9),
    ),
    min_size=5,
    max_size=40,
)


def play(actions) -> Log:
    """A random history: scopes open at the start, then steps, pauses and clocks as the numbers say."""
    log, moment = Log(), t("2026-07-01T09:00")
    for token, around in SCOPES.items():
        log.enter(moment.isoformat(), token, around[-1] if around else None)
    steps: list[str] = []
    runs: list[str] = []
    for minutes, word, n in actions:
        moment += timedelta(minutes=minutes)
        _act(log, moment.isoformat(), word, n, steps, runs)
    return log


def _act(  # noqa: C901 - one line for each kind of fact
    log: Log, at: str, word: str, n: int, steps: list[str], runs: list[str]
) -> None:
    places = [None, *SCOPES]
    place = places[n % len(places)]
    if word == "step":
        steps.append(f"s#{len(log.events)}")
        log.open(at, steps[-1], KINDS[n % 3], *([*SCOPES[place], place] if place else []))
    elif word == "done" and steps:
        log.done(at, steps.pop(n % len(steps)))
    elif word == "pause":
        log.pause(at, f"p{n}", [*places, *steps][n % (len(places) + len(steps))], "hearing")
    elif word == "resume":
        log.resume(at, f"p{n}")
    elif word == "accept":
        log.accept(at, scope=place)
    elif word == "correct":
        log.correct(at, place)
    elif word == "corrected":
        log.corrected(at, place)
    elif word == "clock":
        bound = [*places, *steps][n % (len(places) + len(steps))]
        limit = list(RULES)[n % 4]
        if f"{limit}@{bound or 'process'}" not in runs:
            since = (t(at) - timedelta(days=n % 3 * 2)).isoformat()
            runs.append(log.start(at, limit, bound, since))
    elif runs and word == "stop":
        log.stop(at, runs.pop(n % len(runs)))
    elif runs and word == "more":
        log.add(at, facts.LimitExtended(runs[n % len(runs)], str(n + 1), "", ""))
    elif runs and word == "anew":
        log.add(at, facts.ClockRestarted(runs[n % len(runs)], ""))


@settings(max_examples=120, deadline=None)
@given(actions=ACTIONS)
def test_step_by_step_through_json_is_the_same_as_from_scratch(actions):
    log = play(actions)
    live, whole = ClockState(), ClockState()
    for event in log.events:
        whole = apply(whole, event)
        live = apply(ClockState.from_json(json.loads(json.dumps(live.to_json()))), event)
    assert live == whole
    at = log.events[-1].at + timedelta(days=1)
    found = {
        clock.run.run: clock.reading for clock in read_all(log.events, RULES, CALENDAR, at) if clock.run.stop is None
    }
    for name in live.runs:
        assert read(live.run(name), RULES[live.run(name).limit], CALENDAR, at) == found[name]


@settings(max_examples=120, deadline=None)
@given(actions=ACTIONS)
def test_what_has_passed_is_what_a_plain_account_of_the_log_gives(actions):
    log = play(actions)
    at = log.events[-1].at + timedelta(days=1)
    for clock in read_all(log.events, RULES, CALENDAR, at):
        rule, end = RULES[clock.run.limit], clock.reading.ended_at or at
        if rule.by_date:
            held = account(log, clock.run.run, rule, end)
            first = day_loop.first_day(clock.reading.started_at, roll=False)
            assert clock.reading.elapsed == day_loop.days_passed(first, end.date(), held, natural=False)


def account(log: Log, name: str, rule: Rule, end) -> day_loop.Pauses:
    """The stretches that do not count for a run, found by asking at every event what was open and what was paused."""
    moments = [event.at for event in log.events if event.at <= end] + [end]
    begun = next(e for e in log.events if isinstance(e.fact, facts.ClockStarted) and e.fact.run == name)
    token = begun.fact.token
    started = next(e.at for e in log.events)
    held: day_loop.Pauses = (
        [(begun.fact.starts_at, started)] if rule.counts_approval_only and token not in steps(log) else []
    )
    for index in range(len(moments) - 1):
        seen = log.events[: index + 1]
        if not counts(seen, log.events, token, rule, begun.seq):
            held.append((moments[index], moments[index + 1]))
    return held


def steps(log: Log) -> set[str]:
    return {e.fact.token for e in log.events if isinstance(e.fact, facts.StepOpened)}


def counts(seen, events, token, rule: Rule, begun: int) -> bool:
    paths = {e.fact.token: (*e.fact.scopes, e.fact.token) for e in events if isinstance(e.fact, facts.StepOpened)}
    paths |= {scope: (*around, scope) for scope, around in SCOPES.items()}
    pauses = [p for p in paused(seen, events) if p[1] >= begun]
    around = {None, *paths.get(token, ())}
    if any(key in around for key, _, _ in pauses):
        return False
    if token is not None and token not in SCOPES:
        return True
    closed = {e.fact.token for e in seen if isinstance(e.fact, facts.StepCompleted)}
    opened = [e.fact for e in seen if isinstance(e.fact, facts.StepOpened) and e.fact.token not in closed]
    inside = [s for s in opened if token is None or token in s.scopes]
    everywhere = {key: kind for key, _, kind in reversed(paused(seen, events))}
    kinds = {whose(s, [k for k in inner(paths[s.token], token) if k in everywhere], everywhere) for s in inside}
    if rule.counts_approval_only:
        return "approval" in kinds
    return not (set(rule.excludes) & kinds and not kinds - set(rule.excludes))


def whose(step, held: list[str], pauses: dict) -> str:
    """Whose time a step is to what lies around it: that of the innermost pause, else its own."""
    if not held:
        return step.time
    return "applicant" if pauses[held[-1]] == "correction" else "special_procedure"


def inner(path: tuple[str, ...], token: str | None) -> tuple[str, ...]:
    """What lies strictly inside of the token on the way to a step."""
    return path if token is None else path[path.index(token) + 1 :]


def paused(seen, events) -> list[tuple[str | None, int, str]]:
    """The pauses that are open after `seen`: over what, and the seq of the event that ends them, and their kind."""
    found: dict[str, tuple[str | None, int, str]] = {}
    accepted = set()
    for event in seen:
        fact = event.fact
        if isinstance(fact, facts.CaseAccepted):
            accepted.add(fact.scope)
        elif isinstance(fact, facts.PauseStarted):
            end = ending(events, event.seq, facts.PauseEnded, "pause", fact.pause)
            found.setdefault(fact.pause, (fact.scope, end, fact.kind))
        elif isinstance(fact, facts.PauseEnded):
            found.pop(fact.pause, None)
        elif isinstance(fact, facts.CorrectionRequested) and fact.scope in accepted:
            end = ending(events, event.seq, facts.CorrectionSubmitted, "scope", fact.scope)
            found.setdefault(f"correction {fact.scope}", (fact.scope, end, "correction"))
        elif isinstance(fact, facts.CorrectionSubmitted):
            found.pop(f"correction {fact.scope}", None)
    return list(found.values())


def ending(events, after: int, kind: type, field: str, value) -> int:
    """The seq of the event that ends a pause: a clock that begins later knows nothing of it."""
    seqs = (e.seq for e in events if e.seq > after and isinstance(e.fact, kind) and getattr(e.fact, field) == value)
    return next(seqs, 10**9)


@settings(max_examples=30, deadline=None)
@given(rounds=st.integers(2, 40))
def test_the_state_stays_small_however_long_the_history_is(rounds):
    def size(turns: int) -> int:
        log = Log()
        log.start("2026-07-01T09:00", "approval")
        for n in range(turns):
            log.open("2026-07-01T09:00", f"a#{n}")
            log.start("2026-07-01T09:00", "days", f"a#{n}")
            log.stop("2026-07-01T09:00", f"days@a#{n}")
            log.done("2026-07-01T09:00", f"a#{n}")
            log.enter("2026-07-01T09:00", f"in#{n}")
            log.open("2026-07-01T09:00", f"in#{n}/b#1", "approval", f"in#{n}")
            log.done("2026-07-02T09:00", f"in#{n}/b#1")
            log.leave("2026-07-02T09:00", f"in#{n}")
        state = ClockState()
        for event in log.events:
            state = apply(state, event)
        return len(json.dumps({**state.to_json(), "seq": 0}))

    assert size(rounds) == size(1)
