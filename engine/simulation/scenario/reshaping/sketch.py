"""A process model under change: elements and flows as they are to be, and the model that comes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.model import Element, Flow, Kind

if TYPE_CHECKING:
    from workflows.model import ProcessModel


class Sketch:
    """Takes changes to one model; the model itself stays as it is."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.elements = dict(model.elements)
        self.flows = dict(model.flows)

    def gateway(self, wanted: str, kind: Kind, like: str) -> str:
        """A new gateway on the level of the element `like`; gives its id."""
        key = self._free(wanted)
        self.elements[key] = Element(key, kind, parent=self.elements[like].parent, lane=self.elements[like].lane)
        return key

    def flow(self, source: str, target: str, condition: str | None = None, *, default: bool = False) -> str:
        """A new flow; gives its id."""
        key = self._free(f"{source}_to_{target}")
        self.flows[key] = Flow(key, source, target, condition=condition)
        if default:
            self.elements[source] = replace(self.elements[source], default=key)
        return key

    def redirect(self, flow: str, target: str) -> None:
        """Let a flow lead elsewhere."""
        self.flows[flow] = replace(self.flows[flow], target=target)

    def start_from(self, flow: str, source: str) -> None:
        """Let a flow come from elsewhere."""
        self.flows[flow] = replace(self.flows[flow], source=source)

    def remove(self, flow: str) -> None:
        """Take a flow away, also where it is the default one."""
        source = self.flows.pop(flow).source
        if self.elements[source].default == flow:
            self.elements[source] = replace(self.elements[source], default=None)

    def drop(self, element: str) -> None:
        """Take an element away that no flow joins any more."""
        del self.elements[element]

    def done(self) -> ProcessModel:
        """The model with the changes. Flows out of an element keep their order; new ones come behind."""
        found = {}
        for key, element in self.elements.items():
            out = [f for f in element.outgoing if f in self.flows and self.flows[f].source == key]
            out += [f.id for f in self.flows.values() if f.source == key and f.id not in out]
            into = tuple(f.id for f in self.flows.values() if f.target == key)
            found[key] = replace(element, incoming=into, outgoing=tuple(out))
        return replace(self.model, elements=found, flows=dict(self.flows))

    def _free(self, wanted: str) -> str:
        key, number = wanted, 1
        while key in self.elements or key in self.flows:
            number += 1
            key = f"{wanted}_{number}"
        return key
