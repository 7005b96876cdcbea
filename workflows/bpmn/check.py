"""Checks processes before they are deployed: what could not run to its end is refused, with a sentence each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workflows.bpmn.finding import Finding, Refused, Severity, errors
from workflows.bpmn.rules.additions import Known, additions
from workflows.bpmn.rules.calls import calls
from workflows.bpmn.rules.conditions import conditions
from workflows.bpmn.rules.scripts import scripts
from workflows.bpmn.rules.structure import structure
from workflows.bpmn.rules.subject import Subject
from workflows.bpmn.rules.timing import timing
from workflows.bpmn.rules.tokens import tokens
from workflows.bpmn.rules.values import values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from workflows.model import ProcessModel

SERVICES = ("notify", "push_result")


def check(  # noqa: PLR0913 - what exists, kind by kind
    models: Iterable[ProcessModel],
    *,
    known_limits: Collection[str] | None,
    known_processes: Mapping[str, ProcessModel] | None,
    known_departments: Collection[str] | None = None,
    restartable: Collection[str] | None = None,
    known_services: Collection[str] = SERVICES,
) -> tuple[Finding, ...]:
    """Everything there is to say about processes that are to be deployed together.

    Args:
        models: The processes, as `read_processes` gave them.
        known_limits: The ids of the catalogue's limits; None: limits are not looked up.
        known_processes: The processes deployed already, by id (those of `models` take their places); None: calls
            of a process that is not among `models` are not looked up.
        known_departments: The ids of the departments; None: departments are not looked up.
        restartable: Those of the limits that an event may begin anew; None: not looked up.
        known_services: The names a service task may bear.

    Returns:
        The findings, process by process. Errors refuse the processes, warnings and notes do not.
    """
    given = tuple(models)
    everything = {**(known_processes or {}), **{model.id: model for model in given}}
    known = Known(
        limits=known_limits,
        restartable=restartable,
        departments=known_departments,
        services=known_services,
        materials=frozenset(m.id for model in everything.values() for m in model.materials),
    )
    found = list(_twice(given))
    for model in given:
        subject = Subject(model)
        drawn = [*structure(subject), *conditions(subject), *timing(subject)]
        found += drawn
        if not errors(drawn):
            found += tokens(subject)
        found += calls(subject, everything, complete=known_processes is not None)
        found += additions(subject, known)
        found += scripts(subject, everything, known)
        found += values(subject, everything)
    return tuple(found)


def ensure(  # noqa: PLR0913 - as `check`
    models: Iterable[ProcessModel],
    *,
    known_limits: Collection[str] | None,
    known_processes: Mapping[str, ProcessModel] | None,
    known_departments: Collection[str] | None = None,
    restartable: Collection[str] | None = None,
    known_services: Collection[str] = SERVICES,
) -> tuple[Finding, ...]:
    """As `check`, and the warnings and notes are returned.

    Raises:
        Refused: There is an error among the findings; all of them are in it.
    """
    found = check(
        models,
        known_limits=known_limits,
        known_processes=known_processes,
        known_departments=known_departments,
        restartable=restartable,
        known_services=known_services,
    )
    if errors(found):
        raise Refused(found)
    return found


def _twice(models: tuple[ProcessModel, ...]) -> Iterator[Finding]:
    for name, count in Counter(model.id for model in models).items():
        if count > 1:
            sentence = f"Process {name}: expected every process once, but {count} of them have this id"
            yield Finding(sentence, name, severity=Severity.ERROR)
