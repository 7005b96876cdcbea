"""Gather the texts of the site, and tell which of them have no English yet.

`.venv/bin/python scripts/messages.py [NAME…]` brings the files of `web/translations/en/LC_MESSAGES/` up to date: the
pages' texts stand in `banjie.po`, what the diagrams, decision tables, facts and limits of a place say in one named for
the place. New texts are added without a translation, those that nothing says any more are dropped. With names, only
those files are written. `--check` changes nothing and fails where a text is missing.
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
FOLDER = ROOT / "web" / "translations" / "en" / "LC_MESSAGES"
SITE, NATION = "banjie", "national"
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "encoding": "utf-8"}}
KEYWORDS = {"gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "_": None}
ATTRIBUTES = ("name", "label", "help")
LISTS = (("limits", "limit", ("procedure", "step")), ("decisions/facts", "fact", ("help", "unit")))
HEADER = "# English texts of the Banjie site: of its pages, and of the names in diagrams, tables and limits."


def short(path: Path) -> str:
    """The path within the repository."""
    return path.relative_to(ROOT).as_posix()


def gather() -> dict[str, Catalog]:
    """Every text, with where it stands, by file. Texts without a Chinese character need no translation; a text that
    the pages or the nation's own diagrams have needs no second one.
    """
    site = _empty()
    extracted = extract_from_dir(ROOT / "web", METHODS, OPTIONS, keywords=KEYWORDS)
    for name, line, message, _, context in extracted:
        site.add(message, locations=[(f"web/{name}", line)], context=context)
    found = {SITE: site, NATION: _empty()}
    for place, path, text in sorted(set(data_texts()), key=lambda row: (row[0] != NATION, row)):
        shared = (site, found[NATION]) if place != NATION else (site,)
        if is_chinese(text) and not any(catalog.get(text) for catalog in shared):
            found.setdefault(place, _empty()).add(text, locations=[(path, 0)])
    return found


def _empty() -> Catalog:
    return Catalog(locale="en", domain=SITE, project="Banjie", header_comment=HEADER, fuzzy=False)


def data_texts() -> Iterator[tuple[str, str, str]]:
    """Names and labels of diagrams, rules of decision tables, subjects of limits, helps of facts; with their places
    and files.
    """
    for path in sorted((ROOT / "bpmn").rglob("*.*")):
        reader = {".bpmn": diagram_texts, ".dmn": table_texts}.get(path.suffix)
        if reader is not None:
            root = etree.fromstring(path.read_bytes())
            yield from ((path.parent.name, short(path), text.strip()) for text in reader(root) if text)
    for folder, table, keys in LISTS:
        for path in sorted((ROOT / "workflows" / folder).rglob("*.toml")):
            place = path.stem if table == "fact" else path.parent.name
            for row in tomllib.loads(path.read_text(encoding="utf-8")).get(table, []):
                yield from ((place, short(path), row[key]) for key in keys if row.get(key))


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


def merged() -> dict[str, Catalog]:
    """The gathered texts with the translations that stand in the files, wherever a text stood before."""
    old = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.po"))}
    fresh = gather()
    for name, catalog in fresh.items():
        before = [old[name]] if name in old else []
        for message in catalog:
            places = (*before, *old.values())
            found = (each.get(message.id, message.context) for each in places if message.id)
            known = next((each for each in found if each is not None and each.string), None)
            if known is not None:
                message.string = known.string
                message.flags = known.flags - {"fuzzy"} | ({"python-format"} if message.python_format else set())
    return fresh


def _read(path: Path) -> Catalog:
    return pofile.read_po(BytesIO(path.read_bytes()), locale="en")


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without English."""
    parts = [(m.id, m.string if isinstance(m.string, tuple) else (m.string,)) for m in catalog if m.id]
    return [str(text) for text, strings in parts if not all(strings)]


def main() -> None:
    names = [argument for argument in sys.argv[1:] if argument != "--check"]
    checking = "--check" in sys.argv[1:]
    catalogs = {name: each for name, each in merged().items() if not names or name in names}
    for name, catalog in catalogs.items() if not checking else ():
        FOLDER.mkdir(parents=True, exist_ok=True)
        out = BytesIO()
        pofile.write_po(out, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)
        (FOLDER / f"{name}.po").write_bytes(out.getvalue())
    missing = [(name, text) for name, catalog in catalogs.items() for text in untranslated(catalog)]
    for name, text in missing:
        print(f"{name}: {text}")
    total = sum(len(catalog) for catalog in catalogs.values())
    print(f"{total} texts, {len(missing)} without English.", file=sys.stderr)
    if missing and checking:
        sys.exit(1)


if __name__ == "__main__":
    main()
