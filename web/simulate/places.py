"""Which step is meant where several have one name: the step that it follows. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.model import Kind

if TYPE_CHECKING:
    from workflows.model import Element, ProcessModel


def follows(model: ProcessModel, element: Element) -> Element | None:
    """The step that an element follows, if another step of the process has its name; None where it is told by name."""
    twins = [one for one in model.elements.values() if one.kind is Kind.STEP and one.name == element.name]
    return _before(model, element) if len(twins) > 1 else None


def _before(model: ProcessModel, element: Element) -> Element | None:
    """The nearest step against the flow that has another name."""
    sources: dict[str, list[str]] = {}
    for flow in model.flows.values():
        sources.setdefault(flow.target, []).append(flow.source)
    seen, rim = {element.id}, [element.id]
    while rim:
        rim = [source for target in rim for source in sources.get(target, ()) if source not in seen]
        seen.update(rim)
        found = next((model.elements[name] for name in rim if model.elements[name].kind is Kind.STEP), None)
        if found is not None and found.name != element.name:
            return found
    return None
