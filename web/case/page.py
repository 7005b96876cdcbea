"""What the page of a case shows: put together once for the page, its live parts and its print."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.time import SHANGHAI, parse_moment
from web import definitions
from web.case import commands, diagrams, ledger, timeline, words
from web.case.narrator import Narrator
from web.case.promise import Promise, by_urgency, promise
from web.context import actor, banjie
from web.language import gettext, language
from web.permissions import only_applicant
from web.text import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.cases.definition import Definition
    from engine.events import Event
    from engine.views import CaseView, ClockView, MessageView
    from workflows.catalogue import Limit

LOG_PAGE = 40
LATEST = time(23, 59, 59)


@dataclass(frozen=True)
class Page:
    """A case and what its page derives from it. `asked_at` is the instant of a look at another time, None for now."""

    view: CaseView
    asked_at: datetime | None = None

    @cached_property
    def definition(self) -> Definition:
        return banjie().definition(self.view.process, self.view.version)

    @cached_property
    def diagrams(self) -> tuple[diagrams.Diagram, ...]:
        return diagrams.diagrams(self.view, self.definition.models)

    @cached_property
    def timeline(self) -> timeline.Timeline:
        return timeline.timeline(self.view, banjie().calendar())

    @cached_property
    def promise(self) -> Promise | None:
        return promise(self.view, self.definition.model, banjie().catalogue())

    @property
    def clocks(self) -> list[ClockView]:
        return by_urgency(self.view.clocks)

    @cached_property
    def narrator(self) -> Narrator:
        return Narrator(self.view, self.definition.models)

    @property
    def offered(self) -> list[str]:
        return [] if self.asked_at else commands.offered(self.view)

    @property
    def awaited(self) -> list[MessageView]:
        """The messages that this person may record."""
        return [] if self.asked_at else [m for m in self.view.messages if m.commands]

    @property
    def waits_for(self) -> list[MessageView]:
        """The messages without which the case does not go on, whoever sends them; not what may come besides."""
        waiting = [] if self.asked_at else [m for m in self.view.messages if m.state == "awaited"]
        return [m for m in waiting if definitions.element(self.view, m.token).attached_to is None]

    @property
    def received(self) -> list[tuple[MessageView, list[tuple[str, str]]]]:
        """The messages that came, latest first, each with what it tells."""
        came = [m for m in reversed(self.view.messages) if m.state == "received"]
        return [(m, definitions.shown_form(definitions.element(self.view, m.token), m.data or {})) for m in came]

    @property
    def list_name(self) -> str:
        """What the list is called from which this page was reached."""
        return gettext("我的办件") if only_applicant(actor()) else gettext("全部办件")

    @property
    def application(self) -> list[tuple[str, str]]:
        return definitions.shown_facts(self.view)

    def limit(self, clock: ClockView) -> Limit | None:
        """The limit that a clock counts, as it stands in the catalogue now."""
        catalogue = banjie().catalogue()
        return catalogue.limit(clock.limit) if clock.limit in catalogue else None

    def months(self, clock: ClockView) -> tuple[ledger.LedgerMonth, ...]:
        """The ledger of a clock as a calendar."""
        return ledger.months(clock.reading, local(self.view.at).date())

    def command_title(self, word: str) -> str:
        """How a command is called."""
        return str(commands.WORDS[word].title)

    @property
    def open_steps(self) -> list[Any]:
        return [s for s in self.view.steps if s.state == "open"]

    @property
    def finished_steps(self) -> list[Any]:
        """What the print shows: every step a person finished, in the order of its end."""
        done = [s for s in self.view.steps if s.state == "done"]
        return sorted(done, key=lambda s: s.closed_at or s.opened_at)

    @property
    def incidents(self) -> list[facts.IncidentRaised]:
        solved = {e.fact.incident for e in self.view.events if isinstance(e.fact, facts.IncidentResolved)}
        raised = [e.fact for e in self.view.events if isinstance(e.fact, facts.IncidentRaised)]
        return [fact for fact in raised if fact.incident not in solved]


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the events, the latest first. `before` is the number of the last one shown where more come behind."""

    events: tuple[Event, ...]
    total: int
    before: int | None
    kind: str = ""
    text: str = ""
    said: Mapping[int, str] = field(default_factory=dict)


def log(page: Page, kind: str = "", text: str = "", before: int | None = None) -> Log:
    """The events of one kind whose words hold a text."""
    kept = [e for e in reversed(page.view.events) if not kind or words.group(e.fact) == kind]
    said = {e.seq: page.narrator.say(e.fact) for e in kept}
    if text:
        kept = [e for e in kept if text.casefold() in said[e.seq].casefold()]
    rest = [e for e in kept if before is None or e.seq < before]
    shown = tuple(rest[:LOG_PAGE])
    more = shown[-1].seq if len(rest) > LOG_PAGE else None
    return Log(shown, len(kept), more, kind, text, said)


def asked_at(text: str) -> datetime | None:
    """The instant that an address names: a date means its last second. None for nothing.

    Raises:
        ValueError: It is neither.
    """
    if not text:
        return None
    if len(text) == len("2026-01-01"):
        return datetime.combine(date.fromisoformat(text), LATEST, SHANGHAI)
    return parse_moment(text)


def fingerprint(html: str) -> str:
    """Changes whenever what the page shows does."""
    return hashlib.sha256(f"{language()}{html}".encode()).hexdigest()[:16]


def page_of(case: str, at: datetime | None = None) -> Page:
    """The case for the person who asks; 404 where it is not theirs to see."""
    return Page(definitions.case_for(case, at), at)
