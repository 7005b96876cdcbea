"""How many limits were broken and by how much: by clause and by department, over all pages of the list."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from engine.queries.breaches import over_now, parts, query
from models import tables as t

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.cases.rules import Rules
    from engine.queries.breaches import BreachFilter

_K = t.clocks.c


@dataclass(frozen=True, slots=True)
class BreachTotal:
    """The breaches of one clause by one department. `over` is their sum in `unit`; `open` of them still run."""

    document: str
    clause: str
    department: str | None
    unit: str
    count: int
    open: int
    over: Decimal


def breach_totals(connection: Connection, rules: Rules, wanted: BreachFilter, at: datetime) -> tuple[BreachTotal, ...]:
    """Totals over everything that the filter wants, those with the most breaches first.

    What was judged is added up by the database; what still runs is read, because how much it is over depends on `at`.
    """
    judged, going = (query(wanted).where(*part) for part in parts(at))
    key = (_K.document, _K.clause, _K.department, _K.unit)
    grouped = judged.with_only_columns(*key, _K.over, sa.func.count().label("number")).group_by(*key, _K.over)
    found = [(_key(row), row.number, 0, Decimal(row.over or 0) * row.number) for row in connection.execute(grouped)]
    found.extend((_key(row), 1, 1, Decimal(over_now(row, rules, at) or 0)) for row in connection.execute(going))
    return _added(found)


def _key(row: Any) -> tuple[str, str, str | None, str]:
    return row.document, row.clause, row.department, row.unit


def _added(found: Iterable[tuple[tuple[str, str, str | None, str], int, int, Decimal]]) -> tuple[BreachTotal, ...]:
    sums: dict[tuple[str, str, str | None, str], tuple[int, int, Decimal]] = {}
    for key, count, running, over in found:
        known = sums.get(key, (0, 0, Decimal(0)))
        sums[key] = known[0] + count, known[1] + running, known[2] + over
    totals = (BreachTotal(*key, *amounts) for key, amounts in sums.items())
    return tuple(sorted(totals, key=lambda total: -total.count))
