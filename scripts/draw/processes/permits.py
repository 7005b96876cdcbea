"""A group of permits issued in parallel under one limit, drawn as a sub-process across the lanes of the departments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scripts.draw.model import Choice, Drawing, Field
from scripts.draw.processes.common import PERMIT_FIELDS

GRANTED = Choice("approve", "准予，核发证件")
DENIED = Choice("deny", "不予许可")
CORRECT = Choice("correct", "需修改后再报", returns=True)


@dataclass(frozen=True, slots=True)
class Permit:
    """One matter of the group.

    `correction`: the department may ask for changed drawings, which the applicant answers in a step of the branch.
    `served`: a public utility's service, which is not granted or denied. `when`: needed only if that holds.
    """

    id: str
    name: str
    lane: str
    row: float
    department: str
    doc: str
    fields: tuple[Field, ...] = ()
    needs: tuple[str, ...] = ()
    correction: bool = False
    served: bool = False
    when: str | None = None
    label: str = ""

    @property
    def variable(self) -> str:
        """The process variable of its decision."""
        return f"{self.id}_decision"


def draw_permits(
    d: Drawing,
    group: str,
    name: str,
    doc: str,
    limits: Sequence[str],
    permits: Sequence[Permit],
    *,
    column: float,
    middle: tuple[str, float],
) -> None:
    """Draw the group from `column` on (seven columns); its start, fork, join and end stand in the `middle` row."""
    lane, row = middle
    with d.sub_process(group, name, doc, limits):
        d.add("start", f"{group}_begin", "", (lane, column, row))
        d.add("parallel", f"{group}_fork", "分送", (lane, column + 1, row))
        for permit in permits:
            _permit(d, group, permit, column)
        d.add("parallel", f"{group}_join", "办结汇总", (lane, column + 5, row))
        d.add("end", f"{group}_end", "", (lane, column + 6, row))
    d.chain(f"{group}_begin", f"{group}_fork")
    d.chain(f"{group}_join", f"{group}_end")


def _permit(d: Drawing, group: str, permit: Permit, column: float) -> None:
    choices = () if permit.served else (GRANTED, *((CORRECT,) if permit.correction else ()), DENIED)
    forms = (Field("service_number", "报装受理编号", required=True, maximum_length=80),)
    d.step(
        permit.id,
        permit.name,
        (permit.lane, column + 2, permit.row),
        department=permit.department,
        role="case_worker",
        decides=permit.variable if choices else None,
        decisions=choices,
        fields=(*permit.fields, *(forms if permit.served else PERMIT_FIELDS)),
        needs=permit.needs,
        doc=permit.doc,
    )
    d.flow(f"{group}_fork", permit.id)
    if not permit.correction:
        d.flow(permit.id, f"{group}_join")
        return
    gateway = d.add("exclusive", f"{permit.id}_outcome", "是否需修改", (permit.lane, column + 4, permit.row))
    correction = d.step(
        f"{permit.id}_correction",
        "申请人修改图件",
        (permit.lane, column + 3, permit.row + 0.5),
        department="applicant",
        role="applicant",
        time="applicant",
        fields=(
            Field("revised_version", "修改后版本", required=True, maximum_length=40),
            Field("revision_note", "修改说明", "textarea"),
        ),
        doc=f"申请人按“{permit.name}”的意见修改图件后再报；所用时间是申请人的，不计入办理时限。",
    )
    d.flow(permit.id, gateway)
    d.flow(gateway, correction, "需修改", f'{permit.variable} = "correct"')
    d.flow(correction, permit.id)
    d.default(gateway, f"{group}_join", "办结")
