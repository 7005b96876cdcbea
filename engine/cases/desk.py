"""Where commands are answered: one command, one transaction, all of it or nothing.

The order of things: take the case (kept in memory or read), check that the command fits its version and time, serve the
timers that were due before it, let the handler act, serve what is due at once, write. Whatever is raised on the way
undoes the transaction and forgets the case in memory.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

from engine.cases import due, loading, opening, people, reprojecting, results, rows, serving, store
from engine.cases.cache import LiveCases
from engine.cases.commands import (
    Command,
    Outcome,
    Refused,
    Rejection,
    RejectionKind,
    conflict,
    invalid_argument,
    invalid_state,
    not_found,
)
from engine.cases.handlers import AFTER_THE_END, HANDLERS
from engine.cases.turn import TIMER, Live, Turn, raise_incident
from engine.execution import ExecutionError, InstanceFault
from engine.time import BeyondCalendar
from models import StoreUnavailable, Unstorable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.cases.definitions import Definitions
    from engine.cases.opening import Application
    from engine.cases.rules import Rules
    from engine.cases.services import Services
    from models import Database

TRIES = 16  # more than people who act on one case in one moment: of n at once the last loses n - 1 times


class Desk:
    """Answers commands on one database. Thread-safe."""

    def __init__(  # noqa: PLR0913 - the parts it puts together
        self,
        database: Database,
        definitions: Definitions,
        rules: Callable[[str], Rules],
        services: Services,
        now: Callable[[], datetime],
        kept: int = 256,
    ) -> None:
        self._database = database
        self._definitions = definitions
        self._rules = rules
        self._services = services
        self._now = now
        self._live = LiveCases(kept)

    def forget(self) -> None:
        """Read every case anew from now on."""
        self._live.clear()

    def start(self, application: Application) -> Outcome | Rejection:
        """Receive an application."""
        return self._answer(lambda: self._start(application))

    def do(self, command: Command) -> Outcome | Rejection:
        """Answer a command."""
        return self._answer(lambda: self._do(command))

    def serve(self, case: str, until: datetime) -> int:
        """Serve the case's timers due up to `until`. Gives their number; 0 when somebody else has done so."""
        try:
            return self._act(case, lambda live: self._serve(live, until), None).served
        except Refused as refused:
            if refused.kind is RejectionKind.CONFLICT:
                return 0
            raise

    def change(self, case: str, act: Callable[[Turn], None], at: datetime, actor: str, command_id: str) -> int:
        """Let `act` record facts on a case that are no answer to a command: a calendar that changed. Gives the
        number of facts recorded.
        """

        def work(live: Live) -> _Work:
            turn = self._turn(live, max(at, live.state.last_at or at), actor, command_id)
            act(turn)
            if turn.events:
                due.rearm(turn)
            return _Work(turn, 0)

        return len(self._act(case, work, None).turn.events)

    # ── one command ────

    def _answer(self, act: Callable[[], Outcome]) -> Outcome | Rejection:
        try:
            return act()
        except Refused as refused:
            return refused.rejection
        except (BeyondCalendar, ExecutionError, Unstorable) as error:
            return Rejection(RejectionKind.INVALID_ARGUMENT, str(error))
        except StoreUnavailable as error:
            return Rejection(RejectionKind.UNAVAILABLE, str(error))

    def _do(self, command: Command) -> Outcome:
        if command.word not in HANDLERS:
            raise invalid_argument(f"Expected a command, one of {', '.join(HANDLERS)}, but {command.word[:60]!r} came")
        _check_offset(command.at)
        digest = results.digest_of(command)
        try:
            done = self._act(command.case, lambda live: self._handle(live, command), (command.command_id, digest))
        except (Refused, IntegrityError) as error:
            first = results.first(self._database, command.command_id, digest)
            if first is None:
                raise error if isinstance(error, Refused) else conflict(results.LOST) from error
            return first
        return done.outcome

    def _handle(self, live: Live, command: Command) -> _Work:
        state = live.state
        people.check_place(command.actor, state, command.case)
        if command.expected_version not in (None, live.version):
            raise conflict(
                f"Expected case {state.number} at version {command.expected_version}, but it stands at {live.version}: "
                "somebody changed it in between"
            )
        _check_time(live, command.at)
        turn = self._turn(live, command.at, command.actor.id, command.command_id)
        try:
            served = serving.serve(turn, command.at)
            if live.state.closed and command.word not in AFTER_THE_END:
                raise invalid_state(
                    f"Expected an open case to {command.word}, but {live.state.number} is finished "
                    f"({live.state.outcome})"
                )
            HANDLERS[command.word](turn, command)
        except InstanceFault as fault:
            raise _Fault(fault.sentence, command) from fault
        due.rearm(turn)
        served += serving.serve(turn, command.at)
        return _Work(turn, served)

    def _serve(self, live: Live, until: datetime) -> _Work:
        turn = self._turn(live, until, TIMER, TIMER)
        return _Work(turn, serving.serve(turn, until))

    def _turn(self, live: Live, at: datetime, actor: str, command_id: str) -> Turn:
        turn = Turn(live, self._rules(live.calendar), self._services, at, actor, command_id, self._now())
        reprojecting.follow_calendar(turn)
        return turn

    # ── one transaction ────

    def _act(self, name: str, work: Callable[[Live], _Work], result: tuple[str, str] | None) -> _Work:
        """Do `work` on a case and write it. Tried again when the case turns out to have moved on."""
        for _ in range(TRIES):
            try:
                return self._once(name, work, result)
            except store.Stale:
                continue
            except _Fault as fault:
                return self._once(name, partial(self._stop, fault), result)
            except serving.TimerFault as fault:
                self._once(name, partial(self._hold, fault), None)
        raise conflict(f"Expected to change case {name}, but others changed it {TRIES} times in between")

    def _once(self, name: str, work: Callable[[Live], _Work], result: tuple[str, str] | None) -> _Work:
        with self._database.write() as connection:
            live = self._take(connection, name)
            seq = live.state.seq
            try:
                done = work(live)
                if done.turn.events:
                    self._write(connection, live, done, result)
                elif live.calendar != (now := done.turn.rules.calendar.version):
                    store.counted(connection, live.case, live.version, now)
                    live.calendar = now
            except Refused:
                if store.version(connection, live.case) != live.version:
                    raise store.Stale(live.case) from None  # refused on a state that is not the case's any more
                if live.state.seq == seq:
                    self._live.put(live)
                raise
        self._live.put(live)
        return done

    def _take(self, connection: Connection, name: str) -> Live:
        live = self._live.take(name)
        if live is not None:
            return live
        case = store.find(connection, name)
        if case is None:
            raise not_found(f"Expected a case with that id or number, but {name[:80]!r} is none")
        return self._live.take(case) or loading.load(connection, self._definitions, case, to_change=True)

    def _write(self, connection: Connection, live: Live, done: _Work, result: tuple[str, str] | None) -> None:
        old = live.version
        live.version = old + 1
        store.update(connection, live.case, old, live.version, rows.writes(done.turn))
        if result is not None:
            store.keep_result(connection, results.row(done.turn, *result))
        live.clocks = rows.settled(live.clocks)

    def _stop(self, fault: _Fault, live: Live) -> _Work:
        """The diagram did not know what to do with a command: a fact, and a person's to mend."""
        command = fault.command
        turn = self._turn(live, command.at, command.actor.id, command.command_id)
        serving.serve(turn, command.at)
        step = next((s for s in live.state.steps.values() if command.step in (s.token, s.step)), None)
        raise_incident(turn, step.token if step else None, fault.sentence)
        due.rearm(turn)
        return _Work(turn, 0)

    def _hold(self, fault: serving.TimerFault, live: Live) -> _Work:
        """The diagram did not know what to do with a timer: it waits for a person."""
        turn = self._turn(live, fault.at, TIMER, TIMER)
        serving.serve(turn, fault.at, before=fault.armed)
        raise_incident(turn, fault.armed.subject, fault.sentence)
        due.hold(turn, fault.armed)
        due.rearm(turn)
        return _Work(turn, 0)

    # ── a new case ────

    def _start(self, application: Application) -> Outcome:
        _check_offset(application.at)
        digest = results.digest_of_application(application)
        first = results.first(self._database, application.command_id, digest)
        if first is not None:
            return first
        try:
            with self._database.write() as connection:
                definition = self._definitions.ready(connection, application.process)
                people.check_application(application.actor, application.place or definition.model.place)
                opened = opening.open_case(
                    connection, definition, application, self._rules(""), self._services, self._now()
                )
                turn = opened.turn
                live = turn.live
                live.version = 1
                store.insert(connection, opened.row, rows.writes(turn), opened.facts)
                store.keep_result(connection, results.row(turn, application.command_id, digest))
        except InstanceFault as fault:
            raise invalid_state(f"Expected {application.process} to start, but {fault.sentence}") from fault
        except IntegrityError as error:
            first = results.first(self._database, application.command_id, digest)
            if first is None:
                raise conflict(results.LOST) from error
            return first
        live.clocks = rows.settled(live.clocks)
        self._live.put(live)
        return _Work(turn, 0).outcome


class _Work:
    """What was done in one transaction."""

    __slots__ = ("served", "turn")

    def __init__(self, turn: Turn, served: int) -> None:
        self.turn = turn
        self.served = served

    @property
    def outcome(self) -> Outcome:
        live = self.turn.live
        return Outcome(live.case, live.version, tuple(self.turn.events))


class _Fault(Exception):  # noqa: N818 - carries a fault out of the transaction that it undoes
    """The diagram had a fault in the middle of a command."""

    def __init__(self, sentence: str, command: Command) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.command = command


def _check_offset(at: datetime) -> None:
    if at.utcoffset() is None:
        raise invalid_argument(f"Expected an instant with an offset, but {at.isoformat()} has none")


def _check_time(live: Live, at: datetime) -> None:
    last: Any = live.state.last_at
    if last is not None and at < last:
        raise invalid_argument(
            f"Expected an instant not before the last event of case {live.state.number} ({last.isoformat()}), "
            f"but came {at.isoformat()}"
        )
