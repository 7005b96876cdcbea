"""What a page shows of a result: its numbers with the names and clauses that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from web.definitions import clause
from web.language import gettext
from web.names import department
from web.simulate import words
from web.simulate.places import follows
from web.simulate.result import heat
from web.text import amount, plain, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.simulation.inputs import Limit as Measured
    from web.simulate.form.asking import Subject
    from web.simulate.result.heat import Spot
    from workflows.catalogue import Catalogue, Limit
    from workflows.model import ProcessModel

STAFF = "staff"  # who does steps of which the diagram names no department


@dataclass(frozen=True, slots=True)
class Namer:
    """Names of what a result speaks of by id."""

    process: str
    models: Mapping[str, ProcessModel]
    catalogue: Catalogue

    def pool(self, name: str | None) -> str:
        """A queue: the department's name."""
        return gettext("经办人员") if name == STAFF else department(name)

    def step(self, key: str) -> str:
        """A step, from `<process>/<element>`; with the process where it is another than the one simulated."""
        process, _, element = key.rpartition("/")
        model = self.models.get(process or self.process)
        known = model.elements.get(element) if model else None
        if model is None or known is None:
            return key
        after = follows(model, known)
        name = term(known.name) or element
        return gettext("%(step)s（“%(before)s”之后）", step=name, before=term(after.name)) if after else name

    def clause(self, limit: str) -> str:
        """Where a limit stands."""
        return clause(limit.partition("@")[0])

    def limit(self, name: str) -> Limit | None:
        """The limit of the catalogue."""
        found = name.partition("@")[0]
        return self.catalogue.limit(found) if found in self.catalogue else None

    def over(self, limit: Mapping[str, Any]) -> str:
        """What a limit spans."""
        known = self.limit(limit["limit"])
        if known is not None and known.scope == "process" and known.authority == "promised":
            return gettext("全程")
        if limit["element"]:
            return self.step(limit["element"])
        if known is not None and known.step:
            return term(known.step)
        return gettext("全程")


def namer(about: Subject) -> Namer:
    """The names of a process."""
    return Namer(about.process, about.definition.models, about.catalogue)


@dataclass(frozen=True, slots=True)
class Promise:
    """A limit in a result: the record, what it spans, its verdict (good, warn, bad, none)."""

    record: Mapping[str, Any]
    over: str
    clause: str
    figure: str
    verdict: str
    changed: bool
    is_whole: bool


def scale(promises: list[Promise]) -> float:
    """Where the bars of breaches end: beyond every interval, and at 10 % at least."""
    ends: list[float] = [end for one in promises for end in (one.record["ci"] or ()) if end is not None]
    return min(1.0, max([0.1, *(1.1 * end for end in ends)]))


def limits(record: Mapping[str, Any], names: Namer) -> list[Promise]:
    """Every limit: the promise for the whole first, then those that are broken most."""
    found = [_promise(limit, names) for limit in record["limits"]]
    return sorted(found, key=lambda one: (not one.is_whole, -(one.record["breach_probability"] or 0.0)))


def promises(limits: Iterable[Measured], names: Namer) -> list[tuple[str, str]]:
    """Limits to choose from: the id that a run knows, and what it spans with its figure and clause."""
    rows = [
        {"limit": one.id, "element": one.element, "quantity": float(one.rule.quantity), "unit": one.rule.unit.value}
        for one in limits
    ]
    found = [_promise({**row, "breach_probability": None, "ci": None}, names) for row in rows]
    found.sort(key=lambda one: not one.is_whole)
    return [(one.record["limit"], named(one)) for one in found]


def named(one: Promise) -> str:
    """A limit in a line."""
    figure = "" if one.figure in one.over else f" · {one.figure}"
    return gettext("%(over)s%(figure)s（%(clause)s）", over=one.over, figure=figure, clause=one.clause)


def _promise(limit: Mapping[str, Any], names: Namer) -> Promise:
    known = names.limit(limit["limit"])
    return Promise(
        record=limit,
        over=names.over(limit),
        clause=names.clause(limit["limit"]),
        figure=words.limit_figure(limit),
        verdict=words.verdict(limit),
        changed=known is not None and words.is_changed({**limit, "limit": known.id}, names.catalogue),
        is_whole=known is not None and known.scope == "process" and known.authority == "promised",
    )


@dataclass(frozen=True, slots=True)
class Headline:
    """The first words of a result: the sentence, and the figures (name, value, interval)."""

    sentence: str
    figures: tuple[tuple[str, str, str], ...]
    whole: Promise | None


def headline(record: Mapping[str, Any], names: Namer) -> Headline:
    """What a reader takes home."""
    whole = next((one for one in limits(record, names) if one.is_whole), None)
    figures = []
    approval, cycle = record["approval"], record["cycle"]
    for name, title in (("p50", gettext("居中的办件")), ("p90", gettext("90% 的办件不超过"))):
        if approval:
            ends = words.between(approval["intervals"][name])
            figures.append((gettext("审批用时 · %(what)s", what=title), _days(approval[name]), ends))
    for name, title in (("p50", gettext("居中的办件")), ("p90", gettext("90% 的办件不超过"))):
        ends = words.between(cycle["intervals"][name], _scale(cycle[name]))
        figures.append((gettext("总历时 · %(what)s", what=title), words.span(cycle[name]), ends))
    return Headline(_sentence(record, whole), tuple(figures), whole)


def _days(value: float | None) -> str:
    return "–" if value is None else amount(plain(words.brief(value).replace(",", "")), "working_day")


def _scale(hours: float | None) -> float:
    """What a span is shown in."""
    return 1.0 if hours is not None and hours < words.DAY else words.DAY


def _sentence(record: Mapping[str, Any], whole: Promise | None) -> str:
    if whole is not None and whole.record["breach_probability"] is not None:
        share, ends = whole.record["breach_probability"], words.percent_between(whole.record["ci"])
        interval = gettext("（95%% 区间 %(ends)s）", ends=ends) if ends else ""
        return gettext(
            "全程承诺 %(figure)s，按此方案有 %(share)s 的办件超期%(interval)s。",
            figure=whole.figure, share=words.percent(share), interval=interval,
        )  # fmt: skip
    worst = max(record["limits"], key=lambda one: one["breach_probability"] or 0.0, default=None)
    if worst is None or not worst["breach_probability"]:
        return gettext("按此方案，没有时限被超过。") if record["limits"] else gettext("本流程没有绑定时限。")
    return gettext("最易超期的一项时限，按此方案有 %(share)s 超期。", share=words.percent(worst["breach_probability"]))


def spot(one: Spot) -> dict[str, Any]:
    """A spot as the drawing wants it: what is written at the element and how hot it is."""
    return {
        "element": one.element,
        "name": term(one.name),
        "grades": one.grades,
        "waiting": words.span(one.waiting) if one.waiting is not None else "",
        "busy": words.percent(one.busy) if one.busy is not None else "",
    }


def heat_keys() -> list[tuple[str, list[str]]]:
    """What each colour of the heat map means: of waiting, and of busyness."""
    return [
        ("waiting", _steps([words.span(bound) for bound in heat.WAITS])),
        ("busy", _steps([words.percent(bound) for bound in heat.BUSY])),
    ]


def _steps(bounds: list[str]) -> list[str]:
    return [f"< {bounds[0]}", *(f"≥ {bound}" for bound in bounds)]
