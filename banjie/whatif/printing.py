"""The answer of a simulation as text for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from banjie.terminal import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DAY = 24.0
_ROWS = 12


def lines(document: Mapping[str, Any]) -> Iterator[str]:
    """What `banjie simulate` prints without --json, from what it would print with it."""
    yield f"{document['process']}  {document['name']}"
    open_cases = f", {document['open']} open at the end" if document["open"] else ""
    yield (
        f"{document['cases']} cases × {document['replications']}, seed {document['seed']}, {document['mode']}, "
        f"{document['seconds']:.2f} s{open_cases}"
    )
    yield ""
    yield from _table(
        ["days" if _long(document) else "hours", "mean", "95 %", "p50", "p90", "p95", "p99"], _spreads(document)
    )
    yield ""
    if document["limits"]:
        head = [
            "limit",
            "figure",
            "breach",
            "95 %",
            "over",
            "mean",
            "p50",
            "p90",
            "p99",
            "most days with",
            "in breaches",
        ]
        yield from _table(head, _limits(document["limits"]))
        yield ""
    if document["pools"]:
        head = ["pool", "staff", "busy", "95 %", "queue", "longest", "wait, h", "rank"]
        yield from _table(head, _pools(document))
        yield ""
    yield from _table(["step", "count", "wait, h", "work, h", "open, h"], _steps(document["steps"]))
    yield from _more(document)


def _more(document: Mapping[str, Any]) -> Iterator[str]:
    for comparison in document.get("comparisons", ()):
        yield ""
        yield f"{comparison['second']} against {comparison['first']}"
        yield from (f"  {row['words']}" for row in comparison["differences"])
    if document.get("open_cases"):
        yield ""
        yield from _table(
            ["open case", "limit", "too late from", "breach", "95 %"], _open_cases(document["open_cases"])
        )
    for key in ("minimum_staff", "shortest"):
        if key in document:
            yield ""
            yield document[key]["words"]


def _open_cases(cases: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    rows = []
    for case in cases:
        if case["limits"] is None:
            rows.append([case["number"], "its past cannot be played again", "–", "–", "–"])
        for limit in case["limits"] or ():
            chance, ci = _percent(limit["breach_probability"]), _interval(limit["ci"], 0.01, "%")
            rows.append([case["number"], limit["limit"], (limit["deadline"] or "–")[:16], chance, ci])
    return rows


def _long(document: Mapping[str, Any]) -> bool:
    return (document["cycle"]["mean"] or 0.0) > 2 * _DAY


def _spreads(document: Mapping[str, Any]) -> list[list[str]]:
    by = _DAY if _long(document) else 1.0
    rows = [_spread("cycle", document["cycle"], by)]
    for name, label in (("approval", "approval, working days"), ("span", "span, working days")):
        if document[name]:
            rows.append(_spread(label, document[name], 1.0))
    return rows


def _spread(label: str, spread: Mapping[str, Any], by: float) -> list[str]:
    quantiles = [_number(spread[name], by) for name in ("p50", "p90", "p95", "p99")]
    return [label, _number(spread["mean"], by), _interval(spread["ci"], by), *quantiles]


def _limits(limits: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            limit["limit"],
            f"{limit['quantity']:g} {limit['unit'].replace('_', ' ')}",
            _percent(limit["breach_probability"]),
            _interval(limit["ci"], 0.01, "%"),
            _number(limit["mean_over"], 1.0),
            *(_number(limit["elapsed"][name], 1.0) for name in ("mean", "p50", "p90", "p99")),
            ", ".join(f"{one['department']} {one['share']:.0%}" for one in limit["departments"][:2]),
            ", ".join(f"{one['department']} {one['share']:.0%}" for one in limit["breach_departments"][:2]) or "–",
        ]
        for limit in limits
    ]


def _pools(document: Mapping[str, Any]) -> list[list[str]]:
    ranks = {one["pool"]: one["rank"] for one in document["bottlenecks"]}
    pools = sorted(document["pools"], key=lambda pool: ranks.get(pool["pool"], len(ranks) + 1))
    return [
        [
            pool["pool"],
            str(pool["staff"]),
            _percent(pool["utilisation"]),
            _interval(pool["utilisation_ci"], 0.01, "%"),
            _number(pool["queue_mean"], 1.0),
            str(pool["queue_longest"]),
            _number(pool["waiting"]["mean"], 1.0),
            str(ranks.get(pool["pool"], "–")),
        ]
        for pool in pools
    ]


def _steps(steps: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    shown = sorted((step for step in steps if step["count"]), key=lambda step: -step["share"])
    return [
        [
            f"{step['step']}  {step['name']}",
            str(step["count"]),
            *(_number(step[key]["mean"], 1.0) for key in ("waiting", "work", "span")),
        ]
        for step in shown[:_ROWS]
    ]


def _number(value: float | None, by: float) -> str:
    return "–" if value is None else f"{value / by:.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _interval(ends: Sequence[float | None] | None, by: float, unit: str = "") -> str:
    if ends is None:
        return "–"
    low, high = ("?" if end is None else f"{end / by:.{1 if unit else 2}f}{unit}" for end in ends)
    return f"{low} to {high}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    return table((head, *rows), figures=True)
