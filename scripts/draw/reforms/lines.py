"""水电气外线工程: the permits that a line needs, in parallel, with papers that may follow later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.draw.model import Drawing, Field, Limit, Material
from scripts.draw.processes.common import PERMIT_FIELDS
from scripts.draw.processes.permits import DENIED, GRANTED

if TYPE_CHECKING:
    from collections.abc import Mapping

PLANNING = "needs_planning_permit != false"

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field(
        "utility",
        "外线类别",
        "select",
        required=True,
        options=(("water", "供水"), ("power", "供电"), ("gas", "供气")),
    ),
    Field("voltage", "电压（千伏）", "number", minimum=0, help="只有电力外线填写"),
    Field("needs_planning_permit", "是否需要工程规划许可", "boolean"),
    Field("excavates_road", "是否占用、挖掘道路", "boolean"),
    Field("affects_flood", "是否需作洪水影响评价", "boolean"),
    Field("occupies_green", "是否占用绿地", "boolean"),
    Field("affects_trees", "是否砍伐、迁移城市树木", "boolean"),
)


@dataclass(frozen=True, slots=True)
class LinePermit:
    """A permit that some lines need: who grants it, in which lane and row, whether it follows a public notice, the
    limits of its own.
    """

    id: str
    name: str
    lane: str
    row: float
    when: str
    label: str
    doc: str
    department: str | None = None
    notice: bool = False
    limits: tuple[str, ...] = field(default=())


def permits(lanes: Mapping[str, tuple[str, float, str]], **of_planning: object) -> tuple[LinePermit, ...]:
    """The five permits that the reform names. `lanes` tells the lane, the row and the department of each."""
    said = (
        ("planning_permit", "工程规划许可", PLANNING, "需规划许可", "核发外线工程的规划许可。"),
        ("road_permit", "占用挖掘道路审批", "excavates_road", "挖掘道路", "占用、挖掘道路的审批。"),
        ("flood_assessment", "洪水影响评价审批", "affects_flood", "涉及防洪", "洪水影响评价的审批。"),
        ("green_permit", "占用绿地审批", "occupies_green", "占用绿地", "临时占用绿地的审批。"),
        ("tree_permit", "砍伐迁移树木许可", "affects_trees", "涉及树木", "砍伐、迁移城市树木的许可。"),
    )
    found = []
    for key, name, when, label, doc in said:
        lane, row, department = lanes[key]
        more = of_planning if key == "planning_permit" else {}
        found.append(LinePermit(key, name, lane, row, when, label, doc, department, **more))  # type: ignore[arg-type]
    return tuple(found)


def materials(needed: tuple[LinePermit, ...], *extra: Material) -> tuple[Material, ...]:
    """An application for each permit, which may follow later (容缺受理)."""
    own = (Material(f"{p.id}_application", f"{p.name}申请材料", tolerable=True, when=p.when) for p in needed)
    return (*extra, *own)


def parallel_permits(
    d: Drawing, needed: tuple[LinePermit, ...], doc: str, limits: tuple[str, ...], at: tuple[str, float, float]
) -> float:
    """The permits in parallel as far as each is needed, and what follows: all granted, or one denied. Gives the column
    behind.
    """
    lane, column, row = at
    notice = any(p.notice for p in needed)
    with d.sub_process("permits", "按需并联审批", doc, limits):
        d.add("start", "permits_begin", "开始", (lane, column, row))
        d.add("inclusive", "permits_fork", "需办哪些", (lane, column + 1, row))
        d.add("inclusive", "permits_join", "办结汇总", (lane, column + 3 + notice, row))
        d.add("end", "permits_end", "结束", (lane, column + 4 + notice, row))
        d.chain("permits_begin", "permits_fork")
        d.chain("permits_join", "permits_end")
        for permit in needed:
            _permit(d, permit, column + 2, shifted=notice)
        d.default("permits_fork", "permits_join", "均无需办理")
    behind = column + 5 + notice
    d.add("exclusive", "permits_granted", "是否全部核发", (lane, behind, row))
    d.add("end", "permits_denied", "不予许可", (lane, behind + 1, row + 0.75), outcome="denied")
    d.add("end", "lines_permitted", "许可核发", (lane, behind + 1, row), outcome="approved")
    d.chain("permits", "permits_granted")
    denied = " or ".join(f'{p.id}_decision = "deny"' for p in needed)
    d.flow("permits_granted", "permits_denied", "有不予许可", denied)
    d.default("permits_granted", "lines_permitted", "全部核发")
    return behind


def _permit(d: Drawing, permit: LinePermit, column: float, *, shifted: bool) -> None:
    first = permit.id
    if permit.notice:
        first = d.step(
            f"{permit.id}_notice",
            "规划公示",
            (permit.lane, column, permit.row),
            department=permit.department,
            time="public_notice",
            fields=(
                Field("notice_from", "公示起始日期", "date", required=True),
                Field("notice_until", "公示截止日期", "date"),
                Field("objections", "收到的异议和处理", "textarea"),
            ),
            doc="许可之前的公示；公示的时间不计入时限，文件没有规定公示多少天。",
        )
    d.step(
        permit.id,
        permit.name,
        (permit.lane, column + shifted, permit.row),
        department=permit.department,
        role="case_worker",
        decides=f"{permit.id}_decision",
        decisions=(GRANTED, DENIED),
        fields=PERMIT_FIELDS,
        needs=(f"{permit.id}_application",),
        limits=tuple(Limit(limit) for limit in permit.limits),
        doc=permit.doc,
    )
    d.flow("permits_fork", first, permit.label, permit.when)
    if permit.notice:
        d.chain(first, permit.id)
    d.flow(permit.id, "permits_join")
