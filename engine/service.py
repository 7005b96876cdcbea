"""The one door to the engine: the site, the command line, the ticker and the demo all go through `Banjie`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.cases.commands import Outcome, Refused, Rejection
from engine.cases.definitions import Definitions, Deployed, DeployedProcess
from engine.cases.desk import Desk
from engine.cases.opening import Application
from engine.cases.reading import Reader
from engine.cases.reprojecting import SYSTEM, Recalculated, Recount
from engine.cases.services import STANDARD
from engine.cases.tables import Tables
from engine.cases.versions import Versions
from engine.queries.breaches import BreachFilter, breaches
from engine.queries.cases import cases, open_cases
from engine.queries.totals import BreachTotal, breach_totals
from engine.queries.work import work
from engine.time import Notice
from engine.timers import claims

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from engine.cases.commands import Command
    from engine.cases.definition import Definition
    from engine.cases.rules import Rules
    from engine.cases.services import Services
    from engine.time import NoticeDay, WorkCalendar
    from engine.views import Actor, BreachRow, CaseFilter, CasePage, CaseView, WorkItem
    from models import Database
    from workflows.catalogue import Catalogue
    from workflows.library import Library
    from workflows.model import ProcessModel

RECOUNTED = 500
"""The most cases that one tick counts anew under a changed calendar: timers do not wait for more."""


class Banjie:
    """The engine on one database. Thread-safe; one per process.

    `now` reads the wall clock: it says when something was recorded. When something happened is always told.
    """

    def __init__(
        self,
        database: Database,
        library: Library,
        now: Callable[[], datetime],
        services: Services | None = None,
    ) -> None:
        self.database = database
        self.library = library
        self._now = now
        known = STANDARD if services is None else services
        self._definitions = Definitions(database, library, known)
        self._tables = Tables(database)
        self._versions = Versions(database)
        self._rules = self._versions.rules(library.catalogue)
        self._reader = Reader(database, self._definitions, known)
        self._desk = Desk(database, self._definitions, self._rules_for, known, now)
        self.recount = Recount(database, self._desk, lambda: self._rules)

    # ── what is deployed ────

    def deploy(self, files: Sequence[tuple[str, bytes]], at: datetime, actor: Actor | str) -> tuple[Deployed, ...]:
        """Check and store diagrams (`.bpmn`) and decision tables (`.dmn`): all or none. The same again changes nothing.

        Raises:
            workflows.bpmn.Refused: A diagram cannot be accepted.
            workflows.decisions.DecisionError: A table cannot be accepted.
            ValueError: A file is neither.
        """
        who = actor if isinstance(actor, str) else actor.id
        wrong = next((name for name, _ in files if not name.lower().endswith((".bpmn", ".dmn", ".xml"))), None)
        if wrong is not None:
            raise ValueError(f"Expected files named .bpmn or .dmn, but came {wrong}")
        tables = [(name, data) for name, data in files if name.lower().endswith(".dmn")]
        diagrams = [(name, data) for name, data in files if not name.lower().endswith(".dmn")]
        checked = self._tables.read(tables)
        done = self._definitions.deploy(diagrams, at, who) if diagrams else ()
        return (*done, *self._tables.store(checked, at, who))

    def deploy_library(self, at: datetime) -> tuple[Deployed, ...]:
        """Deploy what comes with Banjie, where it is not there yet or has changed; running clocks follow limits that
        have.
        """
        files = [(f"bpmn/{file.name}", file.data) for file in (*self.library.diagrams, *self.library.tables)]
        new = self._definitions.unknown(files)
        done = self.deploy(new, at, SYSTEM) if new else ()
        if self._versions.limits_changed(self._rules):
            self._versions.keep(self._rules, at)
            self.recount.finish(at)
        self._versions.keep(self._rules, at)
        return done

    def processes(self) -> tuple[DeployedProcess, ...]:
        """Every process in its newest version."""
        return self._definitions.newest()

    def process(self, process: str, version: int | None = None) -> ProcessModel:
        """What a process's diagram says, the newest by default.

        Raises:
            Refused: There is none.
        """
        return self._definitions.version(process, version).model

    def diagram(self, process: str, version: int | None = None) -> bytes:
        """The diagram as it was handed in.

        Raises:
            Refused: There is none.
        """
        return self._definitions.version(process, version).xml

    def definition(self, process: str, version: int | None = None) -> Definition:
        """A process with those it calls, each in the version it was pinned to.

        Raises:
            Refused: There is none.
        """
        with self.database.read() as connection:
            return self._definitions.ready(connection, process, version)

    # ── cases ────

    def start(  # noqa: PLR0913, PLR0917 - what an application is made of
        self,
        process: str,
        facts: Mapping[str, Any],
        actor: Actor,
        at: datetime,
        command_id: str,
        title: str = "",
        applicant: str = "",
        materials: Sequence[str] | None = None,
        place: str = "",
    ) -> Outcome | Rejection:
        """Receive an application. `materials` are those that came with it; None: nobody listed them. `place` is the
        name of the place that runs a process of the whole nation.
        """
        return self._desk.start(Application(process, facts, actor, at, command_id, title, applicant, materials, place))

    def do(self, command: Command) -> Outcome | Rejection:
        """Answer a command."""
        return self._desk.do(command)

    def case(self, case: str, at: datetime | None = None, actor: Actor | None = None) -> CaseView:
        """A case as it stands at `at` (default: now); from its last event on, as it will be if nobody acts. For `actor`
        it says which commands they may use.

        Raises:
            Refused: There is none, it was not there yet, or it is not the actor's to see.
        """
        now = self._now()
        return self._reader.case(case, self._rules, at or now, now, actor)

    # ── lists ────

    def work(
        self,
        actor: Actor,
        at: datetime,
        mine: bool = False,  # noqa: FBT001, FBT002 - the contract's
        after: str | None = None,
        limit: int = 50,
    ) -> tuple[WorkItem, ...]:
        """Open steps for somebody, late first; `after` is the `cursor` of the last item of the page before."""
        with self.database.read() as connection:
            return work(connection, self._rules, actor, at, mine=mine, after=after, limit=limit)

    def cases(self, filter: CaseFilter, at: datetime) -> CasePage:  # noqa: A002 - the contract's
        """A page of cases."""
        with self.database.read() as connection:
            return cases(connection, filter, at)

    def open_cases(self) -> dict[str, int]:
        """How many cases are open, by process; a process without any is left out."""
        with self.database.read() as connection:
            return open_cases(connection)

    def breaches(self, at: datetime, **wanted: Any) -> tuple[tuple[BreachRow, ...], str | None]:
        """A page of broken limits and the cursor of the next; `wanted` are fields of `BreachFilter`."""
        with self.database.read() as connection:
            return breaches(connection, self._rules, BreachFilter(**wanted), at)

    def breach_totals(self, at: datetime, **wanted: Any) -> tuple[BreachTotal, ...]:
        """The same breaches added up by clause and department, whatever the page."""
        with self.database.read() as connection:
            return breach_totals(connection, self._rules, BreachFilter(**wanted), at)

    # ── time ────

    def tick(self, at: datetime, worker: str = SYSTEM) -> int:
        """Serve the timers due up to `at`, each at its own instant, and go on counting cases anew where a
        calendar changed. Gives the number of timers.
        """
        self._renew()
        served = 0
        while due := claims.claim(self.database, worker, at, self._now()):
            found = [self._tick(case, at, worker) for case in due]
            served += sum(found)
            if not any(found):
                break  # somebody else is at it, or it cannot be done: the next tick tries again
        self.recount.some(at, RECOUNTED)
        return served

    def _tick(self, case: str, at: datetime, worker: str) -> int:
        try:
            served = self._desk.serve(case, at)
        except (Refused, ValueError):
            return 0  # its lease runs out, and it is tried again
        if not served:  # what was served has left the table with its claim
            claims.release(self.database, worker, case)
        return served

    def last_tick(self) -> datetime | None:
        """When some ticker ticked last."""
        return claims.last_beat(self.database)

    def add_notice(self, days: Sequence[NoticeDay], name: str, at: datetime, actor: Actor | str) -> None:
        """Load a notice that changes working days. It counts from now on; the deadlines in the lists follow with
        `recount`, or by the tickers.

        Raises:
            ValueError: The notice has no days, or days that the calendar cannot hold.
        """
        self._versions.add_notice(Notice(name, tuple(days)), at, actor if isinstance(actor, str) else actor.id)
        self._rules = self._versions.rules(self.library.catalogue)

    def load_notice(
        self,
        days: Sequence[NoticeDay],
        name: str,
        at: datetime,
        actor: Actor | str,
        progress: Callable[[int, int, int], None] | None = None,
    ) -> Recalculated:
        """The same, with every running clock projected anew before it returns; each change is an event.

        Raises:
            ValueError: As `add_notice`.
        """
        self.add_notice(days, name, at, actor)
        return self.reproject(at, progress)

    def reproject(self, at: datetime, progress: Callable[[int, int, int], None] | None = None) -> Recalculated:
        """Set every running clock that does not follow them yet to the calendar and the limits that hold now."""
        return self.recount.finish(at, progress)

    def _rules_for(self, calendar: str) -> Rules:
        """The rules that hold now, for a case counted under that calendar: one that is unknown here may be newer."""
        if calendar not in {"", self._rules.calendar.version}:
            self._renew()
        return self._rules

    def _renew(self) -> None:
        """Take over a notice that was loaded in another process."""
        if self._versions.newest() != self._rules.since:
            self._rules = self._versions.rules(self.library.catalogue)

    def calendar(self) -> WorkCalendar:
        """The working days that hold now."""
        return self._rules.calendar

    def catalogue(self) -> Catalogue:
        """Documents and limits."""
        return self.library.catalogue
