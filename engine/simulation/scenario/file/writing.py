"""Writes a scenario as TOML with comments, for a planner to edit; reading it gives the very same scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.simulation.scenario.file.toml_text import (
    array,
    array_of_tables,
    draw_text,
    inline,
    key_text,
    one_line,
    pairs,
    quoted,
    value_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.simulation.inputs import Batch
    from engine.simulation.scenario.values import (
        ArrivalPlan,
        CalendarPlan,
        LimitPlan,
        ParallelPlan,
        PoolPlan,
        Scenario,
        Season,
        StepPlan,
        Urgency,
    )
    from workflows.model import ProcessModel

_HEAD = """\
# A scenario for `banjie simulate {process} --scenario FILE`. Whatever you leave out gets its default again.
# Distributions: fixed (value); uniform (low, high); triangular (low, mode, high); normal, lognormal and gamma (mean,
# deviation); exponential (mean); empirical (values); histogram (edges, weights); choice (values, weights of facts).
# Units of spans: working_hours and working_days of the calendar that applies; hours, days and weeks of clock time.
"""
_ASSUMED = """\
# What the defaults go by: the work of a step takes at most `limit_share` of its limit nine times of ten; `first_choice`
# is how often the decision drawn first is taken; `correction` how often a step sends back; staff are busy at most for
# `utilisation` of their hours; `fact` is how often a condition upon facts that nobody told holds.
"""
_ABOUT = {
    "arrivals": "# When cases come: `rate` per day, week, month or year (Poisson, in working time), `gap`,\n"
    "# `instants`. Weights that shape a rate: weekdays (7, Monday first), hours (24, or 7 times 24), made_up (of a\n"
    "# made-up working day), months (12). Factors: seasons = [{ from = 2026-02-01, to = 2026-02-14, factor = 1.5 }].",
    "calendars": "# Office hours, upon the State's calendar of holidays and made-up days unless holidays = false.",
    "pools": "# Who works: people by calendar, in shifts, on leave; `shared`: pools whose staff help here.\n"
    "# `pace` of a shift and `paces` of shared pools: how many times as long as usual their work takes.\n"
    "# discipline: first_in, due_date (earliest deadline first) or priority.",
    "steps": "# How long the work of each step takes, who does it (pool), and how often each decision is taken.\n"
    "# `batch = { size = 5 }` lets cases be done together; `priority` may be conditions (docs/scenario.md).",
    "branches": "# Shares of sequence flows, where no decision and no fact decides.",
    "facts": "# Facts of the cases and how often they are so.",
    "timers": "# When messages come, and timers other than the diagram says.",
    "instances": "# How often is done what is done several times.",
    "parallel": "# [[parallel]] steps = […]: done at the same time, though drawn one after the other: ids, or\n"
    "# lists of ids that stay in order.",
    "sequence": "# [[sequence]] steps = […]: done one after the other in this order, though drawn in parallel.",
    "limits": "# Policies other than the documents': quantity, unit, or removed = true; extended: the share of\n"
    "# cases in which somebody extends the limit, by what its document allows.",
}


def to_toml(
    scenario: Scenario, models: Mapping[str, ProcessModel] | None = None, offered: Sequence[ParallelPlan] | None = None
) -> str:
    """The scenario as a file. With `models`, comments tell the names of steps and what they stand under; with
    `offered` (see `reshaping.offers`), in which other order they could be done.
    """
    names = _Names(models or {})
    lines = [
        _HEAD.format(process=one_line(scenario.process)),
        f"process = {quoted(scenario.process)}{names.process(scenario)}",
    ]
    lines += [f"{key} = {value}" for key, value in _scalars(scenario).items() if value is not None]
    given = scenario.assumptions
    shares = ("limit_share", "first_choice", "correction", "utilisation", "fact", "rate")
    lines += ["", _ASSUMED + "[assumptions]", *(f"{key} = {value_text(getattr(given, key))}" for key in shares)]
    if scenario.arrivals is not None:
        lines += ["", _ABOUT["arrivals"], "[arrivals]", *pairs(_arrivals(scenario.arrivals))]
    lines += _reshaping("parallel", [_steps(plan.steps) for plan in scenario.parallel], aloud=offered is not None)
    lines += [
        f"# [[parallel]]\n# steps = {_steps(plan.steps)}" for plan in offered or () if plan not in scenario.parallel
    ]
    turns = [array(turn.steps) or "[]" for turn in scenario.sequence]
    lines += _reshaping("sequence", turns, aloud=offered is not None)
    tables: dict[str, dict[str, dict[str, str]]] = {
        "calendars": {name: _calendar(plan) for name, plan in scenario.calendars.items()},
        "pools": {name: _pool(plan) for name, plan in scenario.pools.items()},
        "steps": {name: _step(plan) for name, plan in scenario.steps.items()},
        "limits": {name: _limit(plan) for name, plan in scenario.limits.items()},
    }
    for key, plans in tables.items():
        lines += ["", _ABOUT[key]] if plans else []
        for name, plan in plans.items():
            lines += ["", *names.about(key, name), f"[{key}.{key_text(name)}]", *pairs(plan)]
    draws = {"facts": scenario.facts, "timers": scenario.timers, "instances": scenario.instances}
    flat = {"branches": {name: value_text(weight) for name, weight in scenario.branches.items()}}
    flat |= {key: {name: draw_text(draw) for name, draw in found.items()} for key, found in draws.items()}
    for key, entries in flat.items():
        lines += ["", _ABOUT[key], f"[{key}]", *pairs({key_text(n): v for n, v in entries.items()})] if entries else []
    return "\n".join(lines) + "\n"


def _reshaping(key: str, found: list[str], *, aloud: bool) -> list[str]:
    """The tables of another order; `aloud`: with what can be said there, also where nothing is."""
    lines = ["", _ABOUT[key]] if found or aloud else []
    for place, steps in enumerate(found):
        lines += [*([""] if place else []), f"[[{key}]]", f"steps = {steps}"]
    return lines


def _steps(groups: tuple[tuple[str, ...], ...]) -> str:
    return "[" + ", ".join(quoted(group[0]) if len(group) == 1 else array(group) or "[]" for group in groups) + "]"


class _Names:
    """What the diagrams call things, as comments."""

    def __init__(self, models: Mapping[str, ProcessModel]) -> None:
        self.models = models

    def process(self, scenario: Scenario) -> str:
        """The name of the process."""
        model = self.models.get(scenario.process)
        return f"  # {one_line(model.name)}" if model is not None and model.name else ""

    def about(self, key: str, name: str) -> Iterator[str]:
        """The name of a step and the limits upon it."""
        if key != "steps":
            return
        process, _, element = name.rpartition("/")
        for model in self.models.values():
            found = model.elements.get(element)
            if found is not None and process in ("", model.id):
                limits = ", ".join(binding.limit for binding in found.limits)
                yield f"# {one_line(found.name or found.id)}{f' ({limits})' if limits else ''}"
                return


def _scalars(scenario: Scenario) -> dict[str, str | None]:
    return {
        "start": None if scenario.start is None else scenario.start.isoformat(),
        "cases": None if scenario.cases is None else str(scenario.cases),
        "horizon": None if scenario.horizon is None else f"{value_text(scenario.horizon)}  # days",
        "warm_up": f"{value_text(scenario.warm_up)}  # days whose cases are not counted",
        "seed": str(scenario.seed),
        "replications": str(scenario.replications),
        "limit_calendar": None if scenario.limit_calendar is None else quoted(scenario.limit_calendar),
    }


def _arrivals(plan: ArrivalPlan) -> dict[str, str]:
    found = {"rate": None if plan.rate is None else value_text(plan.rate), "per": quoted(plan.per)}
    found |= {"calendar": quoted(plan.calendar), "gap": None if plan.gap is None else draw_text(plan.gap)}
    rows = [array(row) or "[]" for row in plan.hours]
    found |= {
        "weekdays": array(plan.weekdays),
        "hours": f"[{', '.join(rows)}]" if len(rows) > 1 else "".join(rows) or None,
        "made_up": None if plan.made_up is None else value_text(plan.made_up),
        "months": array(plan.months),
        "seasons": array_of_tables([_season(season) for season in plan.seasons]),
        "instants": array(plan.instants),
        "opening": "true" if plan.opening else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _season(season: Season) -> dict[str, str]:
    found = {"from": season.first.isoformat(), "to": season.last.isoformat(), "factor": value_text(season.factor)}
    return found | ({"name": quoted(season.name)} if season.name else {})


def _calendar(plan: CalendarPlan) -> dict[str, str]:
    slots = ", ".join(array(slot) or "" for slot in plan.hours)
    closures = [
        {"from": span.first.isoformat(), "to": span.last.isoformat(), "name": quoted(span.name)}
        for span in plan.closures
    ]
    found = {
        "hours": f"[{slots}]" if plan.hours else None,
        "weekdays": None if plan.weekdays is None else array(plan.weekdays) or "[]",
        "holidays": value_text(plan.holidays),
        "every": None if plan.every is None else str(plan.every),
        "since": None if plan.since is None else plan.since.isoformat(),
        "closures": array_of_tables(closures),
        "extra": array(plan.extra),
    }
    return {key: value for key, value in found.items() if value is not None}


def _pool(plan: PoolPlan) -> dict[str, str]:
    shifts = [
        {"count": str(shift.count), "calendar": quoted(shift.calendar)}
        | ({} if shift.pace == 1 else {"pace": value_text(shift.pace)})
        for shift in plan.shifts
    ]
    leave = [
        {"people": str(each.people), "from": each.first.isoformat(), "to": each.last.isoformat()} for each in plan.leave
    ]
    found = {
        "count": str(plan.count),
        "calendar": quoted(plan.calendar),
        "discipline": quoted(plan.discipline),
        "shifts": array_of_tables(shifts),
        "leave": array_of_tables(leave),
        "shared": array(plan.shared),
        "paces": inline({key_text(name): value_text(pace) for name, pace in plan.paces.items()})
        if plan.paces
        else None,
        "in_turn": "true" if plan.in_turn else None,
    }
    return {key: value for key, value in found.items() if value is not None}


def _step(plan: StepPlan) -> dict[str, str]:
    weights = {key_text(name): value_text(weight) for name, weight in plan.decisions.items()}
    fields = {key_text(name): draw_text(draw) for name, draw in plan.fields.items()}
    durations = {key_text(name): draw_text(draw) for name, draw in plan.durations.items()}
    found = {
        "duration": None if plan.duration is None else draw_text(plan.duration),
        "pool": None if plan.pool is None else quoted(plan.pool),
        "calendar": None if plan.calendar is None else quoted(plan.calendar),
        "priority": _priority(plan.priority),
        "decisions": inline(weights) if weights else None,
        "fields": inline(fields) if fields else None,
        "durations": inline(durations) if durations else None,
        "batch": None if plan.batch is None else _batch(plan.batch),
    }
    return {key: value for key, value in found.items() if value is not None}


def _priority(priority: float | tuple[Urgency, ...] | None) -> str | None:
    if not isinstance(priority, tuple):
        return None if priority is None else value_text(priority)
    rules = ({"when": quoted(each.when), "priority": value_text(each.priority)} for each in priority)
    return array_of_tables([{key: value for key, value in rule.items() if value != '""'} for rule in rules])


def _batch(plan: Batch) -> str:
    found = {
        "size": None if plan.size is None else str(plan.size),
        "wait": None if plan.wait is None else value_text(plan.wait),
        "opens": None if plan.opens is None else quoted(plan.opens),
        "most": None if plan.most is None else str(plan.most),
        "together": None if plan.together else "false",
        "factors": inline({str(n): value_text(f) for n, f in plan.factors.items()}) if plan.factors else None,
        "alone": value_text(plan.alone) if plan.alone else None,
    }
    return inline({key: value for key, value in found.items() if value is not None})


def _limit(plan: LimitPlan) -> dict[str, str]:
    found = {"quantity": None if plan.quantity is None else value_text(plan.quantity)}
    found |= {"unit": None if plan.unit is None else quoted(plan.unit), "removed": value_text(plan.removed)}
    found |= {"extended": value_text(plan.extended) if plan.extended else None}
    return {key: value for key, value in found.items() if value is not None}
