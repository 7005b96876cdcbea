"""Event-based gateways: behind each stand events that wait, and nothing else leads to them (BPMN 2.0.2, 10.6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflows.bpmn.finding import Finding
    from workflows.bpmn.rules.subject import Subject
    from workflows.model import Element

_WAITING = frozenset({Kind.TIMER, Kind.MESSAGE, Kind.RECEIVE})


def races(subject: Subject) -> Iterator[Finding]:
    """Every event-based gateway of one process, with what it leads to."""
    for element in subject.model.elements.values():
        if element.kind is not Kind.EVENT_GATEWAY:
            continue
        if len(element.outgoing) < 2:  # noqa: PLR2004 - of one there is nothing to choose
            yield subject.say(f"expected two events or more behind it, but it has {len(element.outgoing)}", element)
        for flow in subject.outgoing(element):
            target = subject.model.elements.get(flow.target)
            if target is not None:
                yield from _target(subject, element, target)


def _target(subject: Subject, gateway: Element, target: Element) -> Iterator[Finding]:
    if target.kind not in _WAITING:
        yield subject.say(
            f"expected a timer, a message event or a receive task behind it, but {target.id} is none", gateway
        )
        return
    if len(target.incoming) > 1:
        yield subject.say(f"expected only {gateway.id} to lead to it, but something else does as well", target)
    if target.id in subject.boundaries:
        yield subject.say(f"expected no event on its border, because it stands behind {gateway.id}", target)
