"""What a scenario says otherwise than the default one, in words. What the form shows has a line for each change; of
anything else it is only said that there is more.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as names_of
from itertools import chain
from typing import TYPE_CHECKING

from engine.simulation import SimulationError, compile_model
from engine.simulation.scenario import Assumptions, Scenario, load
from web.language import gettext
from web.limits import figure
from web.simulate import words
from web.simulate.form import coming, orders
from web.simulate.form.asking import deciding
from web.simulate.form.asking import label as fact_label
from web.simulate.form.fields import shares, texts
from web.simulate.form.hidden import hidden
from web.simulate.form.labels import label, order, people, rate, span
from web.simulate.form.typed import number
from web.simulate.result import shown
from web.text import amount, plain, term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.simulation.network import Compiled
    from web.simulate.form.asking import Subject
    from web.simulate.result.shown import Namer
    from web.simulate.store import Kept


LONGEST_TITLE = 40  # characters of a change in the name of a scenario


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: `after`, and `before` in the default scenario (empty: there is none of it)."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change that the form could show; `more`: there are others."""

    lines: tuple[Change, ...]
    more: bool


def scenarios(one: Kept) -> tuple[str, ...]:
    """The scenarios of a simulation that is kept, as files: of a comparison all, where it was kept with them."""
    if one.kind == "comparison":
        found = [column.get("scenario") for column in one.result["scenarios"]]
        if all(found):
            return tuple(found)
    return (one.scenario,)


def of_text(about: Subject, text: str, usual: Callable[[Subject], Scenario]) -> Changes | None:
    """The changes of a scenario's file against the `usual` one; None where it does not fit the process (any more)."""
    try:
        scenario = about.completed(load(text.encode(), gettext("方案文件")))
        return changes(about, scenario, usual(about))
    except SimulationError:
        return None


def changes(about: Subject, scenario: Scenario, usual: Scenario) -> Changes:
    """The changes of a scenario in which everything is said, against the default one.

    Where assumptions were changed, steps and facts are told against the defaults that follow from these: one line says
    what was assumed, instead of one for each step.

    Raises:
        SimulationError: The diagrams hold what the simulation does not know.
    """
    base = usual
    if scenario.assumptions != usual.assumptions:
        told = Scenario(
            usual.process,
            start=usual.start,
            assumptions=scenario.assumptions,
            arrivals=usual.arrivals,
            pools=usual.pools,
        )
        base = about.completed(told)
    compiled = compile_model(about.definition.models, about.process)
    found = _Found(about, compiled, scenario, base)
    return Changes(tuple(found.lines()), hidden(scenario, base, found.choices))


def title_of(found: Changes) -> str:
    """What a scenario is called that nobody gave a name: by the first of its changes and how many there are."""
    if not found.lines:
        return gettext("改动的方案") if found.more else gettext("默认方案")
    first = found.lines[0]
    said = f"{first.what} {first.before} → {first.after}" if first.before else f"{first.what} {first.after}"
    short = said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1]}…"
    number = len(found.lines)
    return short if number == 1 else gettext("%(first)s 等 %(n)s 处改动", first=short, n=number)


