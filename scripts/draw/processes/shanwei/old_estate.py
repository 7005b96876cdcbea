"""老旧小区及既有建筑改造: joint review, approvals as needed, works, joint acceptance (五（三）)."""

from __future__ import annotations

from scripts.draw.model import Choice, Drawing, Field, Limit, Material
from scripts.draw.processes.common import DOCUMENT, SHANWEI, Ending, after_permits, front, works_and_acceptance
from scripts.draw.processes.permits import Frame, Group, Permit, draw_permits

DOC = (
    "老旧小区和既有建筑的改造：方案稳定后由各部门在线联合审查，一次性出具意见并告知要办哪些审批；"
    "通过后按需并联办理，竣工后联合验收。对应实施方案五（三）。"
    "基本不影响环境的免环评，不涉及土地权属和规划条件的免用地许可，不改变面积、结构、高度、层数的免工程规划许可。"
)

FACTS = (
    Field("project_name", "项目名称", required=True, maximum_length=200),
    Field("estate", "小区或者建筑", required=True, maximum_length=200),
    Field(
        "renovation",
        "改造种类",
        "select",
        required=True,
        options=(("old_estate", "老旧住宅小区（含单栋住宅楼）"), ("interior", "既有建筑内部装饰装修")),
    ),
    Field("built_in", "建成年份", "integer", minimum=1900, maximum=2100),
    Field("area", "改造建筑面积（平方米）", "number", minimum=0),
    Field(
        "funding",
        "资金来源",
        "select",
        required=True,
        options=(("government", "财政资金"), ("social", "社会投资"), ("mixed", "多方共担")),
    ),
    Field("affects_environment", "对生态环境有影响", "boolean"),
    Field("land_change", "涉及土地权属变化或者规划条件调整", "boolean"),
    Field("planning_change", "改变建筑面积、结构、总高度或者层数", "boolean"),
    Field("needs_construction_permit", "按规定需办施工许可", "boolean"),
    Field("structure_change", "涉及建筑主体结构变动", "boolean"),
    Field("needs_air_defence", "是否涉及人防工程", "boolean"),
)

MATERIALS = (
    Material("renovation_plan", "改造设计方案"),
    Material("land_papers", "已有用地手续或者不动产权证"),
    Material("title_certificate", "不动产权证", when='renovation = "interior"'),
)


def _reviewers(lane: str, *entries: tuple[str, str, str]) -> tuple[tuple[str, str, str, str, float], ...]:
    return tuple((lane, department, name, what, place * 0.8) for place, (department, name, what) in enumerate(entries))


REVIEWERS = (
    *_reviewers(
        "general",
        ("development_reform", "发改部门审查", "立项和投资"),
        ("finance", "财政部门审查", "资金安排"),
        ("civil_affairs", "民政部门审查", "社区服务和养老设施"),
        ("culture_tourism", "文广旅体部门审查", "文物和公共文化体育设施"),
        ("market_regulation", "市场监管部门审查", "电梯等特种设备"),
    ),
    *_reviewers(
        "natural_resources",
        ("natural_resources", "自然资源部门审查", "用地和规划条件"),
        ("public_security", "公安部门审查", "交通和安全防范"),
        ("water", "水务部门审查", "供排水和防洪"),
    ),
    *_reviewers("housing", ("housing", "住建部门审查", "建筑、消防和质量安全")),
    *_reviewers(
        "utilities",
        ("telecom", "通信单位审查", "通信管线"),
        ("water_supply", "供水单位审查", "供水管线"),
        ("power_supply", "供电单位审查", "供电线路"),
        ("gas_supply", "燃气单位审查", "燃气管线"),
    ),
)

PERMITS = (
    Permit(
        "project_approval",
        "项目合并审批",
        "general",
        0.8,
        "development_reform",
        "项目建议书、可行性研究报告、初步设计概算依据联合审查通过的方案合并审批。",
        when='funding = "government" or funding = "mixed"',
        label="用财政资金",
    ),
    Permit(
        "environment_approval",
        "环评文件审批",
        "general",
        2.4,
        "ecology",
        "基本不产生生态环境影响的项目免办环评手续。",
        when="affects_environment",
        label="有环境影响",
    ),
    Permit(
        "land_planning_permit",
        "建设用地规划许可",
        "natural_resources",
        0,
        "natural_resources",
        "不涉及土地权属变化、规划条件调整的，已有用地手续视为土地证明，免办。",
        when="land_change",
        label="用地变化",
    ),
    Permit(
        "planning_permit",
        "建设工程规划许可",
        "natural_resources",
        1.6,
        "natural_resources",
        "不改变建筑面积、结构、总高度、层数，不影响建筑安全的，免办。",
        when="planning_change",
        label="规划变化",
    ),
    Permit(
        "construction_permit",
        "施工许可",
        "housing",
        0,
        "housing",
        "按规定需办的核发施工许可；不新增用地的，不要求用地批准文件。",
        when="needs_construction_permit",
        label="需施工许可",
    ),
)


