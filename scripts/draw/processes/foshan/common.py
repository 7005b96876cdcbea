"""What the processes of 佛山 share."""

from __future__ import annotations

from scripts.draw.model import Drawing, Field, Material
from scripts.draw.processes.common import Ending

FOSHAN = "佛山"
DOCUMENT = "foshan-2023-approval"
ACCEPTANCE = "foshan_joint_acceptance"
STATUTORY = "prc-licensing-law/42.2"

PROJECT_NAME = Field("project_name", "项目名称", required=True, maximum_length=200)
AREA = Field("area", "单体建筑面积（平方米）", "number", required=True, minimum=0)
HEIGHT = Field("height", "建筑高度（米）", "number", required=True, minimum=0)
NEEDS_AIR_DEFENCE = Field("needs_air_defence", "是否应建或者易地修建防空地下室", "boolean")
AIR_DEFENCE = "needs_air_defence"

DEAL_CONFIRMATION = Material("deal_confirmation", "土地成交确认书")
PRICE_COMMITMENT = Material("price_commitment", "按合同缴交地价款承诺书")
CONTRACT_FIELDS = (
    Field("land_contract_number", "出让合同编号", required=True, maximum_length=80),
    Field("land_contract_on", "合同签订日期", "date", required=True),
)


def limit(clause: str) -> str:
    """The id of a limit of the document."""
    return f"{DOCUMENT}/{clause}"


def ending(
    column: float,
    lanes: tuple[str, str, str],
    clause: str,
    rows: tuple[float, float],
    parts: tuple[str, str] = ("", ""),
) -> Ending:
    """Works, joint acceptance and registration; `parts` are the clauses of their limits, empty where there are none."""
    acceptance, registration = (limit(part) if part else "" for part in parts)
    counting = "整改的时间不计入" if acceptance else "文件没有单列验收和登记的时限"
    return Ending(column, lanes, rows, acceptance, registration, clause, ACCEPTANCE, counting, "不动产初始登记")


def begin(process: str, name: str, doc: str, kind: str, **more: object) -> Drawing:
    """A drawing of 佛山, still without lanes."""
    return Drawing(process, name, f"foshan/{process}.bpmn", doc, FOSHAN, DOCUMENT, kind, **more)  # type: ignore[arg-type]
