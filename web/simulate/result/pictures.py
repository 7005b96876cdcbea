"""The charts of a result, each drawn twice: wide, and narrow for a phone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from web.charts import Course, Flag, Frame, Shade, Stack, Whisker, course, distribution, stacks, whiskers
from web.language import gettext, language
from web.simulate import words
from web.text import MONTHS_EN, holiday

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markupsafe import Markup

    from engine.time import WorkCalendar

NARROW, HALF, WHOLE = 360.0, 560.0, 1060.0
SHORT_COURSE = 120  # days, up to which weekends are shaded too
MOST_STEPS = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its name and the table of its numbers: its heads, and rows of words."""

    title: str
    drawing: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def both(frame: Frame, draw: Callable[[Frame], Markup]) -> Markup:
    """The chart for a desk and for a phone; the style sheet shows one of them."""
    return draw(frame) + draw(replace(frame, ident=f"{frame.ident}-n", width=NARROW))


# ── how long it takes ────


def spread(ident: str, found: Mapping[str, Any], flags: Sequence[Flag], *, title: str, unit: str) -> Picture | None:
    """The distribution of `edges` and `counts`, in the unit that the edges have."""
    edges, counts = found["edges"], found["counts"]
    total = sum(counts)
    if not total or len(edges) < 2:  # noqa: PLR2004 - a bin has two
        return None
    shares = [count / total for count in counts]
    told = gettext("共 %(n)s 件。", n=f"{total:,}") + " ".join(f"{flag.label}。" for flag in flags)
    frame = Frame(ident, title, told, unit, HALF)
    rows = _running(edges, shares)
    drawing = both(frame, lambda one: distribution(one, edges, shares, flags))
    return Picture(title, drawing, (unit, gettext("占比"), gettext("累计")), rows)


