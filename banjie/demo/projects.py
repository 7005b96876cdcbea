"""What the demo's applicants ask for: projects of every kind that the document knows, with facts that fit the kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from random import Random

    from workflows.model import FormField, ProcessModel

PLACES = ("高新区", "城区", "海丰县", "陆丰市", "陆河县", "红海湾开发区")
BRANDS = (
    "恒润",
    "粤鑫",
    "海晟",
    "联岳",
    "品清",
    "启帆",
    "金厢",
    "德立",
    "宏祺",
    "汇洋",
    "承禾",
    "泽昌",
    "山汇",
    "普源",
)
TRADES = ("新材料", "电子科技", "食品", "装备制造", "生物科技", "精密五金", "纺织", "冷链物流", "智能家居", "环保包装")
ESTATES = ("文明里", "二马路", "凤苑", "金鹏", "香洲东", "城南", "工业新村", "海丽", "奎山", "银兴")
ROADS = ("汕尾大道", "香江大道", "海滨街", "站前横路", "金鹏路", "四马路", "红海大道", "园区三路", "通港路")


@dataclass(frozen=True, slots=True)
class Project:
    """One application: the process it takes and what it says of itself."""

    process: str
    title: str
    applicant: str
    facts: Mapping[str, Any]


# What `draw` chooses from.
PROCESSES = ("land_to_start", "low_risk", "low_risk_with_plan", "old_estate", "external_lines", "joint_acceptance")


def draw(random: Random) -> Project:
    """One project, the kinds in the proportion in which a city of this size sees them."""
    kinds: tuple[tuple[Callable[[Random], Project], int], ...] = (
        (_land_to_start, 24),
        (_low_risk, 20),
        (_low_risk_with_plan, 10),
        (_old_estate, 18),
        (_external_lines, 22),
        (_joint_acceptance, 6),
    )
    makers, weights = zip(*kinds, strict=True)
    maker: Callable[[Random], Project] = random.choices(makers, weights)[0]
    return maker(random)


def elsewhere(random: Random, models: Sequence[ProcessModel]) -> Project:
    """One application of another place, with facts by chance within what its form allows."""
    place = random.choice(sorted({model.place for model in models}))
    model = random.choice([model for model in models if model.place == place])
    firm = f"{model.place}{random.choice(BRANDS)}{random.choice(TRADES)}有限公司"
    facts = {field.id: value for field in model.facts if (value := _fact(field, firm, random)) is not None}
    return Project(model.id, f"{firm[:-4]}·{model.name.partition('（')[0]}", firm, facts)


def _fact(field: FormField, firm: str, random: Random) -> Any:
    values = [value for value, _ in field.options]
    match field.type:
        case "boolean":
            return random.random() < 0.4  # noqa: PLR2004
        case "integer" | "number":
            low = int(field.minimum if field.minimum is not None else 1)
            return random.randint(low, int(field.maximum if field.maximum is not None else low + 300))
        case "select":
            return random.choice(values)
        case "multiselect":
            return random.sample(values, 1) if field.required else []
        case "text" | "textarea":
            return firm[: field.maximum_length]
        case "date":
            return f"2026-{random.randint(3, 9):02d}-{random.randint(1, 28):02d}"
        case _:
            return f"{field.label}.pdf" if field.required else None


def _firm(random: Random) -> str:
    return f"汕尾市{random.choice(BRANDS)}{random.choice(TRADES)}有限公司"


def _building(random: Random, *, largest: int, highest: int) -> dict[str, Any]:
    return {
        "area": random.randrange(1800, largest, 20),
        "height": random.randrange(9, highest + 1),
        "use": random.choice(("factory", "warehouse")),
        "funding": "social",
        "excluded_zones": [],
    }


def _land_to_start(random: Random) -> Project:
    firm = _firm(random)
    facts = {
        **_building(random, largest=42000, highest=36),
        "industrial_land": True,
        "plan_before_deal": True,
        "needs_air_defence": False,
        "plan_changed": random.random() < 0.18,  # noqa: PLR2004  one in six changes its plan
    }
    return Project("land_to_start", f"{random.choice(PLACES)}{firm[3:-4]}生产基地", firm, facts)


def _low_risk(random: Random) -> Project:
    firm = _firm(random)
    what = random.choice(("厂房", "仓库", "扩建厂房"))
    facts = {
        **_building(random, largest=10001, highest=24),
        "simple_structure": True,
        "needs_air_defence": False,
        "needs_energy_review": random.random() < 0.3,  # noqa: PLR2004
        "land_with_plan": False,
    }
    return Project("low_risk", f"{random.choice(PLACES)}{firm[3:-4]}{what}", firm, facts)


def _low_risk_with_plan(random: Random) -> Project:
    project = _low_risk(random)
    return Project(
        "low_risk_with_plan",
        f"{project.title}(带方案出让)",
        project.applicant,
        {**project.facts, "land_with_plan": True},
    )


def _old_estate(random: Random) -> Project:
    estate = f"{random.choice(ESTATES)}小区"
    facts = {
        "area": random.randrange(3000, 60000, 100),
        "use": "residential",
        "funding": random.choice(("government", "mixed")),
        "built_before_2000": True,
        "area_changed": random.random() < 0.2,  # noqa: PLR2004
        "structure_changed": random.random() < 0.1,  # noqa: PLR2004
        "new_land": False,
        "excluded_zones": [],
    }
    return Project("old_estate", f"{random.choice(PLACES)}{estate}老旧小区改造", f"{estate}改造项目部", facts)


def _external_lines(random: Random) -> Project:
    utility, name = random.choice(
        (("water", "供水"), ("gas", "燃气"), ("drainage", "排水"), ("power", "10kV电力"), ("telecom", "通信"))
    )
    facts: dict[str, Any] = {
        "utility": utility,
        "pipeline_length": random.choice((80, 120, 180, 240, 300, 320, 460, 900)),
        "diameter": random.choice((100, 150, 200, 250, 300)),
        "green_area": random.choice((0, 30, 80, 200, 260)),
        "main_road": random.random() < 0.25,  # noqa: PLR2004
        "excluded_zones": [],
        **({"voltage": 10} if utility == "power" else {}),
    }
    unit = {"water": "供水", "gas": "燃气", "drainage": "排水", "power": "供电", "telecom": "通信"}[utility]
    return Project("external_lines", f"{random.choice(ROADS)}{name}外线接入工程", f"汕尾市{unit}公司", facts)


def _joint_acceptance(random: Random) -> Project:
    firm = _firm(random)
    facts = {**_building(random, largest=30000, highest=32), "needs_air_defence": random.random() < 0.3}  # noqa: PLR2004
    return Project("joint_acceptance", f"{firm[3:-4]}厂区竣工联合验收", firm, facts)
