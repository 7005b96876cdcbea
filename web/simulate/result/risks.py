"""The open cases of a forecast as a page shows them: each with its limits and how likely they are broken, the most
endangered first.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import TYPE_CHECKING, Any

from web.language import gettext, lazy_gettext
from web.simulate import words
from web.text import last_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from web.simulate.result.shown import Namer

SHOWN = 25  # cases on a page
LIKELY, POSSIBLE = 0.5, 0.05
LATE, PROBABLE, AT_RISK, SAFE, UNKNOWN = "late", "likely", "possible", "safe", "unknown"
# From the worst: what a case is called by its likeliest breach.
GROUPS: Mapping[str, object] = {
    LATE: lazy_gettext("已有时限超期"),
    PROBABLE: lazy_gettext("很可能超期"),
    AT_RISK: lazy_gettext("有超期风险"),
    SAFE: lazy_gettext("大概率按时"),
    UNKNOWN: lazy_gettext("不能推算"),
}
SORTS = ("risk", "deadline", "number")


@dataclass(frozen=True, slots=True)
class Line:
    """A limit of a case: what it spans, clause, figure (empty where the span names it), how likely it is broken
    (`group`), until when (`counting` without a deadline: its clock is paused).
    """

    over: str
    clause: str
    figure: str
    probability: float
    interval: str
    deadline: datetime | None
    counting: bool
    group: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A case. `lines`: the limits that may be broken or that run; `quiet`: how many others there are. `until`: when the
    pauses that are on are taken to end.
    """

    case: str
    number: str
    lamp: str
    paused: bool
    step: str | None
    department: str | None
    deadline: datetime | None
    group: str
    worst: float
    lines: tuple[Line, ...]
    quiet: int
    until: tuple[datetime, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class Risks:
    """A page of them. `counts`: by group, over all; `sentence` sums them up; `of`: how many are listed altogether."""

    opened_at: datetime
    total: int
    of: int
    counts: Mapping[str, int]
    sentence: str
    rows: tuple[Risk, ...]
    sort: str
    group: str
    page: int
    pages: int


def risks(record: Mapping[str, Any], names: Namer, wanted: Mapping[str, str]) -> Risks:
    """The page that `sort`, `group` and `page` of an address ask for; words that it does not know are passed over."""
    figures = {limit["limit"]: limit for limit in record["limits"]}
    every = [_risk(one, figures, names, record.get("asked")) for one in record["open_cases"]]
    counts = Counter(one.group for one in every)
    sort = wanted.get("sort", "") if wanted.get("sort") in SORTS else SORTS[0]
    group = wanted.get("group", "") if wanted.get("group") in GROUPS else ""
    rows = sorted((one for one in every if group in ("", one.group)), key=_KEYS[sort])
    rows.sort(key=lambda one: not one.asked)
    pages = max(-(-len(rows) // SHOWN), 1)
    number = wanted.get("page", "")
    page = min(max(int(number), 1), pages) if number.isascii() and number.isdigit() and len(number) < 6 else 1  # noqa: PLR2004
    return Risks(
        opened_at=datetime.fromisoformat(record["opened_at"]),
        total=len(every),
        of=len(rows),
        counts={name: counts[name] for name in GROUPS if counts[name]},
        sentence=_sentence(len(every), counts),
        rows=tuple(rows[(page - 1) * SHOWN : page * SHOWN]),
        sort=sort,
        group=group,
        page=page,
        pages=pages,
    )


def _risk(one: Mapping[str, Any], figures: Mapping[str, Any], names: Namer, asked: str | None) -> Risk:
    lines = [_line(limit, figures, names) for limit in one["limits"] or ()]
    told = [line for line in lines if line.probability > 0 or line.counting]
    open_ended = [line.probability for line in lines if line.group != LATE]
    worst = max(open_ended, default=-1.0)
    certain = UNKNOWN if one["limits"] is None else LATE if len(open_ended) < len(lines) else None
    return Risk(
        case=one["case"],
        number=one["number"],
        lamp=one["lamp"],
        paused=one["on_hold"],
        step=one["step"],
        department=one["department"],
        deadline=_instant(one["deadline"]),
        group=certain or group_of(worst),
        worst=worst,
        lines=tuple(sorted(told, key=lambda line: (line.group != LATE, -line.probability))),
        quiet=len(lines) - len(told),
        until=tuple(datetime.fromisoformat(pause["until"]) for pause in one.get("paused", ())),
        asked=one["case"] == asked,
    )


def _line(limit: Mapping[str, Any], figures: Mapping[str, Any], names: Namer) -> Line:
    share, known = limit["breach_probability"], figures[limit["limit"]]
    over, figure = names.over(known), words.limit_figure(known)
    return Line(
        over=over,
        clause=names.clause(limit["limit"]),
        figure="" if figure in over else figure,
        probability=share,
        interval=words.percent_between(limit["ci"]),
        deadline=_instant(limit["deadline"]),
        counting=limit["counting"],
        group=LATE if limit["broken"] else group_of(share),
    )


def group_of(share: float) -> str:
    """What a probability is called."""
    return PROBABLE if share >= LIKELY else AT_RISK if share >= POSSIBLE else SAFE


def group_name(code: str) -> str:
    """A group's name."""
    return str(GROUPS[code])


def _sentence(total: int, counts: Mapping[str, int]) -> str:
    if not total:
        return gettext("本流程现在没有在办件。")
    said = [gettext("%(n)s 件%(what)s", n=counts[name], what=group_name(name)) for name in GROUPS if counts[name]]
    return gettext("现有 %(n)s 件在办：", n=total) + gettext("，").join(said) + gettext("。")


_ORDER = list(GROUPS)
_KEYS = {
    "risk": lambda one: (_ORDER.index(one.group), -one.worst, _due(one), one.number),
    "deadline": lambda one: (_due(one), one.number),
    "number": lambda one: one.number,
}


def _due(one: Risk) -> float:
    return one.deadline.timestamp() if one.deadline else inf


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def table(record: Mapping[str, Any], names: Namer) -> Iterator[Sequence[object]]:
    """Every limit of every open case, a line for each, for a spreadsheet."""
    yield [
        gettext("办件编号"),
        gettext("当前环节"),
        gettext("当前部门"),
        gettext("管哪一段"),
        gettext("条款"),
        gettext("期限"),
        gettext("超期概率"),
        gettext("下限 95%"),
        gettext("上限 95%"),
        gettext("截止"),
        gettext("判断"),
    ]
    figures = {limit["limit"]: limit for limit in record["limits"]}
    for one in record["open_cases"]:
        where = [one["number"], one["step"] or "", names.pool(one["department"]) if one["department"] else ""]
        if one["limits"] is None:
            yield [*where, "", "", "", "", "", "", "", group_name(UNKNOWN)]
        for limit in one["limits"] or ():
            line = _line(limit, figures, names)
            figure = words.limit_figure(figures[limit["limit"]])
            what = [line.over, line.clause, figure, line.probability, *limit["ci"]]
            yield [*where, *what, last_day(line.deadline), group_name(line.group)]
