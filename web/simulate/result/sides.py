"""Scenarios side by side: every figure in each of them, and how it differs from the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from web.charts import Whisker
from web.language import gettext
from web.simulate import words
from web.simulate.result import pictures as drawn
from web.text import amount, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from web.simulate.result.pictures import Picture
    from web.simulate.result.shown import Namer

KINDS = {"lower": "good", "higher": "bad"}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure in every scenario, and each difference from the first: what, interval, and good, bad or none."""

    name: str
    under: str
    values: tuple[str, ...]
    differences: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as a page shows it: rows under their heads, and charts for each scenario but the first."""

    titles: tuple[str, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    pictures: tuple[tuple[str, tuple[Picture, ...]], ...]


def compared(record: Mapping[str, Any], names: Namer) -> Compared:
    """Everything that is compared."""
    rows = [{one["figure"]: one for one in pair["differences"]} for pair in record["comparisons"]]
    groups = {
        gettext("用时"): _spans(),
        gettext("超期的概率"): [
            (
                f"breach of {limit['limit']}",
                names.over(limit),
                f"{names.clause(limit['limit'])} · {words.limit_figure(limit)}",
            )
            for limit in record["scenarios"][0]["limits"]
        ],
        gettext("排队等候"): _of_pools("waiting at", record, names),
        gettext("人员忙碌"): _of_pools("utilisation of", record, names),
    }
    made = {title: tuple(filter(None, (_line(*one, rows) for one in wanted))) for title, wanted in groups.items()}
    for title in (gettext("排队等候"), gettext("人员忙碌")):  # of a dozen departments those with a difference
        made[title] = tuple(line for line in made[title] if any(kind != "none" for *_, kind in line.differences))
    pairs = enumerate(record["comparisons"])
    return Compared(
        tuple(one["title"] for one in record["scenarios"]),
        tuple((title, lines) for title, lines in made.items() if lines),
        tuple((pair["second"], tuple(_drawn(number, pair, names, record))) for number, pair in pairs),
    )


def _spans() -> list[tuple[str, str, str]]:
    quantiles = {"mean": gettext("平均"), "p50": gettext("居中的办件"), "p90": gettext("90% 的办件不超过")}
    kinds = {"approval": gettext("审批用时"), "cycle": gettext("总历时")}
    return [(f"{kind} {q}", f"{said} · {name}", "") for kind, said in kinds.items() for q, name in quantiles.items()]


def _of_pools(kind: str, record: Mapping[str, Any], names: Namer) -> list[tuple[str, str, str]]:
    return [(f"{kind} {pool['pool']}", names.pool(pool["pool"]), "") for pool in record["scenarios"][0]["pools"]]


def _line(figure: str, name: str, under: str, rows: list[dict[str, Any]]) -> Line | None:
    """None where no scenario has the figure."""
    found = [row.get(figure) for row in rows]
    first = next((one for one in found if one is not None), None)
    if first is None or first["first"] is None:
        return None
    values = [said(first["first"], first["unit"])]
    values += [said(one["second"], one["unit"]) if one else "–" for one in found]
    return Line(name, under, tuple(values), tuple(_difference(one) for one in found))


def _difference(one: Mapping[str, Any] | None) -> tuple[str, str, str]:
    if one is None or one["difference"] is None:
        return "–", "", "none"
    if one["verdict"] == "same":
        return gettext("相同"), "", "none"
    kind = "sure" if one["figure"].startswith("utilisation") else "bad"  # busier is neither better nor worse
    kind = {"higher": kind, "lower": "sure" if kind == "sure" else "good"}.get(one["verdict"], "none")
    ends = one["ci"]
    between = _between(*(signed(end, one["unit"]) for end in ends)) if ends and None not in ends else ""
    return signed(one["difference"], one["unit"]), between, kind


def _between(low: str, high: str) -> str:
    """An interval: the unit is said once, behind both ends."""
    unit = low.lstrip("+−0123456789.,")
    return f"{low.removesuffix(unit)} … {high}" if high.endswith(unit) else f"{low} … {high}"


def said(value: float | None, unit: str) -> str:
    """A figure in its unit."""
    if value is None:
        return "–"
    if unit == "share":
        return words.percent(value)
    if unit == "working_days":
        return amount(plain(words.brief(value).replace(",", "")), "working_day")
    return words.span(value) if unit == "hours" else words.brief(value)


def signed(value: float, unit: str) -> str:
    """A difference with its sign; shares in points of a hundred."""
    size = abs(value)
    nothing = round(100 * size if unit == "share" else size, 1) == 0
    sign = "" if nothing else "+" if value > 0 else "−"
    if unit == "share":
        return gettext("%(n)s 个百分点", n=f"{sign}{words.brief(100 * size)}")
    return f"{sign}{said(size, unit)}"


def _drawn(number: int, pair: Mapping[str, Any], names: Namer, record: Mapping[str, Any]) -> Iterator[Picture]:
    """Charts of the differences that have intervals: time in working days, breaches in points of a hundred."""
    found = {one["figure"]: one for one in pair["differences"]}
    times = [(f"approval {q}", said_) for q, said_ in _quantiles().items()]
    breaches = [(f"breach of {one['limit']}", names.over(one)) for one in record["scenarios"][0]["limits"]]
    title = gettext("审批用时的差")
    for part, wanted, scale, unit, head in (
        ("time", times, 1.0, _working_days(), title),
        ("breach", breaches, 100.0, gettext("百分点"), gettext("超期概率的差")),
    ):
        whiskers = [w for figure, label in wanted if (w := _whisker(found.get(figure), label, scale)) is not None]
        picture = drawn.differences(f"difference-{number}-{part}", head, unit, whiskers)
        if picture is not None:
            yield picture


def _working_days() -> str:
    return amount("2", "working_day").partition(" ")[2]


def _quantiles() -> dict[str, str]:
    return {"mean": gettext("平均"), "p50": gettext("半数"), "p90": gettext("九成")}


def _whisker(one: Mapping[str, Any] | None, label: str, scale: float) -> Whisker | None:
    if one is None or one["difference"] is None or not one["ci"] or None in one["ci"] or one["verdict"] == "same":
        return None
    low, high = (scale * end for end in one["ci"])
    kind = KINDS.get(one["verdict"], "none")
    return Whisker(label, scale * one["difference"], low, high, signed(one["difference"], one["unit"]), kind)
