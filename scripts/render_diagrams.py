"""Draws every diagram as a picture, with the viewer that the site uses.

    python scripts/render_diagrams.py FOLDER [FILE.bpmn …]

Needs playwright and a Chromium (its own, or the one named by `CHROMIUM`, or `/usr/bin/chromium`).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "web" / "static" / "vendor" / "bpmn"
SCRIPT = VENDOR / "bpmn-navigated-viewer.production.min.js"
STYLES = ("diagram-js.css", "bpmn-js.css")
PAGE = """<!doctype html><meta charset="utf-8"><style>
html, body, #canvas { margin: 0; width: 100%; height: 100%; background: #fff; }
</style><div id="canvas"></div>"""
SHOW = """async (xml) => {
  const viewer = new BpmnJS({ container: '#canvas' });
  const { warnings } = await viewer.importXML(xml);
  const canvas = viewer.get('canvas');
  const box = canvas.viewbox().inner;
  const margin = 20;
  canvas.viewbox({ x: box.x - margin, y: box.y - margin, width: innerWidth, height: innerHeight });
  return { width: box.width + 2 * margin, height: box.height + 2 * margin,
           warnings: warnings.map(w => w.message) };
}"""


def chromium() -> str | None:
    """The Chromium to drive; None: the one that playwright brought."""
    named = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return named if Path(named).exists() else None


def draw(page: Page, diagram: Path, target: Path) -> list[str]:
    """Write one picture; gives the viewer's warnings."""
    xml = diagram.read_text(encoding="utf-8")
    for _ in range(2):  # the first pass measures, the second draws at that size
        page.set_content(PAGE)
        for style in STYLES:
            page.add_style_tag(content=(VENDOR / style).read_text(encoding="utf-8"))
        page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"))
        shown = page.evaluate(SHOW, xml)
        page.set_viewport_size({"width": int(shown["width"]), "height": int(shown["height"])})
    page.screenshot(path=target)
    return [str(warning) for warning in shown["warnings"]]


def main(arguments: list[str]) -> int:
    """Draw the diagrams named, or all; 1 when the viewer complained."""
    if not arguments:
        print("Expected a folder for the pictures, but got nothing.", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    diagrams = [Path(name) for name in arguments[1:]] or sorted((ROOT / "bpmn").rglob("*.bpmn"))
    complaints: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for diagram in diagrams:
            target = folder / f"{diagram.stem}.png"
            warnings = draw(page, diagram, target)
            print(target)
            if warnings:
                complaints[diagram.name] = warnings
        browser.close()
    if complaints:
        print(json.dumps(complaints, ensure_ascii=False, indent=1), file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
