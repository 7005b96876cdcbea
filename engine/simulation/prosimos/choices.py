"""What decides in Prosimos: probabilities of flows, attributes of cases and conditions upon them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.simulation.inputs import Distribution
from engine.simulation.prosimos.distributions import number
from workflows.model import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from engine.simulation.prosimos.document import Item
    from workflows.model import ProcessModel

_SUM = 1e-6
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "in")
BY_FORMULA = ("expression", "dtree")  # types of attributes
LAST = -1_000_000_000_000  # the priority of a case that no level is about
_CHOOSING = (Kind.EXCLUSIVE, Kind.INCLUSIVE)


@dataclass(slots=True)
class Attributes:
    """The attributes by their names: the variable each becomes, and whether its values are numbers."""

    variables: dict[str, str] = field(default_factory=dict)
    numeric: dict[str, bool] = field(default_factory=dict)

    def read(self, item: Item, start: datetime) -> tuple[str, Distribution]:
        """The variable of an attribute, and where its values come from."""
        kind, values = item.get("type").text(), item.get("values")
        if kind not in ("discrete", "continuous"):
            raise item.get("type").wrong("an attribute that is discrete or continuous")
        found = number(values, start) if kind == "continuous" else _discrete(values)
        self.told(item, numeric=all(isinstance(value, float | int) for value in found.values))
        return self.name(item), found

    def name(self, item: Item) -> str:
        """The variable that an attribute becomes."""
        return self.variables.setdefault(item.get("name").text(), f"attribute_{len(self.variables)}")

    def told(self, item: Item, *, numeric: bool) -> None:
        """What kind of values an attribute has, which is one wherever it is set."""
        name = item.get("name").text()
        if self.numeric.setdefault(name, numeric) != numeric:
            raise item.wrong(f"values of one kind wherever {name!r} is set")


def _discrete(values: Item) -> Distribution:
    if not isinstance(values.value, list):
        raise values.wrong("a list of keys and their probabilities")
    weights: dict[bool | float | str | None, float] = {
        value.get("key").label(): value.get("value").number() for value in values.items()
    }
    if not weights or min(weights.values()) < 0 or abs(math.fsum(weights.values()) - 1) > _SUM:
        raise values.wrong("probabilities that add up to 1")
    try:
        return Distribution.choice({float(str(key)): weight for key, weight in weights.items()})
    except ValueError:
        return Distribution.choice(weights)


def conditions(root: Item, attributes: Attributes) -> dict[str, str]:
    """The branch rules by their ids, as expressions."""
    return {rule.get("id").text(): _either(rule, attributes) for rule in root.listed("branch_rules")}


def priority(root: Item, attributes: Attributes) -> float | str:
    """The priority of a case by the first of the levels that applies, from 1 on; a case of none comes last."""
    levels = sorted(root.listed("prioritisation_rules"), key=lambda rule: rule.get("priority_level").whole())
    if not levels:
        return 0.0
    found = str(LAST)
    for rule in reversed(levels):
        found = f"if {_either(rule, attributes)} then -{rule.get('priority_level').whole()} else {found}"
    return found


def _either(rule: Item, attributes: Attributes) -> str:
    """The groups of a rule, of which one must hold as a whole."""
    groups = [
        "(" + " and ".join(_comparison(part, attributes) for part in group.items()) + ")"
        for group in rule.get("rules").items()
    ]
    if not groups or "()" in groups:
        raise rule.get("rules").wrong("groups of conditions")
    return " or ".join(groups)


def _comparison(item: Item, attributes: Attributes) -> str:
    name, sign, value = item.get("attribute").text(), item.get("comparison"), item.get("value")
    if name not in attributes.variables:
        raise item.get("attribute").wrong(
            f"an attribute of the file ({', '.join(attributes.variables) or 'it has none'})"
        )
    if sign.value not in _COMPARISONS:
        raise sign.wrong(f"a comparison of {' '.join(_COMPARISONS)}")
    variable, numeric = attributes.variables[name], attributes.numeric[name]
    if sign.value == "in":
        bounds = list(value.items())
        if not numeric or len(bounds) != 2:  # noqa: PLR2004 - from and to
            raise value.wrong("two bounds for an attribute that is a number")
        low = f"{variable} >= {_literal(bounds[0])}"
        return low if bounds[1].value == "inf" else f"{low} and {variable} <= {_literal(bounds[1])}"
    if numeric:
        return f"{variable} {sign.value} {_literal(value)}"
    if sign.value not in ("=", "!="):
        raise sign.wrong(f"= or != for {name!r}, whose values are texts,")
    text = value.label().replace("\\", "\\\\").replace('"', '\\"')
    return f'{variable} {sign.value} "{text}"'


def _literal(item: Item) -> str:
    return format(item.number(), "f")


def gateways(root: Item, model: ProcessModel, rules: dict[str, str]) -> tuple[dict[str, float], dict[str, str]]:
    """What gateways go by: the weights of flows, and the conditions on flows."""
    weights: dict[str, float] = {}
    conditioned: dict[str, str] = {}
    told = {gateway.get("gateway_id").text(): gateway for gateway in root.listed("gateway_branching_probabilities")}
    for element in model.elements.values():
        if element.kind not in _CHOOSING or len(element.outgoing) < 2:  # noqa: PLR2004 - it has no choice
            continue
        if element.id not in told:
            raise root.wrong(f"gateway_branching_probabilities to name the gateway {element.id!r}, which splits,")
        paths = _paths(told[element.id], element.outgoing)
        found = {flow: path.get("condition_id") for flow, path in paths.items() if path.has("condition_id")}
        for flow, rule in found.items():
            if rule.text() not in rules:
                raise rule.wrong("the id of one of branch_rules")
            conditioned[flow] = rules[rule.text()]
        if not found:
            weights |= _shares(told[element.id], paths, exclusive=element.kind is Kind.EXCLUSIVE)
        elif set(element.outgoing) - {*found, element.default}:
            raise told[element.id].wrong("conditions on all flows but the default one, where some have them,")
    return weights, conditioned


def _paths(gateway: Item, outgoing: tuple[str, ...]) -> dict[str, Item]:
    found = {path.get("path_id").text(): path for path in gateway.get("probabilities").items()}
    if set(found) != set(outgoing):
        raise gateway.wrong(f"the flows that leave the gateway ({', '.join(outgoing)})")
    return found


def _shares(gateway: Item, paths: dict[str, Item], *, exclusive: bool) -> dict[str, float]:
    given = {flow: path.get("value").number() for flow, path in paths.items() if path.has("value")}
    rest = 1 - math.fsum(given.values())
    missing = [flow for flow in paths if flow not in given]
    shares = given | {flow: rest / len(missing) for flow in missing}
    if any(not 0 <= share <= 1 + _SUM for share in shares.values()):
        raise gateway.wrong("probabilities from 0 to 1")
    if exclusive and abs(math.fsum(shares.values()) - 1) > 1e-4:  # noqa: PLR2004 - texts of a few digits
        raise gateway.wrong("probabilities that add up to 1")
    return shares
