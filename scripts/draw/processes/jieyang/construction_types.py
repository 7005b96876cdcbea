"""The types of construction projects of 揭阳 and what each is promised (附表36, 44, 48)."""

from __future__ import annotations

from functools import partial

from scripts.draw.model import Field
from scripts.draw.processes.jieyang import construction_matters as m
from scripts.draw.processes.jieyang.common import AFFECTS_ENVIRONMENT, NEEDS_AIR_DEFENCE
from scripts.draw.processes.jieyang.construction import Start, Type, draw

BUILDING = (m.AREA, NEEDS_AIR_DEFENCE, AFFECTS_ENVIRONMENT)
PROMISED = (m.APPLICATION, m.DESIGN_PLAN, m.PLANNING_COMMITMENT, m.DRAWINGS, m.CONSTRUCTION_COMMITMENT)

GOVERNMENT = Type(
    "construction_government",
    "政府投资房屋建筑审批",
    "政府投资的房屋建筑类工程建设项目，全流程审批控制在 70 个工作日之内，对应附表36。",
    m.GOVERNMENT_STAGES,
    BUILDING,
    limits=("t36-government",),
    pushed=False,
)
LINEAR = Type(
    "construction_linear",
    "政府投资线性工程审批",
    "政府投资的道路、管线等线性工程，全流程审批控制在 50 个工作日之内，对应附表36。",
    m.LINEAR_STAGES,
    (m.LENGTH, AFFECTS_ENVIRONMENT),
    limits=("t36-linear",),
    pushed=False,
)
SOCIAL = Type(
    "construction_social",
    "社会投资工程审批",
    "社会投资的一般工程建设项目，全流程审批控制在 50 个工作日之内，对应附表36。",
    m.SOCIAL_STAGES,
    BUILDING,
    limits=("t36-social",),
)
WITH_PLAN = Type(
    "construction_with_plan",
    "带方案出让用地项目审批",
    "社会投资、土地带方案出让的项目：全流程 40 个工作日；列入清单制加告知承诺制改革试点的 20 个工作日。"
    "附表44在同一行写了两个数，文件没有说明哪些属于试点。",
    m.PLAN_STAGES,
    (*BUILDING, Field("commitment_pilot", "是否列入清单制加告知承诺制试点", "boolean")),
    starts=(
        Start("ordinary_started", "一般起算", "t36-with-plan", label="40 个工作日"),
        Start("pilot_started", "试点起算", "t44-with-plan", "commitment_pilot", "20 个工作日"),
    ),
    preapproved=True,
    materials=PROMISED,
)
SMALL = Type(
    "construction_small",
    "社会投资小型工程审批",
    "社会投资小型工程，四个阶段、四个环节，全流程 20 个工作日，对应二（二）9和附表36、42；"
    "小型工业项目试点同为 20 个工作日（附表44）。附表48另写立项到取得施工许可 25 个工作日，比全流程还长。",
    m.PLAN_STAGES,
    (*BUILDING, Field("industrial", "是否工业类项目", "boolean")),
    to_permit="t48-small",
    starts=(
        Start("small_started", "小型工程起算", "2.9-small", label="小型工程"),
        Start("industrial_started", "工业项目起算", "t44-industrial", "industrial", "工业类"),
    ),
    reviewed=False,
    materials=PROMISED,
)
LOW_RISK = Type(
    "low_risk",
    "社会投资简易低风险",
    "小型、低风险的社会投资项目，从投资备案到竣工验收，再到产权登记和水电气接入，四个阶段 28 天，对应附表32、48。"
    "简易审批程序由揭阳另行制定，文件没有写面积、高度等条件。",
    m.PLAN_STAGES,
    BUILDING,
    limits=("t48-low-risk",),
    reviewed=False,
    registered=True,
    materials=PROMISED,
)
DECORATION = Type(
    "decoration",
    "装饰装修工程审批",
    "装饰装修工程，全流程 20 个工作日（附表36）；附表48另写立项到取得施工许可 25 个工作日，比全流程还长。",
    m.DECORATION_STAGES,
    (m.AREA,),
    limits=("t36-decoration",),
    to_permit="t48-decoration",
    reviewed=False,
    materials=(m.APPLICATION, m.DRAWINGS, m.CONSTRUCTION_COMMITMENT),
)

TYPES = (GOVERNMENT, LINEAR, SOCIAL, WITH_PLAN, SMALL, LOW_RISK, DECORATION)
DRAWINGS = {f"jieyang_{kind.id}": partial(draw, kind) for kind in TYPES}
