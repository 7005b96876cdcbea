"""The charts of a result: how long it takes against what was promised, queues, and where the time goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from web.charts import Flag
from web.language import gettext
from web.simulate import words
from web.simulate.result import pictures as drawn
from web.simulate.result import shown
from web.text import amount, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.time import WorkCalendar
    from web.simulate.result.pictures import Picture
    from web.simulate.result.shown import Namer, Promise

WHOLE_DAYS = ("working_day", "natural_day")
MIDDLE = 0.5  # of whole days: a bar stands around its day
FEWEST = 2  # bars that make a distribution


@dataclass(frozen=True, slots=True)
class Pictures:
    """The charts of a result. `first`: what passes of the promise for the whole, else of the limit that is broken most,
    else how much approval takes; `is_limit` tells whether it is one of a limit. `others`: those of the other limits.
    """

    first: Picture | None
    is_limit: bool
    others: list[Picture]
    cycle: Picture | None
    queues: list[Picture]
    steps: Picture | None
    whole: list[tuple[str, float, float]]


def pictures(record: Mapping[str, Any], names: Namer, calendar: WorkCalendar) -> Pictures:
    """Draw them."""
    limits = list(_limits(record, names))
    hours, cycle = record["histogram"], record["cycle"]
    in_days = {"edges": [edge / words.DAY for edge in hours["edges"]], "counts": hours["counts"]}
    marks = [
        Flag(cycle[name] / words.DAY, said(words.span(cycle[name])))
        for name, said in _marks()
        if cycle[name] is not None
    ]
    return Pictures(
        first=limits[0] if limits else _approval(record),
        is_limit=bool(limits),
        others=limits[1:],
        cycle=drawn.spread("cycle", in_days, marks, title=gettext("总历时的分布"), unit=gettext("天")),
        queues=drawn.queues(record, calendar, names.pool),
        steps=drawn.steps(record, lambda step: names.step(step["step"])),
        whole=drawn.whole(record),
    )


def _marks() -> list[tuple[str, Callable[[str], str]]]:
    """Quantiles that are drawn in, and how they are said."""
    return [
        ("p50", lambda span: gettext("一半不超过 %(span)s", span=span)),
        ("p90", lambda span: gettext("九成不超过 %(span)s", span=span)),
    ]


def _limits(record: Mapping[str, Any], names: Namer) -> Iterator[Picture]:
    """What passes of each limit: the promise for the whole first, then by how often they are broken."""
    for number, one in enumerate(shown.limits(record, names)):
        picture = _limit(f"limit-{number}", one)
        if picture is not None:
            yield picture


def _limit(ident: str, one: Promise) -> Picture | None:
    """None where nothing was counted, or where there is but one bar."""
    elapsed = one.record.get("elapsed")
    if not elapsed or len(elapsed["histogram"]["counts"]) < FEWEST:
        return None
    unit = elapsed["unit"]
    shift = MIDDLE if unit in WHOLE_DAYS else 0.0
    edges = [edge - shift for edge in elapsed["histogram"]["edges"]]
    flags = [
        Flag(elapsed[name], said(_amount(elapsed[name], unit))) for name, said in _marks() if elapsed[name] is not None
    ]
    if elapsed["line"] is not None:
        flags.append(Flag(elapsed["line"] - shift, gettext("期限 %(figure)s", figure=one.figure), "limit"))
    title = gettext("全程承诺的实际用时") if one.is_whole else f"{one.over} · {one.clause}"
    return drawn.spread(
        ident, {"edges": edges, "counts": elapsed["histogram"]["counts"]}, flags, title=title, unit=_unit(unit)
    )


def _approval(record: Mapping[str, Any]) -> Picture | None:
    """How much approval takes in all."""
    approval = record["approval"]
    counted = record.get("approval_days") or {"edges": [], "counts": []}
    flags = (
        [Flag(approval[name], said(_amount(approval[name], "working_day"))) for name, said in _marks()]
        if approval
        else []
    )
    return drawn.spread("approval", counted, flags, title=gettext("审批用时的分布"), unit=_unit("working_day"))


def _amount(value: float, unit: str) -> str:
    return amount(plain(words.brief(value).replace(",", "")), unit)


def _unit(unit: str) -> str:
    """A unit by itself: what is behind the number."""
    return amount("2", unit).partition(" ")[2]
