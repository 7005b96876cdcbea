"""Whether every parallel join can get its tokens, found by playing the token game of each scope to exhaustion.

All choices are left open, so the play covers everything the conditions may say. Where a token stands at an element
that is no join, only its own alternatives are tried: the net is free-choice, so tokens do not disturb each other and
one order of them stands for all (a persistent set in the sense of partial-order reduction). Terminate ends are tried
last, because they do disturb. A flow that can bring a token into a gateway only after the gateway was passed is a loop
drawn straight back into it: its token passes alone, as the engine lets it, and the drawing is warned of, because BPMN
by the letter would wait for both. Of a scope with more markings than the bound, such as one whose tokens multiply, only
what was found on the way is told.
"""

from __future__ import annotations

from collections import Counter, deque
from contextlib import suppress
from itertools import combinations
from typing import TYPE_CHECKING

from workflows.bpmn.finding import Severity
from workflows.bpmn.rules.subject import reach
from workflows.bpmn.vocabulary import ACTIVITIES, ENDS
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import Element

# A token on its way into an element by a flow; where a scope begins the flow is "". A marking is sorted.
Place = tuple[str, str]
Marking = tuple[Place, ...]

MAX_MARKINGS = 4_000  # of one scope
MAX_MARKINGS_IN_ALL = 12_000  # of a process
MAX_TOKENS = 200
MAX_CHOICES = 5  # flows an inclusive choice is tried in all combinations of


class _TooLarge(Exception):  # noqa: N818 - no error: the play just stops
    """The play has more markings than the bound, or tokens."""


def tokens(subject: Subject) -> Iterator[Finding]:
    """The parallel joins that can never go on (errors), and those that may wait for ever (warnings)."""
    left = MAX_MARKINGS_IN_ALL
    for parent, inside in subject.scopes.items():
        joins = [e for e in inside if e.kind is Kind.PARALLEL and len(e.incoming) > 1]
        if not joins:
            continue
        play = _Play(subject, min(MAX_MARKINGS, left))
        yield from _looping_back(subject, inside, play)
        with suppress(_TooLarge):
            play.run(tuple(sorted((e.id, "") for e in subject.starts(parent))))
        left -= play.markings
        again = any(e.kind is Kind.BOUNDARY and e.repeats for e in inside)
        yield from _told(subject, joins, play, again=again)


def _told(subject: Subject, joins: list[Element], play: _Play, *, again: bool) -> Iterator[Finding]:
    """`again`: some event may happen several times, of which the play tries once; then nothing can be excluded."""
    for join in joins:
        count = len(join.incoming)
        if play.complete and join.id not in play.fired:
            yield subject.say(
                f"expected a token on each of its {count} incoming flows, but they can never come together:"
                " it would wait for ever",
                join,
                Severity.WARNING if again else Severity.ERROR,
            )
        elif join.id in play.stuck and not play.inclusive:
            missing = ", ".join(sorted(play.stuck[join.id]))
            yield subject.say(
                f"expected a token on each of its {count} incoming flows, but on some ways none comes by {missing}:"
                " a case may stop here",
                join,
                Severity.WARNING,
            )


def _looping_back(subject: Subject, inside: tuple[Element, ...], play: _Play) -> Iterator[Finding]:
    for join in inside:
        late = sorted(set(join.incoming) - play.awaited(join)) if _is_join(join) else []
        if late:
            yield subject.say(
                f"expected an exclusive gateway before it to take in {', '.join(late)}, which comes back only after it"
                " was passed; it passes alone here, other engines wait for ever",
                join,
                Severity.WARNING,
            )


def _is_join(element: Element) -> bool:
    return element.kind in (Kind.PARALLEL, Kind.INCLUSIVE) and len(element.incoming) > 1


def needed(subject: Subject, join: Element) -> frozenset[str]:
    """The incoming flows that can bring a token before `join` was ever passed."""
    without = {**subject.onward, join.id: ()}
    before = reach((e.id for e in subject.starts(join.parent)), without)
    return frozenset(name for name in join.incoming if subject.model.flows[name].source in before - {join.id})


