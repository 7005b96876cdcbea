"""The one way XML from outside comes in: bounded, without document type, entities or network.

Used for diagrams and decision tables alike. The text is decoded and looked at before libxml2 sees it, so a document
type declaration is refused rather than trusted to be harmless, and an encoding that is not on the list never
reaches the parser.
"""

from __future__ import annotations

import codecs
import re

from lxml import etree

from workflows.bpmn.finding import refuse

MAX_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 60_000
MAX_DEPTH = 100

# What the declaration may name. The Chinese ones are still written by desktop tools of the field.
# GB 18030 reads its two forerunners.
_ENCODINGS = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    "iso-8859-1": "iso-8859-1",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARATION = re.compile(r"\s*+<\?xml\s[^<>]{0,200}\?>")
_DECLARED = re.compile(rb"""\s*+<\?xml\s[^<>]{0,150}?encoding\s*=\s*["']([A-Za-z0-9._\-]{1,40})["']""")
_BEFORE_ROOT = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FOREIGN = ((b"PK\x03\x04", "a zip or Office file"), (b"%PDF", "a PDF"), (b"\x89PNG", "a picture"))


def parse(data: bytes, what: str) -> etree._Element:
    """The root element of an XML file, without comments and processing instructions.

    Args:
        data: The file's bytes, at most `MAX_BYTES`.
        what: What the file is, for the sentences ("diagram intake.bpmn").

    Raises:
        Refused: It is not well-formed XML, too large or too deep, in an encoding Banjie does not read, or it
            declares a document type or entities. The sentence names the line where there is one.
    """
    text = decode(data, what)
    _refuse_document_type(text, what)
    if text.count("<") > 2 * MAX_ELEMENTS + 1000:
        raise refuse(f"Expected {what} to hold at most {MAX_ELEMENTS:,} XML elements, but it holds more")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise refuse(f"Expected {what} to be well-formed XML, but line {line}: {_plain(error)}", line) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse(f"Expected {what} without a document type declaration, but it holds one")
    _refuse_size(root, what)
    return root


def content(element: etree._Element | None) -> str | None:
    """All the text inside an element, trimmed; None where there is no element or no text."""
    if element is None:
        return None
    return "".join(str(part) for part in element.itertext()).strip() or None


def line_of(element: etree._Element) -> int | None:
    """The line of the file the element begins in."""
    line = element.sourceline
    return line if isinstance(line, int) else None


def decode(data: bytes, what: str) -> str:
    """The text of an XML file, without byte order mark and XML declaration.

    Raises:
        Refused: It is empty, larger than `MAX_BYTES`, not text, or in an encoding that Banjie does not read.
    """
    if not data.strip():
        raise refuse(f"Expected {what} to be XML, but it is empty")
    if len(data) > MAX_BYTES:
        size, most = len(data) / 1024 / 1024, MAX_BYTES // 1024 // 1024
        raise refuse(f"Expected {what} to be at most {most} MiB, but it is {size:.1f} MiB")
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            raise refuse(f"Expected {what} to be XML, but it is {kind}")
    encoding, mark = _encoding(data, what)
    try:
        text = data[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(
            f"Expected {what} to be text in {encoding}, but line {line} holds a byte that is not", line
        ) from error
    bad = _FORBIDDEN.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        raise refuse(
            f"Expected {what} to hold text only, but line {line} holds the control character U+{ord(bad.group()):04X}",
            line,
        )
    # Blank, not cut: the lines keep their numbers.
    declaration = _DECLARATION.match(text)
    if not declaration:
        return text
    return "\n" * declaration.group().count("\n") + text[declaration.end() :]


def _encoding(data: bytes, what: str) -> tuple[str, int]:
    """The codec to read with and the length of the byte order mark."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return codec, len(mark)
    declared = _DECLARED.match(data[:400])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    if name not in _ENCODINGS:
        raise refuse(f"Expected {what} in UTF-8, GB 18030 or UTF-16 with a byte order mark, but it says {name}", 1)
    return _ENCODINGS[name], 0


def _refuse_document_type(text: str, what: str) -> None:
    """A document type can stand only before the root: step over what else may stand there."""
    found = _BEFORE_ROOT.match(text)
    at = found.end() if found else 0
    if text.startswith("<!", at) and not text.startswith("<!--", at):
        line = text.count("\n", 0, at) + 1
        raise refuse(
            f"Expected {what} without a document type declaration, but line {line} begins one"
            " (Banjie reads no document types and no entities)",
            line,
        )


def _refuse_size(root: etree._Element, what: str) -> None:
    count, depth = 0, 0
    for action, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if action == "start" else -1
        count += action == "start"
        if depth > MAX_DEPTH:
            line = line_of(element)
            raise refuse(f"Expected {what} to nest at most {MAX_DEPTH} deep, but line {line} goes deeper", line)
    if count > MAX_ELEMENTS:
        raise refuse(f"Expected {what} to hold at most {MAX_ELEMENTS:,} XML elements, but it holds {count:,}")


def _plain(error: etree.XMLSyntaxError) -> str:
    """What libxml2 says, without the position it appends and without hints to its programmers."""
    if "Excessive depth" in (error.msg or ""):
        return f"it nests deeper than {MAX_DEPTH}"
    return re.sub(r", line \d+, column \d+.*$", "", error.msg or "it is not XML").strip().rstrip(".")