class _Found:
    """The changes, part by part."""

    def __init__(self, about: Subject, compiled: Compiled, scenario: Scenario, base: Scenario) -> None:
        self.names: Namer = shown.namer(about)
        self.compiled, self.scenario, self.base = compiled, scenario, base
        self.choices = deciding(compiled, scenario)
        self.now: Mapping[str, str] = texts(scenario, self.choices)
        self.before: Mapping[str, str] = texts(base, self.choices)

    def lines(self) -> Iterator[Change]:
        """All of them: first what a policy changes, last how it is run."""
        return chain(
            self._orders(),
            self._limits(),
            self._staff(),
            self._arrivals(),
            self._steps(),
            self._facts(),
            self._assumptions(),
            self._run(),
        )

    def _differ(self, *names: str) -> bool:
        return any(name in self.now and self.now[name] != self.before.get(name, "") for name in names)

    def _run(self) -> Iterator[Change]:
        if self.scenario.cases and self._differ("cases"):
            before, now = (words.cases(one.cases or 0) for one in (self.base, self.scenario))
            yield Change(label("cases"), before, now)
        if self._differ("start"):
            yield Change(label("start"), self.before["start"], self.now["start"])
        if self._differ("warm_up"):
            before, now = (amount(found["warm_up"], "natural_day") for found in (self.before, self.now))
            yield Change(label("warm_up"), before, now)

    def _arrivals(self) -> Iterator[Change]:
        if self._differ("rate", "per"):
            before = rate(self.before["rate"], self.before["per"]) if "rate" in self.before else ""
            yield Change(label("rate"), before, rate(self.now["rate"], self.now["per"]))
        for name in ("arrivals.weekdays", "arrivals.hours", "arrivals.months"):
            if self._differ(name):
                before, now = (_listed(found.get(name, "")) or gettext("均匀") for found in (self.before, self.now))
                yield Change(f"{label('arrivals')} · {label(name)}", before, now)
        if self._differ(f"{coming.PREFIX}seasons") and self.scenario.arrivals:
            for one in self.scenario.arrivals.seasons:
                days = gettext("%(first)s 至 %(last)s", first=one.first, last=one.last)
                what = one.name or gettext("时节")
                yield Change(f"{label('arrivals')} · {what}", "", f"{days} × {number(one.factor)}")

    def _staff(self) -> Iterator[Change]:
        for name in self.scenario.pools:
            who = self.names.pool(name)
            count, hours, turn = (f"pool.{name}.{part}" for part in ("count", "hours", "discipline"))
            if self._differ(count):
                before = people(self.before[count]) if count in self.before else ""
                yield Change(f"{who} · {label('count')}", before, people(self.now[count]))
            if self._differ(hours):
                office = gettext("与国家办公时间相同")
                before, now = (_listed(found.get(hours, "")) or office for found in (self.before, self.now))
                yield Change(f"{who} · {label('hours')}", before, now)
            if turn in self.before and self._differ(turn):
                before, now = (words.discipline(found[turn]) for found in (self.before, self.now))
                yield Change(f"{who} · {label('discipline')}", before, now)

    def _steps(self) -> Iterator[Change]:
        for name, step in self.scenario.steps.items():
            usual = self.base.steps.get(name)
            node = self.compiled.find(name)[0]
            who, field = self.names.step(node.key), f"step.{name}.typical"
            if step.duration is not None:
                given = usual.duration if usual else None
                now = span(self.now[field], step.duration.unit)
                before = span(self.before[field], given.unit) if given else ""
                if now != before:
                    yield Change(f"{who} · {label('typical')}", before, now)
            if name not in self.choices:
                continue
            called = {decision.value: term(decision.label) for decision in node.element.decisions}
            for value in shares(step, self.choices[name]):
                field = f"step.{name}.share.{value}"
                if self._differ(field):
                    yield Change(f"{who} · {called[value]}", self._percent(field), f"{self.now[field]}%")

    def _percent(self, field: str) -> str:
        return f"{self.before[field]}%" if field in self.before else ""

    def _limits(self) -> Iterator[Change]:
        for name, plan in self.scenario.limits.items():
            known = self.names.limit(name)
            if known is None:
                continue
            what = f"{term(known.step) if known.step else term(known.procedure)} · {self.names.clause(name)}"
            if plan.removed:
                yield Change(what, figure(known), gettext("不设期限"))
                continue
            if plan.quantity is not None or plan.unit is not None:
                now = plain(known.quantity) if plan.quantity is None else number(plan.quantity)
                yield Change(what, figure(known), amount(now, plan.unit or known.unit))
            if plan.extended:
                share = words.percent(plan.extended)
                yield Change(what, gettext("不延长"), gettext("%(share)s 的办件延长一次", share=share))

    def _orders(self) -> Iterator[Change]:
        for one in orders.named((*self.scenario.parallel, *self.scenario.sequence), self.compiled):
            yield Change(label("orders"), "", order(one))

    def _facts(self) -> Iterator[Change]:
        for name in self.scenario.facts:
            field = f"fact.{name}"
            if self._differ(field):
                yield Change(term(fact_label(name, self.compiled)), self._percent(field), f"{self.now[field]}%")

    def _assumptions(self) -> Iterator[Change]:
        """Told against what nobody changed: `rate` is told by the arrivals."""
        told, usual = self.scenario.assumptions, Assumptions()
        for name in (one.name for one in names_of(Assumptions)):
            before, now = getattr(usual, name), getattr(told, name)
            if name != "rate" and now != before:
                yield Change(label(name), words.percent(before), words.percent(now))


def _listed(text: str) -> str:
    """A list as it is typed, with what stands between its parts in the language of the page."""
    return text.replace("，", gettext("、"))
