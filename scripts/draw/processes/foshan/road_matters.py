"""The permits for occupying roads, highways, green space and waterworks: of external lines and of 5G stations."""

from __future__ import annotations

from scripts.draw.processes.permits import Permit


def road_permits(
    clause: str, rows: tuple[int, int, int], *, facilities: bool = False, water: bool = False
) -> tuple[Permit, ...]:
    """The permits as needed, those of the roads in these `rows`.

    `facilities`: municipal facilities are moved; `water`: waterworks and soil are touched.
    """
    permits = [
        Permit(
            "traffic_plan_approval",
            "占道交通组织审核",
            "roads",
            rows[0],
            "public_security",
            f"占道施工交通组织方案审核，对应{clause}。",
            when="occupies_traffic",
            label="占道施工",
        ),
        Permit(
            "road_excavation_permit",
            "占用挖掘道路审批",
            "roads",
            rows[1],
            "transport",
            f"占用、挖掘城市道路审批，对应{clause}。",
            when="excavates_road",
            label="挖掘道路",
        ),
        Permit(
            "highway_works_permit",
            "公路涉路审批",
            "roads",
            rows[2],
            "transport",
            f"公路（高速、国省道、县乡道）涉路审批，对应{clause}。",
            when="crosses_highway",
            label="涉及公路",
        ),
        Permit(
            "green_space_permit",
            "临时占用绿地审批",
            "urban",
            0,
            "urban_management",
            f"临时占用城市绿地审批，对应{clause}。",
            when="occupies_green",
            label="占用绿地",
        ),
    ]
    if facilities:
        permits.append(
            Permit(
                "facility_relocation_permit",
                "迁改市政设施审批",
                "urban",
                1,
                "housing",
                f"占用、迁改市政基础设施审批，对应{clause}；文件没有写明主办部门，按牵头单位处理。",
                when="relocates_facilities",
                label="迁改设施",
            )
        )
    if water:
        permits += [
            Permit(
                "waterworks_permit",
                "水利工程范围审批",
                "water",
                0,
                "water",
                f"水利工程管理和保护范围内建设工程方案审批，对应{clause}。",
                when="in_waterworks_range",
                label="水利范围",
            ),
            Permit(
                "soil_conservation_permit",
                "水土保持方案审批",
                "water",
                1,
                "water",
                f"生产建设项目水土保持方案审批，对应{clause}。",
                when="needs_soil_plan",
                label="水土保持",
            ),
        ]
    return tuple(permits)
