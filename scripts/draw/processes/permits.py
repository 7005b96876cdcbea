"""A group of permits issued in parallel under one limit, drawn as a sub-process across the lanes of the departments."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a group stands: its first column; the row of its start, fork, join and end; the row of the gateways that
    choose among the matters not everyone needs (where the others are always needed).
    """

    column: float
    middle: tuple[str, float]
    choice: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Matters handled together, and the limits they are under together."""

    id: str
    name: str
    doc: str
    limits: tuple[str, ...]
    permits: tuple[Permit, ...]


def draw_permits(d: Drawing, matters: Group, frame: Frame) -> None:
    """Draw the group: what everyone needs behind a parallel fork, what some need behind an inclusive one."""
    group, permits = matters.id, matters.permits
    always = [permit for permit in permits if permit.when is None]
    some = [permit for permit in permits if permit.when is not None]
    column, (lane, row) = frame.column, frame.middle
    nested = bool(always and some)
    tasks = column + (3 if nested else 2)
    kind = "parallel" if always else "inclusive"
    fork, join = f"{group}_fork", f"{group}_join"
    with d.sub_process(group, matters.name, matters.doc, matters.limits):
        d.add("start", f"{group}_begin", "开始", (lane, column, row))
        d.add(kind, fork, "分送" if always else "需办哪些", (lane, column + 1, row))
        last = tasks + (3 if any(p.correction for p in permits) else 1)
        d.add(kind, join, "办结汇总", (lane, last + nested, row))
        d.add("end", f"{group}_end", "结束", (lane, last + nested + 1, row))
        d.chain(f"{group}_begin", fork)
        d.chain(join, f"{group}_end")
        for permit in always:
            _permit(d, permit, tasks, (fork, join))
        if some:
            ends = _choice(d, group, frame, (column + 2, last)) if nested else (fork, join)
            for permit in some:
                _permit(d, permit, tasks, ends)
            d.default(*ends, "均无需办理")


def _choice(d: Drawing, group: str, frame: Frame, columns: tuple[float, float]) -> tuple[str, str]:
    """The inclusive gateways inside a group that also has matters for everyone."""
    lane, row = frame.choice or frame.middle
    fork = d.add("inclusive", f"{group}_choice", "按需办理", (lane, columns[0], row))
    join = d.add("inclusive", f"{group}_chosen", "按需事项办结", (lane, columns[1], row))
    d.flow(f"{group}_fork", fork)
    d.flow(join, f"{group}_join")
    return fork, join


def _permit(d: Drawing, permit: Permit, column: float, ends: tuple[str, str]) -> None:
    fork, join = ends
    choices = () if permit.served else (GRANTED, *((CORRECT,) if permit.correction else ()), DENIED)
    forms = (Field("service_number", "报装受理编号", required=True, maximum_length=80),)
    d.step(
        permit.id,
        permit.name,
        (permit.lane, column, permit.row),
        department=permit.department,
        role="case_worker",
        decides=permit.variable if choices else None,
        decisions=choices,
        fields=(*permit.fields, *(forms if permit.served else PERMIT_FIELDS)),
        needs=permit.needs,
        doc=permit.doc,
    )
    d.flow(fork, permit.id, permit.label, permit.when)
    if not permit.correction:
        d.flow(permit.id, join)
        return
    gateway = d.add("exclusive", f"{permit.id}_outcome", "是否需修改", (permit.lane, column + 2, permit.row))
    correction = d.step(
        f"{permit.id}_correction",
        "申请人修改图件",
        (permit.lane, column + 1, permit.row + 0.5),
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
    d.default(gateway, join, "办结")
