"""Files that are no diagrams, or want to do harm: each is refused with a sentence, quickly."""

from __future__ import annotations

import io
import zipfile
from time import perf_counter

import pytest

from tests.bpmn.drawing import NAMESPACES, around, definitions, diagram, end, flow, node, path, start, task
from workflows.bpmn import Refused, read_processes
from workflows.bpmn.check import check
from workflows.bpmn.xml import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, decode, parse


def zipped() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.bpmn", around(task("a")))
    return held.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
GOOD = around(task("a", name="受理"))
TEXT = GOOD.decode()

HOSTILE = {
    "billion laughs": (
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><definitions {NAMESPACES}>&l9;</definitions>'.encode(),
        "without a document type declaration, but line 1 begins one",
    ),
    "external entity": (
        b'<?xml version="1.0"?>\n<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<definitions>&x;</definitions>',
        "line 2 begins one",
    ),
    "external document type": (
        b'<!DOCTYPE definitions SYSTEM "http://example.org/bpmn.dtd"><definitions/>',
        "without a document type declaration",
    ),
    "document type behind comments": (
        b"<!-- a --> <?b?> <!-- <c> -->\n\n<!DOCTYPE d []><d/>",
        "but line 3 begins one",
    ),
    "document type in UTF-16": (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d []><d/>'.encode("utf-16"),
        "without a document type declaration",
    ),
    "undefined entity": (b"<definitions>&lol;</definitions>", "line 1: Entity 'lol' not defined"),
    "parameter entity": (b"<definitions>%lol;</definitions>", "to be BPMN 2.0"),
    "50 MB": (b"<a>" + b" " * 50_000_000 + b"</a>", "at most 4 MiB, but it is 47.7 MiB"),
    "deep nesting": (b"<a>" * 200 + b"</a>" * 200, f"to nest at most {MAX_DEPTH} deep, but line 1"),
    "very deep nesting": (b"<a>" * 20_000 + b"</a>" * 20_000, f"it nests deeper than {MAX_DEPTH}"),
    "too many elements": (b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", "at most 60,000 XML elements"),
    "far too many elements": (b"<a>" + b"<b></b>" * 200_000 + b"</a>", "at most 60,000 XML elements"),
    "wrong root": (b"<html><body/></html>", "its root is html"),
    "right root of another namespace": (b'<definitions xmlns="urn:x"/>', "its root is {urn:x}definitions"),
    "a decision table": (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
        "to be BPMN 2.0",
    ),
    "not XML": (b'{"processes": []}', "to be well-formed XML, but line 1"),
    "half a file": (GOOD[: len(GOOD) // 2], "to be well-formed XML"),
    "two roots": (b"<a/><b/>", "to be well-formed XML"),
    "undeclared prefix": (b'<a x:y="1"/>', "Namespace prefix x for y on a is not defined"),
    "attribute twice": (b'<a b="1"\n b="2"/>', "line 2: Attribute b redefined"),
    "empty": (b"", "but it is empty"),
    "blank": (b" \n\t ", "but it is empty"),
    "zip": (zipped(), "but it is a zip or Office file"),
    "PDF": (b"%PDF-1.7 ...", "but it is a PDF"),
    "nul byte": (b"<a>\n\0</a>", "line 2 holds the control character U+0000"),
    "control character": (b"<a>\x1b[2J</a>", "control character U+001B"),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "but it says utf-7"),
    "EBCDIC": (b'<?xml version="1.0" encoding="ebcdic-cp-us"?><a/>', "but it says ebcdic-cp-us"),
    "not UTF-8": (b"<a>\n\n\xff\xfe</a>", "line 3 holds a byte that is not"),
    "UTF-16 without a mark": ("<a/>".encode("utf-16-le"), "control character U+0000"),
    "half a UTF-16 character": (b"\xff\xfe<", "to be text in utf-16-le"),
    "no process": (definitions(), "to hold a process with a start, but it holds none"),
    "empty process": (diagram(), "to hold a process with a start, but it holds none"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(name):
    data, expected = HOSTILE[name]
    began = perf_counter()
    with pytest.raises(Refused) as refusal:
        read_processes(data, f"{name}.bpmn")
    (sentence,) = refusal.value.sentences
    assert expected in sentence
    assert f"diagram {name}.bpmn" in sentence
    assert sentence.startswith("Expected ")
    assert perf_counter() - began < 5


@pytest.mark.parametrize(
    "data",
    [
        b" " * (MAX_BYTES - 4) + b"<a/>",
        b"<!--" * (MAX_BYTES // 4),
        b"<!---->" * (MAX_BYTES // 8) + b"<a/>",
        b"<? " * (MAX_BYTES // 3),
        b"<?xml " + b" " * (MAX_BYTES - 10),
    ],
    ids=["spaces", "open comments", "comments", "open instructions", "open declaration"],
)
def test_reading_takes_time_in_proportion_to_the_size(data):
    began = perf_counter()
    with pytest.raises(Refused):
        read_processes(data)
    assert perf_counter() - began < 3


def test_external_files_are_never_opened(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    root = parse(f"<a>{include}</a>".encode(), "diagram")
    assert "geheim" not in "".join(root.itertext())


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        f'<?xml version="1.0" encoding="UTF-8"?>\n{TEXT}'.encode(),
        TEXT.encode("utf-16"),
        f'<?xml version="1.0" encoding="UTF-16"?>{TEXT}'.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        f"<?xml version='1.0' encoding='GBK'?>{TEXT}".encode("gbk"),
        f'<?xml version="1.0" encoding="GB2312" standalone="yes"?>{TEXT}'.encode("gb2312"),
        f'<?xml version="1.0" encoding="gb18030"?>{TEXT}'.encode("gb18030"),
    ],
)
def test_chinese_encodings_say_the_same(data):
    (model,) = read_processes(data)
    assert model.elements["a"].name == "受理"


def test_lines_keep_their_numbers_behind_a_declaration_of_two_lines():
    assert decode(b'<?xml version="1.0"\n encoding="utf-8"?><a/>', "x") == "\n<a/>"


def test_comments_and_instructions_are_passed_over():
    data = GOOD.replace(b"<userTask", b"<!-- <userTask id='b'/> --><?php run() ?><userTask")
    (model,) = read_processes(data)
    assert sorted(model.elements) == ["a", "e", "s"]


def test_ten_thousand_elements_are_refused_by_their_number():
    names = [f"t{n}" for n in range(10_000)]
    data = diagram(start(), *(node("task", name) for name in names), end(), path("s", *names[:50], "e"))
    models = read_processes(data)
    found = check(models, known_limits=None, known_processes=None)
    assert "expected at most 2,000 elements, but it holds 10,002" in found[0].sentence


def test_two_thousand_steps_in_a_row_are_fine():
    names = [f"t{n}" for n in range(1_998)]
    data = diagram(start(), *(node("task", name) for name in names), end(), path("s", *names, "e"))
    assert check(read_processes(data), known_limits=None, known_processes=None) == ()


def test_a_diagram_may_not_nest_a_hundred_deep():
    inner = "<property>" * MAX_DEPTH + "</property>" * MAX_DEPTH
    with pytest.raises(Refused, match="nest at most 100 deep, but line 1 goes deeper"):
        read_processes(around(task("a", inner)))


def test_every_reason_is_told_at_once():
    data = diagram(
        start(),
        node("scriptTask", "x"),
        node("complexGateway", "y"),
        end(),
        path("s", "x", "y", "e"),
        flow("s", "x", id="s_x"),
    )
    with pytest.raises(Refused) as refusal:
        read_processes(data)
    assert len(refusal.value.sentences) == 3
    assert str(refusal.value) == "\n".join(refusal.value.sentences)


def test_a_label_of_markup_stays_text():
    (model,) = read_processes(around(task("a", name="<script>alert(1)</script>")))
    assert model.elements["a"].name == "<script>alert(1)</script>"
