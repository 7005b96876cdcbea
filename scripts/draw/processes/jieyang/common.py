"""What the processes of 揭阳 share."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.permits import Permit

JIEYANG = "揭阳"
DOCUMENT = "jieyang-2020-7"
FAULT = Choice("fault", "有问题，需整改", returns=True)

PROJECT_NAME = Field("project_name", "项目名称", required=True, maximum_length=200)
NEEDS_AIR_DEFENCE = Field(
    "needs_air_defence", "是否涉及人防工程", "boolean", help="应建防空地下室或者易地建设的，选“是”"
)
AFFECTS_ENVIRONMENT = Field("affects_environment", "是否需要环境影响评价审批", "boolean")


def limit(number: str) -> str:
    """The id of a limit of the plan."""
    return f"{DOCUMENT}/{number}"


def begin(  # noqa: PLR0913 - what every drawing is told
    kind: str,
    name: str,
    doc: str,
    *,
    facts: tuple[Field, ...],
    materials: tuple[Material, ...] = (),
    limits: tuple[Limit, ...] = (),
) -> Drawing:
    """A drawing of the place without its nodes; `kind` is its project type and, behind the place, its id."""
    return Drawing(
        f"jieyang_{kind}",
        name,
        f"jieyang/jieyang_{kind}.bpmn",
        doc,
        JIEYANG,
        DOCUMENT,
        kind,
        limits=limits,
        facts=facts,
        materials=materials,
    )


LINE_FACTS = (
    Field("needs_planning_permit", "是否需要工程规划许可", "boolean"),
    Field("excavates_road", "是否占用、挖掘城市道路", "boolean"),
    Field("occupies_traffic", "是否占道施工影响交通", "boolean"),
    Field("crosses_highway", "是否涉路（公路）施工", "boolean"),
    Field("crosses_river", "是否需要洪水影响评价", "boolean"),
    Field("occupies_green", "是否占用城市绿地", "boolean"),
    Field("affects_trees", "是否砍伐、迁移城市树木", "boolean"),
)

# A permit is due unless somebody says no: what nobody answered is taken as the guide takes it.
PLANNING = "needs_planning_permit != false"

PLANNING_PERMIT = Permit(
    "planning_permit",
    "管线工程规划许可",
    "natural_resources",
    0,
    "natural_resources",
    "核发管线工程的规划许可证。",
    when=PLANNING,
    label="需规划许可",
)
FLOOD_ASSESSMENT = Permit(
    "flood_assessment",
    "洪水影响评价审批",
    "water",
    0,
    "water",
    "非防洪建设项目的洪水影响评价审批，列于附表64。",
    when="crosses_river",
    label="涉河涉水",
)
TRAFFIC_PLAN = Permit(
    "traffic_plan_approval",
    "占道交通组织审核",
    "traffic",
    0,
    "public_security",
    "占道施工的交通组织审核；公安机关是附表52、64的责任单位。",
    when="occupies_traffic",
    label="占道施工",
)
HIGHWAY_WORKS = Permit(
    "highway_works_permit",
    "涉路施工许可",
    "traffic",
    1,
    "transport",
    "公路涉路施工活动许可；附表69称路政许可。",
    when="crosses_highway",
    label="涉路施工",
)
ROAD_EXCAVATION = Permit(
    "road_excavation_permit",
    "占用挖掘道路审批",
    "urban",
    0,
    "urban_management",
    "占用、挖掘城市道路审批。",
    when="excavates_road",
    label="挖掘道路",
)
GREEN_SPACE = Permit(
    "green_space_permit",
    "占用城市绿地审批",
    "urban",
    1,
    "urban_management",
    "占用城市绿地审批，列于附表64。",
    when="occupies_green",
    label="占用绿地",
)
TREES = Permit(
    "tree_permit",
    "砍伐迁移树木许可",
    "urban",
    2,
    "urban_management",
    "砍伐、迁移城市树木许可，列于附表64。",
    when="affects_trees",
    label="涉及树木",
)
CONSTRUCTION_PERMIT = Permit(
    "construction_permit",
    "施工许可",
    "housing",
    0,
    "housing",
    "核发管线工程的施工许可证，列于附表52、64、65。",
)

LINE_PERMITS = (PLANNING_PERMIT, FLOOD_ASSESSMENT, TRAFFIC_PLAN, HIGHWAY_WORKS, ROAD_EXCAVATION, GREEN_SPACE, TREES)

WORKS_SCHEME = Material("works_scheme", "外线工程施工方案")
LINE_MATERIALS = (
    Material("line_application", "外线工程报建申请（一次提交）"),
    Material("planning_drawings", "管线工程设计图件", tolerable=True, when=PLANNING),
    Material("traffic_plan", "交通组织方案", tolerable=True, when="occupies_traffic"),
    Material("road_occupation_application", "占用挖掘道路申请材料", tolerable=True, when="excavates_road"),
    Material("highway_works_application", "涉路施工许可申请材料", tolerable=True, when="crosses_highway"),
    Material("flood_report", "洪水影响评价报告", tolerable=True, when="crosses_river"),
    Material("green_occupation_application", "占用绿地申请材料", tolerable=True, when="occupies_green"),
    Material("tree_permit_application", "砍伐、迁移树木申请材料", tolerable=True, when="affects_trees"),
)
