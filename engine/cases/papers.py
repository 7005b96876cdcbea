"""Materials: what the applicant brought, what is promised (容缺受理), what came later.

A case whose applicant listed the materials is held to the list: what the process asks for must be supplied, or
promised where that is tolerated. Where nobody listed any, the counter vouches for them by accepting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import events as facts
from engine.cases.commands import invalid_argument, invalid_state
from workflows.expression import is_true, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.cases.state import CaseState
    from engine.events import Fact
    from workflows.model import Material, ProcessModel


def asked_for(model: ProcessModel, values: Mapping[str, Any]) -> tuple[Material, ...]:
    """The materials that this project must bring."""
    return tuple(m for m in model.materials if m.when is None or is_true(parse(m.when).evaluate(values)))


def supplied(model: ProcessModel, state: CaseState, ids: Iterable[str]) -> tuple[Fact, ...]:
    """The facts of materials that come now.

    Raises:
        Refused: One of them is unknown.
    """
    wanted = tuple(dict.fromkeys(ids))
    _check_known(model, wanted)
    return tuple(facts.MaterialSupplied(m) for m in wanted if state_of(state, m) != "supplied")


def promised(model: ProcessModel, state: CaseState, ids: Iterable[str], due_at: datetime | None) -> tuple[Fact, ...]:
    """The fact of materials that the applicant promises.

    Raises:
        Refused: One is unknown, may not be promised, or is there already.
    """
    wanted = tuple(dict.fromkeys(ids))
    known = _check_known(model, wanted)
    for material in wanted:
        if material in known and not known[material].tolerable:
            raise invalid_argument(
                f"Expected materials that may be promised, but {known[material].name} ({material}) must be there"
            )
        if state_of(state, material) == "supplied":
            raise invalid_argument(f"Expected materials that are missing, but {material} is supplied already")
    return (facts.MaterialsPromised(wanted, due_at),) if wanted else ()


def check_there(needed: Iterable[Material], state: CaseState, coming: Iterable[str], word: str) -> None:
    """Refuse to go on without materials that are neither supplied nor promised.

    Raises:
        Refused: One is missing.
    """
    now = set(coming)
    for material in needed:
        if material.id not in now and state_of(state, material.id) == "missing":
            hint = "it may be promised" if material.tolerable else "it may not be promised"
            raise invalid_state(
                f"Expected every material to be there to {word}, but {material.name} ({material.id}) is missing; {hint}"
            )


def state_of(state: CaseState, material: str) -> str:
    """Missing, promised or supplied."""
    known = state.materials.get(material)
    return known.state if known else "missing"


def _check_known(model: ProcessModel, ids: tuple[str, ...]) -> dict[str, Material]:
    known = {m.id: m for m in model.materials}
    unknown = next((i for i in ids if i not in known), None)
    if known and unknown is not None:
        raise invalid_argument(f"Expected materials of {model.id} ({', '.join(known)}), but {unknown!r} is none")
    return known
