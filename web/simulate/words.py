"""How the numbers of a simulation read on a page, in the language of the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web.language import gettext, lazy_gettext
from web.text import amount, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflows.catalogue import Catalogue

DAY = 24.0
KEPT = 0.05  # a promise is kept where at most this share of cases breaks it
_SMALL = 0.001

PARTS: Mapping[str, object] = {
    "waiting": lazy_gettext("排队等候"),
    "work": lazy_gettext("办理用时"),
    "outside_hours": lazy_gettext("下班与休息日"),
    "applicant": lazy_gettext("申请人用时"),
    "public_notice": lazy_gettext("公示期"),
    "special_procedure": lazy_gettext("特别程序"),
    "works": lazy_gettext("施工用时"),
}

DISCIPLINES: Mapping[str, object] = {
    "first_in": lazy_gettext("先到先办"),
    "due_date": lazy_gettext("先到期先办"),
    "priority": lazy_gettext("按优先级"),
}

VERDICTS: Mapping[str, object] = {
    "good": lazy_gettext("守得住"),
    "warn": lazy_gettext("还不能断定"),
    "bad": lazy_gettext("守不住"),
    "none": lazy_gettext("没有数据"),
}


def part(code: str) -> str:
    """What time was spent on."""
    return str(PARTS.get(code, code))


def discipline(code: str) -> str:
    """Who is served first."""
    return str(DISCIPLINES.get(code, code))


def verdict_name(code: str) -> str:
    """Whether a limit is kept."""
    return str(VERDICTS[code])


def brief(value: float) -> str:
    """A number with one decimal, or with none where it is large: 3.2, 0.4, 128."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}".removesuffix(".0")  # noqa: PLR2004 - three digits


def span(hours: float | None) -> str:
    """Hours of clock time as people say them: natural days, or hours where it is less than one."""
    if hours is None:
        return "–"
    if hours and hours < DAY:
        return gettext("%(n)s 小时", n=brief(hours))
    days = brief(hours / DAY)
    return gettext("1 天") if days == "1" else gettext("%(n)s 天", n=days)


def cases(number: float) -> str:
    """So many cases, on average or at most."""
    return gettext("1 件") if brief(number) == "1" else gettext("%(n)s 件", n=brief(number))


def between(ends: Sequence[float | None] | None, scale: float = 1.0) -> str:
    """An interval of 95 %, without a unit; nothing where it is not known on both sides."""
    if not ends or ends[0] is None or ends[1] is None:
        return ""
    return f"{brief(ends[0] / scale)}–{brief(ends[1] / scale)}"


def percent(share: float | None) -> str:
    """A share of 1 as per cent: 63%, 4.2%, below 0.1%."""
    if share is None:
        return "–"
    if 0 < share < _SMALL:
        return "<0.1%"
    number = f"{100 * share:.1f}"
    return f"{number.removesuffix('.0')}%"


def percent_between(ends: Sequence[float | None] | None) -> str:
    """An interval of shares."""
    if not ends or ends[0] is None or ends[1] is None:
        return ""
    return f"{percent(ends[0])}–{percent(ends[1])}"


def verdict(limit: Mapping[str, Any]) -> str:
    """Whether a limit is kept in 95 of 100 cases: good and bad only where the whole interval says so."""
    value, ends = limit["breach_probability"], limit["ci"]
    if value is None:
        return "none"
    low, high = ends or (None, None)
    if high is not None and high <= KEPT:
        return "good"
    if low is not None and low > KEPT:
        return "bad"
    return "warn"


def limit_figure(limit: Mapping[str, Any]) -> str:
    """The figure that was simulated, which may be another than the document's."""
    return amount(plain(str(limit["quantity"])), limit["unit"])


def is_changed(limit: Mapping[str, Any], catalogue: Catalogue) -> bool:
    """Whether it was simulated with another figure than the document's."""
    if limit["limit"] not in catalogue:
        return False
    known = catalogue.limit(limit["limit"])
    return (float(known.quantity), str(known.unit)) != (float(limit["quantity"]), limit["unit"])


def seconds(value: float) -> str:
    """What is left of a run."""
    if value < 60:  # noqa: PLR2004 - a minute
        return gettext("不到 1 分钟") if value > 10 else gettext("%(n)s 秒", n=max(1, round(value)))  # noqa: PLR2004
    return gettext("约 %(n)s 分钟", n=round(value / 60))


def size(count: int) -> str:
    """Bytes: 640 kB, 12 MB, 1.3 GB."""
    for unit, many in (("GB", 1e9), ("MB", 1e6)):
        if count >= many:
            return f"{brief(count / many)} {unit}"
    return f"{max(count / 1e3, 1):.0f} kB"
