"""Writes the diagrams named on the command line, or all of them."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.draw.labels import place_labels
from scripts.draw.layout import lay_out
from scripts.draw.processes import DRAWINGS
from scripts.draw.route import route_flows
from scripts.draw.xml import to_xml

ROOT = Path(__file__).resolve().parents[2]


def main(names: list[str]) -> int:
    """Write the diagrams; 2 when a name is unknown."""
    unknown = [name for name in names if name not in DRAWINGS]
    if unknown:
        known = ", ".join(DRAWINGS)
        print(f"Expected names of diagrams ({known}), but got {', '.join(unknown)}.", file=sys.stderr)
        return 2
    for name in names or list(DRAWINGS):
        drawing = DRAWINGS[name]()
        plan = lay_out(drawing)
        routes = route_flows(drawing, plan)
        labels = place_labels(drawing, plan, routes)
        target = ROOT / "bpmn" / drawing.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(to_xml(drawing, plan, routes, labels))
        print(f"{target.relative_to(ROOT)}: {int(plan.width)} × {int(plan.height)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
