"""A result as rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web.language import gettext
from web.simulate import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from web.simulate.result.shown import Namer


def summary(record: Mapping[str, Any], names: Namer) -> Iterator[Sequence[object]]:
    """Every figure with its interval, a line for each: what, of which, figure, unit, low, high."""
    yield [
        gettext("项目"),
        gettext("对象"),
        gettext("指标"),
        gettext("数值"),
        gettext("单位"),
        gettext("下限 95%"),
        gettext("上限 95%"),
    ]
    for key, title in (("cycle", gettext("总历时")), ("approval", gettext("审批用时")), ("span", gettext("跨度用时"))):
        spread = record[key]
        for name in ("mean", "p50", "p90", "p95", "p99") if spread else ():
            yield [title, "", name, spread[name], spread["unit"], *_ends(spread["intervals"][name])]
    for limit in record["limits"]:
        what = [gettext("超期概率"), f"{names.over(limit)} {names.clause(limit['limit'])}", words.limit_figure(limit)]
        yield [*what, limit["breach_probability"], "", *_ends(limit["ci"])]
        elapsed = limit.get("elapsed")
        for name in ("mean", "p50", "p90", "p95", "p99") if elapsed else ():
            ends = _ends(elapsed["intervals"][name])
            yield [gettext("时限实用"), what[1], name, elapsed[name], elapsed["unit"], *ends]
    for step in record["steps"]:
        for key, title in (("waiting", gettext("等候")), ("work", gettext("办理用时")), ("span", gettext("历时"))):
            yield [
                gettext("环节"),
                names.step(step["step"]),
                title,
                step[key]["mean"],
                "hours",
                *_ends(step[key]["ci"]),
            ]
    for pool in record["pools"]:
        name = names.pool(pool["pool"])
        yield [gettext("部门"), name, gettext("人数"), pool["staff"], "", "", ""]
        yield [gettext("部门"), name, gettext("忙碌"), pool["utilisation"], "", *_ends(pool["utilisation_ci"])]
        yield [gettext("部门"), name, gettext("平均排队"), pool["queue_mean"], "", *_ends(pool["queue_ci"])]
        yield [gettext("部门"), name, gettext("最长排队"), pool["queue_longest"], "", "", ""]


def _ends(ends: Sequence[float | None] | None) -> tuple[object, object]:
    return (ends[0], ends[1]) if ends else ("", "")
