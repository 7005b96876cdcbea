"""城镇老旧小区改造 (三（四）): 5 + 3 + 2 + 5 of 15 working days."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import after_permits, front, works_and_acceptance
from scripts.draw.processes.foshan.common import NEEDS_AIR_DEFENCE, PROJECT_NAME, STATUTORY, begin, ending, limit
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "不改变用地现状和建设格局的微改造、混合改造：方案联合审查 5 个工作日，立项和用地 3 个，规划和施工许可 2 个，"
    "联合验收 5 个。对应实施方案三（四）。土地权属、年限和规划条件不变的免用地许可，基本不影响环境的免环评，"
    "不改变面积、高度、层数、外立面和功能且不影响安全的免工程规划许可。"
)
FACTS = (
    PROJECT_NAME,
    Field("estate", "小区", required=True, maximum_length=200),
    Field(
        "renovation",
        "改造方式",
        "select",
        required=True,
        options=(("micro", "微改造"), ("mixed", "混合改造")),
    ),
    Field("land_change", "涉及土地权属、使用年限变化或者规划条件调整", "boolean"),
    Field("affects_environment", "对生态环境有影响", "boolean"),
    Field("planning_change", "增加建筑面积，或者改变高度、层数、外立面、功能、结构", "boolean"),
    Field("needs_construction_permit", "按规定需办施工许可", "boolean"),
    NEEDS_AIR_DEFENCE,
)
MATERIALS = (
    Material("renovation_plan", "改造设计方案"),
    Material("land_papers", "已有用地手续或者不动产权证", tolerable=True),
)
REVIEWERS = (
    ("natural_resources", 0, "natural_resources", "自然资源部门审查", "用地和规划条件"),
    ("general", 0, "development_reform", "发改部门审查", "立项和投资"),
    ("general", 0.8, "finance", "财政部门审查", "资金安排"),
    ("general", 1.6, "urban_renewal", "城市更新部门审查", "改造范围和标准"),
    ("utilities", 0, "water_supply", "供水单位审查", "供水管线"),
    ("utilities", 0.8, "power_supply", "供电单位审查", "供电线路"),
    ("utilities", 1.6, "gas_supply", "燃气单位审查", "燃气管线"),
    ("utilities", 2.4, "drainage", "排水单位审查", "排水管线"),
    ("utilities", 3.2, "telecom", "通信单位审查", "通信管线"),
)
LAND_PERMITS = (
    Permit(
        "project_approval",
        "改造项目立项",
        "general",
        1.6,
        "development_reform",
        "依据通过的改造方案及联合审查意见直接办理立项，对应三（四）2。",
    ),
    Permit(
        "environment_approval",
        "环评手续",
        "general",
        0,
        "ecology",
        "基本不产生生态环境影响的免办，对应三（四）2。",
        when="affects_environment",
        label="有环境影响",
    ),
    Permit(
        "land_planning_permit",
        "用地规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "土地权属、年限、规划条件不变的，已有用地手续视为土地证明，免办，对应三（四）2。",
        when="land_change",
        label="用地变化",
    ),
)
PERMITS = (
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "增加面积或者改变功能结构的，与工程规划许可同步办理；其他按规定需办的也在此办理，对应三（四）3。",
        when="planning_change or needs_construction_permit",
        label="需施工许可",
    ),
    Permit(
        "planning_permit",
        "工程规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "不改变面积、高度、层数、外立面和功能且不影响安全的免办，对应三（四）3。",
        when="planning_change",
        label="有规划变化",
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = begin(
        "foshan_old_estate",
        "城镇老旧小区改造（佛山）",
        DOC,
        "old_estate",
        limits=(Limit(limit("1-old-estate"), "joint_review", "renovated"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "建设单位")
    d.lane("housing", "住房城乡建设局", 3)
    d.lane("natural_resources", "自然资源局", 2)
    d.lane("general", "发改、财政、城市更新、生态", 2.6, department="development_reform")
    d.lane("utilities", "供水供电燃气排水通信", 4.2, department="water_supply")
    intake = front(d, "counter", 0)
    _review(d, 3)
    d.default(intake, "joint_review", "受理")
    _after_review(d, 9)
    draw_permits(
        d,
        Group(
            "land_and_project",
            "立项和用地（3 个工作日）",
            "凭通过的方案和联合审查意见直接办理，免办的不进入，对应三（四）2。",
            (limit("3.4.2"), STATUTORY),
            LAND_PERMITS,
        ),
        Frame(10, ("general", 0.8), ("natural_resources", 1)),
    )
    after_permits(d, LAND_PERMITS, "land_and_project", ("natural_resources", 17, 0), prefix="land")
    draw_permits(
        d,
        Group(
            "permits",
            "规划和施工许可（2 个工作日）",
            "增加面积或者改变功能结构的同步办理两证，不涉及的不进入，对应三（四）3。",
            (limit("3.4.3"), STATUTORY),
            PERMITS,
        ),
        Frame(18, ("housing", 1)),
    )
    d.default("land_granted", "permits", "全部办结")
    after_permits(d, PERMITS, "permits", ("housing", 23, 1))
    works_and_acceptance(d, ending(24, ("applicant", "housing", ""), "三（四）4", (0, 1), ("3.4.4", "")))
    d.default("permits_granted", "construction", "全部核发")
    d.add("end", "renovated", "改造办结", ("housing", 26, 0), outcome="approved")
    d.flow("acceptance_check", "renovated", "通过", 'acceptance_result = "pass"')
    return d


def _review(d: Drawing, column: float) -> None:
    """联合审查: every department and utility at once, one opinion that also tells what is to be applied for."""
    middle = ("general", column, 0.8)
    with d.sub_process(
        "joint_review",
        "方案联合审查（5 个工作日）",
        "主管部门牵头，各部门和市政公用服务单位联合审查，一次性出具意见并告知要办的事项，对应三（四）1。",
        (limit("3.4.1"),),
    ):
        d.add("start", "joint_review_begin", "开始", middle)
        d.add("parallel", "joint_review_fork", "分送审查", (middle[0], column + 1, middle[2]))
        d.add("parallel", "joint_review_join", "意见收齐", (middle[0], column + 3, middle[2]))
        for lane, row, department, name, what in REVIEWERS:
            step = d.step(
                f"review_{department}",
                name,
                (lane, column + 2, row),
                department=department,
                role="case_worker",
                fields=(
                    Field("agrees", "是否同意方案", "boolean", required=True),
                    Field("changes", "修改要求", "textarea"),
                    Field("matters", "需要办理的审批事项", "textarea"),
                ),
                doc=f"从{what}方面审查改造方案。",
            )
            d.chain("joint_review_fork", step, "joint_review_join")
        d.step(
            "review_opinion",
            "出具联合审查意见",
            ("housing", column + 4, 1),
            role="lead",
            decides="review_decision",
            decisions=(Choice("pass", "方案通过"), Choice("revise", "修改后再审")),
            fields=(
                Field("opinion_number", "意见书编号", required=True, maximum_length=80),
                Field("matters_to_apply", "告知办理的审批事项", "textarea"),
            ),
            doc="牵头部门对可行性和技术指标出具一份联合审查意见，一次性告知要办的事项。",
        )
        d.add("end", "joint_review_end", "结束", ("housing", column + 5, 1))
        d.chain("joint_review_begin", "joint_review_fork")
        d.chain("joint_review_join", "review_opinion", "joint_review_end")


def _after_review(d: Drawing, column: float) -> None:
    d.add("exclusive", "review_outcome", "方案是否通过", ("housing", column, 1))
    d.step(
        "plan_revision",
        "修改改造方案",
        ("applicant", column, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("plan_version", "方案版本", required=True, maximum_length=40),
            Field("revision_note", "修改说明", "textarea", required=True),
        ),
        needs=("renovation_plan",),
        doc="按联合审查意见修改方案后再次申报；修改的时间是申请人的。",
    )
    d.flow("joint_review", "review_outcome")
    d.flow("review_outcome", "plan_revision", "修改后再审", 'review_decision = "revise"')
    d.flow("plan_revision", "joint_review")
    d.default("review_outcome", "land_and_project", "通过")
