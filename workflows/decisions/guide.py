"""The guide: from the facts of a project to its process, matters, materials, exemptions and limits, each with the
rule that says so. The tables are the DMN files in `bpmn/<place>/`, the facts those of `facts/<place>.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflows.decisions.facts import FOLDER as FACTS
from workflows.decisions.facts import FactSheet, read_facts
from workflows.decisions.reader import read_tables
from workflows.decisions.tables import DecisionError, DecisionTable, Fired, Result, decide
from workflows.places import Place, Places

if TYPE_CHECKING:
    from collections.abc import Mapping

BPMN = Path(__file__).parents[2] / "bpmn"
TABLES = ("project_type", "exemptions", "matters", "materials", "limits")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Why:
    """A rule that fired: its table, its text in our words, the clause it rests on, and the tests that matched."""

    table: str
    rule: str
    text: str
    clause: str
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A matter, a material or an exemption. `details` are the further columns of its table (department, stage;
    matter, tolerable, basis; on_commitment).
    """

    id: str
    name: str
    english: str
    clause: str
    text: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Guidance:
    """What a project needs. `process` is the id of the diagram, None where no process fits or it cannot be said yet;
    `project_type` the same, `none` where none fits. `missing` names the facts without which (more of) it cannot be
    said; `assumed` those that nobody gave, that were presumed and that the answer rests on; `ignored` names that
    mean nothing here.
    """

    place: str
    process: str | None
    project_type: str | None
    matters: tuple[Item, ...] = ()
    materials: tuple[Item, ...] = ()
    exempt: tuple[Item, ...] = ()
    limits: tuple[str, ...] = ()
    why: tuple[Why, ...] = ()
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """The tables and the facts of one place."""

    place: str
    tables: Mapping[str, DecisionTable]
    sheet: FactSheet

    @classmethod
    def load(cls, place: str, bpmn: Path = BPMN, facts: Path = FACTS) -> Guide:
        """The guide of a place, by its id.

        Raises:
            DecisionError: the place has no tables, or one of them cannot be read.
        """
        sheet = facts / f"{place}.toml"
        files = {name: bpmn / place / f"{name}.dmn" for name in TABLES}
        absent = [path.name for path in (sheet, *files.values()) if not path.is_file()]
        if absent:
            raise DecisionError(f"Expected place {place!r} to have a guide, but it lacks {', '.join(absent)}.")
        tables = {name: _table(path, name) for name, path in files.items()}
        return cls(place, tables, read_facts(sheet))

    def guide(self, facts: Mapping[str, Any]) -> Guidance:
        """What the project with these facts needs (see `Guidance`).

        Raises:
            DecisionError: a fact is of the wrong kind; the sentence names it.
        """
        described = self.sheet.describe(facts)
        answer = self._answer(described.values)
        rests_on = tuple(name for name in described.assumed if self._answer(_without(described.values, name)) != answer)
        kind, *rest = answer
        found = _Found(self.place, rests_on, described.ignored)
        if kind.outputs is None:
            return found.guidance(None, None, (), kind.missing)
        project_type = str(kind.outputs["project_type"])
        if not rest:
            return found.guidance(None, project_type, answer, ())
        missing = tuple(dict.fromkeys(name for result in rest for name in result.missing))
        return found.guidance(str(kind.outputs["process"]), project_type, answer, missing)

    def _answer(self, facts: Mapping[str, Any]) -> tuple[Result, ...]:
        """What the tables say, in their order; the first alone where it finds no project type."""
        kind = decide(self.tables["project_type"], facts)
        if kind.outputs is None or kind.outputs["project_type"] == NONE:
            return (kind,)
        known = {**facts, "project_type": kind.outputs["project_type"]}
        return (kind, *(decide(self.tables[name], known) for name in TABLES[1:]))


@dataclass(frozen=True, slots=True)
class _Found:
    place: str
    assumed: tuple[str, ...]
    ignored: tuple[str, ...]

    def guidance(
        self, process: str | None, project_type: str | None, answer: tuple[Result, ...], missing: tuple[str, ...]
    ) -> Guidance:
        by_table = {result.table: result for result in answer}
        limits = by_table["limits"].fired if "limits" in by_table else ()
        return Guidance(
            place=self.place,
            process=process,
            project_type=project_type,
            matters=_items(by_table.get("matters")),
            materials=_items(by_table.get("materials")),
            exempt=_items(by_table.get("exemptions")),
            limits=tuple(dict.fromkeys(str(fired.outputs["limit"]) for fired in limits)),
            why=tuple(why for result in answer for why in _why(result)),
            missing=missing,
            assumed=self.assumed,
            ignored=self.ignored,
        )


def guided(places: Places) -> tuple[Place, ...]:
    """The places that have a guide."""
    return tuple(place for place in places if (FACTS / f"{place.id}.toml").is_file())


@cache
def guide_of(place: str) -> Guide:
    """The guide of a place, by its id or name; read once.

    Raises:
        CatalogueError: there is no such place.
        DecisionError: it has no guide.
    """
    return Guide.load(Places.load().place(place).id)


def guide(facts: Mapping[str, Any], place: str = "shanwei") -> Guidance:
    """What a project with these facts needs at `place` (see `Guide.guide`)."""
    return guide_of(place).guide(facts)


def as_record(guidance: Guidance) -> dict[str, Any]:
    """The guidance as JSON has it."""
    return {
        "place": guidance.place,
        "process": guidance.process,
        "project_type": guidance.project_type,
        "matters": [_item_record(item) for item in guidance.matters],
        "materials": [_item_record(item) for item in guidance.materials],
        "exempt": [_item_record(item) for item in guidance.exempt],
        "limits": list(guidance.limits),
        "why": [
            {"table": why.table, "rule": why.rule, "text": why.text, "clause": why.clause, "matched": list(why.matched)}
            for why in guidance.why
        ],
        "missing": list(guidance.missing),
        "assumed": list(guidance.assumed),
        "ignored": list(guidance.ignored),
    }


def _item_record(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "english": item.english,
        "clause": item.clause,
        "text": item.text,
        **{name: _plain(value) for name, value in item.details.items()},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def _table(path: Path, name: str) -> DecisionTable:
    tables = {table.id: table for table in read_tables(path.read_bytes(), path.name)}
    if name not in tables:
        raise DecisionError(f"Expected {path.name} to hold decision {name!r}, but it holds {', '.join(tables)}.")
    return tables[name]


def _why(result: Result) -> tuple[Why, ...]:
    return tuple(
        Why(result.table, fired.rule.id, fired.rule.text, _clause(fired), fired.matched) for fired in result.fired
    )


def _clause(fired: Fired) -> str:
    return fired.rule.annotations.get("clause", "")


def _without(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key != name}


def _items(result: Result | None) -> tuple[Item, ...]:
    """Each id once, as the first rule has it."""
    items: dict[str, Item] = {}
    for fired in result.fired if result else ():
        columns = dict(fired.outputs)
        key, name, english = (str(columns.pop(column)) for column in ("id", "name", "english"))
        items.setdefault(key, Item(key, name, english, _clause(fired), fired.rule.text, columns))
    return tuple(items.values())