def _running(edges: Sequence[float], shares: Sequence[float]) -> tuple[tuple[str, ...], ...]:
    """Ten rows or so: where the share so far stands."""
    step = -(-len(shares) // 12)
    rows = []
    done = 0.0
    for begin in range(0, len(shares), step):
        part = sum(shares[begin : begin + step])
        done += part
        end = edges[min(begin + step, len(shares))]
        ends = f"{words.brief(edges[begin])}–{words.brief(end)}"
        rows.append((ends, words.percent(part), words.percent(min(done, 1.0))))
    return tuple(rows)


# ── queues ────


def queues(record: Mapping[str, Any], calendar: WorkCalendar, name: Callable[[str], str]) -> list[Picture]:
    """The course of every queue that ever had anybody in it, the longest first."""
    known = record.get("course")
    if not known:
        return []
    first = date.fromisoformat(known["origin"][:10])
    last = max((_last(values) for values in known["queues"].values()), default=0)
    found = []
    ranked = sorted(known["queues"].items(), key=lambda item: -sum(item[1]))
    highest = max((max(values, default=0) for values in known["queues"].values()), default=0)
    for number, (pool, values) in enumerate(ranked):
        one = Course(first, known["hours"], values[:last])
        if not one.values or max(one.values) < 0.05:  # noqa: PLR2004 - nobody waits there
            continue
        found.append(_queue(f"queue-{number}", one, name(pool), shades(calendar, one), highest))
    return found


def _queue(ident: str, one: Course, name: str, shaded: Sequence[Shade], highest: float) -> Picture:
    mean, most = sum(one.values) / len(one.values), max(one.values)
    told = gettext("平均 %(mean)s 件，最多 %(most)s 件。", mean=words.brief(mean), most=words.brief(most))
    shared = highest if most > highest / 6 else most
    frame = Frame(ident, name, told, gettext("件"), WHOLE)
    drawing = both(frame, lambda each: course(each, one, shaded, _month, highest=shared))
    return Picture(name, drawing, (gettext("月份"), gettext("平均排队"), gettext("最长排队")), _by_month(one))


def _last(values: Sequence[float]) -> int:
    """Up to where there is anything."""
    return next((n + 1 for n in range(len(values) - 1, -1, -1) if values[n] > 0), 0)


def _month(first: date) -> str:
    if language() == "en":
        return MONTHS_EN[first.month - 1] + (f" {first.year}" if first.month == 1 else "")
    return gettext("%(n)s 月", n=first.month)


def _by_month(one: Course) -> tuple[tuple[str, ...], ...]:
    months: dict[str, list[float]] = {}
    for number, value in enumerate(one.values):
        day = one.first + timedelta(hours=number * one.hours)
        months.setdefault(f"{day:%Y-%m}", []).append(value)
    return tuple((m, words.brief(sum(v) / len(v)), words.brief(max(v))) for m, v in months.items())


def shades(calendar: WorkCalendar, one: Course) -> list[Shade]:
    """Stretches of days without work that have a holiday in them; in a short course weekends too."""
    found: list[Shade] = []
    day, end = max(one.first, calendar.first), min(one.first + timedelta(days=int(one.days) + 1), calendar.last)
    begin: date | None = None
    names: list[str] = []
    while day <= end:
        known = calendar.day(day)
        if known.working:
            found += _shade(begin, day, names, one)
            begin, names = None, []
        else:
            begin = begin or day
            kind, _, said = known.why.partition(": ")
            if kind == "holiday" and holiday(said) not in names:
                names.append(holiday(said))
        day += timedelta(days=1)
    return [*found, *_shade(begin, day, names, one)]


def _shade(begin: date | None, day: date, names: Sequence[str], one: Course) -> list[Shade]:
    if begin is None or (not names and one.days > SHORT_COURSE):
        return []
    return [Shade(begin, day - timedelta(days=1), gettext("、").join(names))]


# ── where time goes ────


def whole(record: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """The parts of the time of all steps of a case: code, hours, share."""
    hours = {code: value for code, value in record["time"].items() if value}
    total = sum(hours.values())
    return [(code, value, value / total) for code, value in hours.items()] if total else []


def steps(record: Mapping[str, Any], name: Callable[[Mapping[str, Any]], str]) -> Picture | None:
    """What a case's time at each step is made of, in natural days; the longest, in the order of the diagram."""
    cases = max(record["ended"], 1)
    rows = []
    for one in record["steps"]:
        per_case = one["count"] / cases
        waiting, work, span = (one[key]["mean"] or 0.0 for key in ("waiting", "work", "span"))
        parts = _parts(one["kind"], waiting, work, span)
        rows.append((name(one), [value * per_case / words.DAY for value in parts]))
    longest = sorted(rows, key=lambda row: -sum(row[1]))[:MOST_STEPS]
    shown = [row for row in rows if row in longest and sum(row[1]) > 0.005]  # noqa: PLR2004 - seven minutes
    if not shown:
        return None
    bars = [Stack(label, values, words.span(sum(values) * words.DAY)) for label, values in shown]
    kinds = list(words.PARTS)
    frame = Frame("steps", gettext("每件在各环节的时间"), _longest(bars), gettext("天"), WHOLE)
    drawing = both(frame, lambda each: stacks(each, bars, [(words.part(code), f"part-{code}") for code in kinds]))
    heads = (gettext("环节"), *(words.part(code) for code in kinds[:3]), gettext("合计"))
    table = tuple(
        (bar.label, *(words.span(v * words.DAY) if v else "–" for v in _short(bar.values)), bar.said) for bar in bars
    )
    return Picture(frame.title, drawing, heads, table)


def _parts(kind: str, waiting: float, work: float, span: float) -> list[float]:
    """A step's hours by part: those of approval are waited, worked, or outside of office hours."""
    codes = list(words.PARTS)
    values = dict.fromkeys(codes, 0.0)
    if kind in values:
        values[kind] = span
    else:
        values |= {"waiting": waiting, "work": work, "outside_hours": max(span - waiting - work, 0.0)}
    return [values[code] for code in codes]


def _short(values: Sequence[float]) -> tuple[float, float, float]:
    return values[0], values[1], sum(values[2:])


def _longest(bars: Sequence[Stack]) -> str:
    top = max(bars, key=lambda bar: sum(bar.values))
    return gettext("最久的是“%(step)s”：%(span)s。", step=top.label, span=top.said)


# ── comparison ────


def differences(ident: str, title: str, unit: str, rows: Sequence[Whisker]) -> Picture | None:
    """Differences with their intervals: left of the line is shorter, or rarer."""
    if not rows:
        return None
    told = " ".join(f"{row.label} {row.said}。" for row in rows)
    drawing = both(Frame(ident, title, told, unit, HALF), lambda one: whiskers(one, rows))
    table = tuple((row.label, row.said, f"{words.brief(row.low)} – {words.brief(row.high)}") for row in rows)
    return Picture(title, drawing, (gettext("指标"), gettext("差"), gettext("95% 区间")), table)
