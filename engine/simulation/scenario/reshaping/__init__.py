"""Policies that change the order of things: steps in parallel that a diagram draws one after the other, and the
opposite. Pure: the models of a scenario come out of those of the library, which stay as they are.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.simulation.scenario.values import ScenarioError
from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.simulation.scenario.values import Scenario
    from workflows.model import ProcessModel

NAMED = (Kind.STEP, Kind.SUB_PROCESS, Kind.CALL)
_FEWEST = 2


def reshaped(models: Mapping[str, ProcessModel], scenario: Scenario) -> Mapping[str, ProcessModel]:
    """The models as the scenario has them: first what it does in parallel, then what it does in sequence. Without
    either, the models as they came.

    Raises:
        ScenarioError: It names what is not there, or cannot be done so; the sentence says what is in the way.
    """
    if not scenario.parallel and not scenario.sequence:
        return models
    from engine.simulation.scenario.reshaping.parallel import in_parallel  # noqa: PLC0415 - few scenarios need it
    from engine.simulation.scenario.reshaping.sequence import in_sequence  # noqa: PLC0415 - the same

    found = dict(models)
    for place, plan in enumerate(scenario.parallel, 1):
        with _told(f"parallel {place}"):
            process, groups = _located(found, scenario.process, plan.steps)
            found[process] = in_parallel(found[process], groups, found, scenario)
    for place, turn in enumerate(scenario.sequence, 1):
        with _told(f"sequence {place}"):
            process, groups = _located(found, scenario.process, [(step,) for step in turn.steps])
            found[process] = in_sequence(found[process], [step for (step,) in groups], found, scenario)
    return found


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(f"{error} ({where}).") from error


def _located(
    models: Mapping[str, ProcessModel], main: str, groups: Sequence[Sequence[str]]
) -> tuple[str, list[tuple[str, ...]]]:
    """The process in which all of them are drawn, and their ids there."""
    used = _used(models, main)
    found = [[_find(models, used, name) for name in group] for group in groups]
    everything = [place for group in found for place in group]
    if len(found) < _FEWEST or len(set(everything)) < len(everything):
        raise ScenarioError("Expected two different steps or more, but there are fewer")
    process, first = everything[0]
    level = models[process].elements[first].parent
    for other, key in everything[1:]:
        if other != process or models[other].elements[key].parent != level:
            raise ScenarioError(
                f"Expected all of them within one process or sub-process, but {first!r} and {key!r} are in different "
                "ones: name the sub-process or call that holds it"
            )
    return process, [tuple(key for _, key in group) for group in found]


def _find(models: Mapping[str, ProcessModel], used: Sequence[str], name: str) -> tuple[str, str]:
    process, _, key = name.rpartition("/")
    places = [(p, key) for p in ([process] if process else used) if p in used and key in models[p].elements]
    if len(places) != 1:
        trouble = (
            f"it is drawn in {' and '.join(p for p, _ in places)}: say process/id" if places else "it is not there"
        )
        raise ScenarioError(f"Expected the id of a step, a sub-process or a call, but came {name!r}: {trouble}")
    kind = models[places[0][0]].elements[key].kind
    if kind not in NAMED:
        raise ScenarioError(f"Expected a step, a sub-process or a call, but {name!r} is of the kind {kind.value!r}")
    return places[0]


def _used(models: Mapping[str, ProcessModel], main: str) -> list[str]:
    found, waiting = [], [main]
    while waiting:
        process = waiting.pop()
        if process in models and process not in found:
            found.append(process)
            waiting += models[process].calls
    return found
