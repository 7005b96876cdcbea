"""Gather the texts of the site, and tell which of them have no English yet.

`.venv/bin/python scripts/messages.py` brings `web/translations/en/LC_MESSAGES/banjie.po` up to date with what the
pages, the diagrams, the decision tables and the limits say: new texts are added without a translation, those that
nothing says any more are dropped. `--check` changes nothing and fails where a text is missing.
"""

from __future__ import annotations

import sys
import tomllib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "banjie.po"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "encoding": "utf-8"}}
KEYWORDS = {"gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_": None}
ATTRIBUTES = ("name", "label", "help")
LISTS = (("limits", "limit", ("procedure", "step")), ("decisions/facts", "fact", ("help", "unit")))
HEADER = "# English texts of the Banjie site: of its pages, and of the names in diagrams, tables and limits."


def short(path: Path) -> str:
    """The path within the repository."""
    return path.relative_to(ROOT).as_posix()


def gather() -> Catalog:
    """Every text, with where it stands. Texts without a Chinese character need no translation."""
    found = Catalog(locale="en", domain="banjie", project="Banjie", header_comment=HEADER, fuzzy=False)
    extracted = extract_from_dir(ROOT / "web", METHODS, OPTIONS, keywords=KEYWORDS)
    for name, line, message, _, context in extracted:
        found.add(message, locations=[(f"web/{name}", line)], context=context)
    for path, text in sorted(set(data_texts())):
        if is_chinese(text):
            found.add(text, locations=[(path, 0)])
    return found


def data_texts() -> Iterator[tuple[str, str]]:
    """Names and labels of diagrams, rules of decision tables, subjects of limits, helps of facts; with their files."""
    for path in sorted((ROOT / "bpmn").rglob("*.*")):
        reader = {".bpmn": diagram_texts, ".dmn": table_texts}.get(path.suffix)
        if reader is not None:
            root = etree.fromstring(path.read_bytes())
            yield from ((short(path), text.strip()) for text in reader(root) if text)
    for folder, table, keys in LISTS:
        for path in sorted((ROOT / "workflows" / folder).rglob("*.toml")):
            for row in tomllib.loads(path.read_text(encoding="utf-8")).get(table, []):
                yield from ((short(path), row[key]) for key in keys if row.get(key))


def diagram_texts(root: etree._Element) -> Iterator[str | None]:
    """What a diagram shows to people."""
    for element in root.iter(etree.Element):
        yield from (element.get(name) for name in ATTRIBUTES)
        if element.tag.endswith("}documentation"):
            yield element.text


def table_texts(root: etree._Element) -> Iterator[str | None]:
    """What the rules of a decision table say."""
    for rule in root.iter("{*}rule"):
        yield from (text.text for text in rule.iterfind("{*}description"))


def is_chinese(text: str) -> bool:
    """Whether it holds a CJK ideograph."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def merged() -> Catalog:
    """The gathered texts with the translations that stand in the file."""
    fresh = gather()
    old = pofile.read_po(BytesIO(PO.read_bytes()), locale="en") if PO.exists() else Catalog(locale="en")
    for message in fresh:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None:
            message.string = known.string
            message.flags = known.flags - {"fuzzy"} | ({"python-format"} if message.python_format else set())
    return fresh


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without English."""
    parts = [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in catalog if m.id]
    return [str(text) for text, strings in parts if not all(strings)]


def main() -> None:
    catalog = merged()
    missing = untranslated(catalog)
    if "--check" not in sys.argv[1:]:
        PO.parent.mkdir(parents=True, exist_ok=True)
        out = BytesIO()
        pofile.write_po(out, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
        PO.write_bytes(out.getvalue())
    for text in missing:
        print(text)
    print(f"{len(catalog)} texts, {len(missing)} without English.", file=sys.stderr)
    if missing and "--check" in sys.argv[1:]:
        sys.exit(1)


if __name__ == "__main__":
    main()