class _Play:
    """One exhaustive play. `fired` are the joins that went on, `stuck` those at which tokens were left for good, with
    the flows that brought none; `complete` says that every marking was seen, `inclusive` that an inclusive join was
    played, more freely than it runs.
    """

    def __init__(self, subject: Subject, most: int) -> None:
        self._subject = subject
        self._most = most
        self.markings = 0
        self._ways: dict[str, tuple[tuple[Place, ...], ...]] = {}
        self._waits: dict[str, frozenset[str]] = {}
        self.fired: set[str] = set()
        self.stuck: dict[str, set[str]] = {}
        self.inclusive = False
        self.complete = False

    def run(self, start: Marking) -> None:
        """Plays from `start` until every marking was seen."""
        seen, todo = {start}, deque([start])
        while todo:
            for after in self._moves(todo.popleft()):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
            self.markings = len(seen)
            if self.markings > self._most:
                raise _TooLarge
        self.complete = True

    def _moves(self, marking: Marking) -> Iterator[Marking]:
        elements = self._subject.model.elements
        free = [place for place in marking if place[1] not in self.awaited(elements[place[0]])]
        free.sort(key=lambda place: elements[place[0]].kind is Kind.TERMINATE)
        if free:
            place = free[0]
            if elements[place[0]].kind is not Kind.TERMINATE:
                rest = Counter(marking) - Counter([place])
                for way in self._alternatives(elements[place[0]]):
                    yield self._marking(rest, way)
            return
        yield from self._join_moves(marking)

    def _join_moves(self, marking: Marking) -> Iterator[Marking]:
        """Every token waits at a join: those that are complete go on."""
        waiting = Counter(marking)
        went = False
        for name in dict.fromkeys(name for name, _ in marking):
            element = self._subject.model.elements[name]
            for taken in self._taken(element, waiting):
                went = True
                self.fired.add(name)
                for way in self._alternatives(element):
                    yield self._marking(waiting - Counter(taken), way)
        if not went:
            for name, _ in marking:
                came = {flow for at, flow in marking if at == name}
                missing = self.awaited(self._subject.model.elements[name]) - came
                self.stuck.setdefault(name, set()).update(missing)

    def _taken(self, element: Element, waiting: Counter[Place]) -> Iterator[tuple[Place, ...]]:
        """The sets of tokens that the join may take now."""
        places = tuple((element.id, flow) for flow in sorted(self.awaited(element)))
        present = tuple(place for place in places if waiting[place])
        if element.kind is Kind.INCLUSIVE:
            self.inclusive = True
            yield present
        elif len(present) == len(places):
            yield places

    def awaited(self, element: Element) -> frozenset[str]:
        """The flows on which a token waits at `element`; none where it passes."""
        if element.id not in self._waits:
            self._waits[element.id] = needed(self._subject, element) if _is_join(element) else frozenset()
        return self._waits[element.id]

    def _marking(self, rest: Counter[Place], way: tuple[Place, ...]) -> Marking:
        found = tuple(sorted((rest + Counter(way)).elements()))
        if len(found) > MAX_TOKENS:
            raise _TooLarge
        return found

    def _alternatives(self, element: Element) -> tuple[tuple[Place, ...], ...]:
        """The sets of tokens that one token at `element` may become."""
        if element.id not in self._ways:
            done: list[tuple[Place, ...]] = [()] if element.kind in ENDS else self._departures(element)
            self._ways[element.id] = tuple(dict.fromkeys(self._with_boundaries(element, done)))
        return self._ways[element.id]

    def _departures(self, element: Element) -> list[tuple[Place, ...]]:
        flows = self._subject.outgoing(element)
        places = {flow.id: (flow.target, flow.id) for flow in flows}
        if element.kind in (Kind.EXCLUSIVE, Kind.EVENT_GATEWAY) and flows:
            return [(place,) for place in places.values()]
        conditional = [f.id for f in flows if f.condition is not None and f.id != element.default]
        if element.kind is Kind.PARALLEL or not conditional:
            return [tuple(places.values())]
        if len(conditional) > MAX_CHOICES:
            raise _TooLarge
        always = tuple(places[f.id] for f in flows if f.condition is None and f.id != element.default)
        found = [
            (*always, *(places[name] for name in some))
            for count in range(len(conditional) + 1)
            for some in combinations(conditional, count)
        ]
        fallback = (places[element.default],) if element.default in places else ()
        return [way or fallback for way in found if way or fallback]

    def _with_boundaries(self, element: Element, done: list[tuple[Place, ...]]) -> Iterator[tuple[Place, ...]]:
        """`done`, or what an interrupting boundary event makes of it, with any of the others beside it."""
        events = self._subject.boundaries.get(element.id, ()) if element.kind in ACTIVITIES else ()
        beside = [e for e in events if not e.interrupting]
        if len(beside) > MAX_CHOICES:
            raise _TooLarge
        exits = [*done, *(way for e in events if e.interrupting for way in self._departures(e))]
        for count in range(len(beside) + 1):
            for some in combinations(beside, count):
                extra = tuple(place for e in some for way in self._departures(e) for place in way)
                for way in exits:
                    yield (*way, *extra)