def draw() -> Drawing:
    """Describe the process."""
    d = Drawing(
        "old_estate",
        "老旧小区及既有建筑改造",
        "shanwei/old_estate.bpmn",
        DOC,
        SHANWEI,
        DOCUMENT,
        "old_estate",
        limits=(Limit("shanwei-2023-2/2.3", "joint_review", "renovated"),),
        facts=FACTS,
        materials=MATERIALS,
    )
    d.lane("counter", "综合窗口", 1.5)
    d.lane("applicant", "建设单位")
    d.lane("general", "发改、财政、民政、文旅、市监、生态", 4.2, department="development_reform")
    d.lane("natural_resources", "自然资源、公安、水务", 2.6)
    d.lane("housing", "住房城乡建设局（含审图）", 2)
    d.lane("utilities", "通信、供水、供电、燃气", 3.4, department="telecom")
    intake = front(d, "counter", 0)
    _review(d, 3)
    d.default(intake, "joint_review", "受理")
    _after_review(d, 9)
    draw_permits(
        d,
        Group(
            "approvals",
            "按需并联审批（3 个工作日）",
            "方案通过后按需并联办理的审批，免办的不进入，对应实施方案五（三）；法定联合办理时限同时计时。",
            ("shanwei-2023-2/5.3-approval", "prc-licensing-law/42.2"),
            PERMITS,
        ),
        Frame(13, ("natural_resources", 0.8)),
    )
    d.flow("drawings_settled", "approvals")
    after_permits(d, PERMITS, "approvals", ("natural_resources", 18, 0.8))
    works_and_acceptance(
        d, Ending(19, ("applicant", "housing", ""), (0, 1), "shanwei-2023-2/5.3-acceptance", "", "五（三）")
    )
    d.default("permits_granted", "construction", "全部核发")
    d.add("end", "renovated", "改造办结", ("housing", 21, 0), outcome="approved")
    d.flow("acceptance_check", "renovated", "通过", 'acceptance_result = "pass"')
    return d


def _review(d: Drawing, column: float) -> None:
    """联合审查: every department at once, one combined opinion."""
    middle = ("natural_resources", column, 0.8)
    with d.sub_process(
        "joint_review",
        "方案联合审查（5 个工作日）",
        "各单位同时在线会审，只出一份综合意见，并列明后续要办的事项，对应实施方案五（三）。",
        ("shanwei-2023-2/5.3-review",),
    ):
        d.add("start", "joint_review_begin", "开始", middle)
        d.add("parallel", "joint_review_fork", "分送各部门", (middle[0], column + 1, middle[2]))
        d.add("parallel", "joint_review_join", "意见收齐", (middle[0], column + 3, middle[2]))
        for lane, department, name, what, row in REVIEWERS:
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
            ("housing", column + 4, 0),
            role="lead",
            decides="review_decision",
            decisions=(Choice("pass", "方案通过"), Choice("revise", "修改后再审")),
            fields=(
                Field("opinion_number", "意见书编号", required=True, maximum_length=80),
                Field("matters_to_apply", "告知办理的审批事项", "textarea"),
            ),
            doc="牵头部门汇总意见，出具一份联合审查意见。",
        )
        d.add("end", "joint_review_end", "结束", ("natural_resources", column + 5, 0.8))
        d.chain("joint_review_begin", "joint_review_fork")
        d.chain("joint_review_join", "review_opinion", "joint_review_end")


def _after_review(d: Drawing, column: float) -> None:
    """Revision and review again; drawing review, or a commitment in its place."""
    d.add("exclusive", "review_outcome", "方案是否通过", ("natural_resources", column, 0.8))
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
        doc="按联合审查意见修改方案后再次提交联合审查；修改的时间是申请人的。",
    )
    d.add("exclusive", "structure_route", "是否变动主体结构", ("natural_resources", column + 1, 0.8))
    d.step(
        "drawing_commitment",
        "告知承诺（免审图）",
        ("applicant", column + 2, 0),
        role="applicant",
        time="applicant",
        fields=(
            Field("structure_unchanged", "承诺不涉及主体结构变动", "boolean", required=True),
            Field("quality_promised", "承诺符合质量安全和消防要求", "boolean", required=True),
        ),
        doc="不涉及主体结构变动的低风险项目实行告知承诺，取消施工图审查。",
    )
    d.step(
        "drawing_review",
        "施工图审查",
        ("housing", column + 2, 0),
        department="drawing_review",
        fields=(Field("certificate_number", "审查合格书编号", required=True, maximum_length=80),),
        doc="涉及主体结构变动的审查施工图；文件没有规定时限。有问题的，由审图机构退回设计单位修改至合格。",
        time="special_procedure",
    )
    d.add("exclusive", "drawings_settled", "", ("natural_resources", column + 3, 0.8))
    d.flow("joint_review", "review_outcome")
    d.flow("review_outcome", "plan_revision", "修改后再审", 'review_decision = "revise"')
    d.flow("plan_revision", "joint_review")
    d.default("review_outcome", "structure_route", "通过")
    d.flow("structure_route", "drawing_review", "变动", "structure_change")
    d.default("structure_route", "drawing_commitment", "不变动")
    d.chain("drawing_commitment", "drawings_settled")
    d.chain("drawing_review", "drawings_settled")
