"""Catalogue files that break their rules: each is refused with the file and the key."""

from __future__ import annotations

import pytest

from workflows.catalogue import Catalogue, CatalogueError
from workflows.places import Places

HEAD = """
[document]
id = "plan"
title = "方案"
number = "一号"
issuer = "局"
issued_on = 2024-01-01
effective_from = 2024-02-01
place = "shanwei"
source_file = "000.txt"
"""
LIMIT = """
[[limit]]
id = "1"
clause = "一"
lines = [3]
procedure = "审批"
scope = "activity"
quantity = 0.5
unit = "working_day"
starts = "enabled"
"""


def load(folder, text, name="plan.toml", place="shanwei"):
    (folder / place).mkdir(exist_ok=True)
    (folder / place / name).write_text(text, encoding="utf-8")
    return Catalogue.load(folder)


def test_the_smallest_file_is_read(tmp_path):
    limit = load(tmp_path, HEAD + LIMIT).limit("plan/1")
    assert str(limit.quantity) == "0.5"
    assert limit.place == "shanwei"
    assert str(limit.effective_from) == "2024-02-01"


BROKEN = [
    (HEAD.replace("2024-01-01", '"soon"') + LIMIT, "document, issued_on"),
    (HEAD.replace("title", "titel") + LIMIT, "document, title"),
    (HEAD.replace('"shanwei"', '"foshan"') + LIMIT, "<place>/<document id>"),
    (HEAD.replace('"plan"', '"plan2"') + LIMIT, "<place>/<document id>"),
    (HEAD.replace('"000.txt"', '"../000.txt"') + LIMIT, "source_file"),
    (HEAD.replace('"000.txt"', '"/etc/passwd"') + LIMIT, "source_file"),
    (HEAD + "effective_to = 2023-01-01\n" + LIMIT, "effective_to"),
    (HEAD + "colour = 1\n" + LIMIT, "'colour'"),
    (HEAD + LIMIT + 'colour = "red"\n', "'colour'"),
    (HEAD + LIMIT + LIMIT, "stands twice"),
    (HEAD + LIMIT.replace('id = "1"', 'id = "Ä"'), "limit Ä, id"),
    (HEAD + LIMIT.replace("0.5", "0"), "limit 1, quantity"),
    (HEAD + LIMIT.replace("0.5", "-3"), "limit 1, quantity"),
    (HEAD + LIMIT.replace("0.5", "true"), "limit 1, quantity"),
    (HEAD + LIMIT.replace("0.5", "nan"), "quantity"),
    (HEAD + LIMIT.replace("0.5", '"5"'), "limit 1, quantity"),
    (HEAD + LIMIT.replace("0.5", "1e9"), "limit 1, quantity"),
    (HEAD + LIMIT.replace("working_day", "fortnight"), "limit 1, unit"),
    (HEAD + LIMIT.replace("activity", "galaxy"), "limit 1, scope"),
    (HEAD + LIMIT.replace('"enabled"', '["enabled"]'), "limit 1, starts"),
    (HEAD + LIMIT.replace("[3]", "[]"), "limit 1, lines"),
    (HEAD + LIMIT.replace("[3]", "[0]"), "limit 1, lines"),
    (HEAD + LIMIT.replace("[3]", '["3"]'), "limit 1, lines"),
    (HEAD.replace('source_file = "000.txt"', "") + LIMIT, "no source_file"),
    (HEAD + LIMIT.replace('clause = "一"', 'clause = ""'), "limit 1, clause"),
    (HEAD + LIMIT + 'excludes = ["lunch"]', "limit 1, excludes"),
    (HEAD + LIMIT + 'excludes = ["works", "works"]', "limit 1, excludes"),
    (HEAD + LIMIT + 'departments = { lead = ["navy"] }', "departments, lead"),
    (HEAD + LIMIT + 'departments = { boss = ["housing"] }', "'boss'"),
    (HEAD + LIMIT + "extension = { count = 0, quantity = 1, approver = 'x' }", "extension, count"),
    (HEAD + LIMIT + "extension = { count = 1, quantity = 1 }", "extension, approver"),
    (HEAD + LIMIT + "extension = 3", "extension"),
    (HEAD + LIMIT + 'lapse = "shrug"', "limit 1, lapse"),
    (HEAD + LIMIT + 'basis = "moon"', "limit 1, basis"),
    (HEAD + LIMIT + 'applies = "area <"', "limit 1, applies"),
    (HEAD + LIMIT + 'policies = { roll_natural = "maybe" }', "policies, roll_natural"),
    (HEAD + LIMIT + 'policies = { mood = "good" }', "'mood'"),
    (HEAD + "limit = 3", "limit"),
    ("limit = 3\n" + HEAD, "plan.toml, limit"),
    ("[document", "TOML"),
    ("document = 3", "document"),
    ("x = " + "[" * 5000, "TOML"),
    ("# " + "x" * 1_000_001, "shorter"),
]


@pytest.mark.parametrize(("text", "part"), BROKEN, ids=[f"{n}-{part}" for n, (_, part) in enumerate(BROKEN)])
def test_a_broken_file_is_refused_with_its_name_and_the_key(tmp_path, text, part):
    with pytest.raises(CatalogueError) as caught:
        load(tmp_path, text)
    sentence = str(caught.value)
    assert sentence.startswith("Expected ")
    assert part in sentence
    assert "plan.toml" in sentence


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "shanwei").mkdir()
    (tmp_path / "shanwei" / "plan.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match="UTF-8"):
        Catalogue.load(tmp_path)


def test_a_place_without_departments_of_its_own_may_name_any(tmp_path):
    text = HEAD.replace('"shanwei"', '"elsewhere"') + LIMIT + 'departments = { lead = ["navy"] }'
    assert load(tmp_path, text, place="elsewhere").limit("plan/1").departments.all == ("navy",)


def test_what_is_optional_is_read(tmp_path):
    more = """applies = "area <= 100"
restarts = ["new_facts"]
policies = { nonworking_start = "roll" }
effective_to = 2030-12-31
extension = { count = 2, quantity = 3, approver = "局长" }
"""
    limit = load(tmp_path, HEAD + LIMIT + more).limit("plan/1")
    assert (limit.applies, limit.restarts, dict(limit.policies)) == (
        "area <= 100", ("new_facts",), {"nonworking_start": "roll"},
    )  # fmt: skip
    assert limit.extension.count == 2


PLACES = [
    ('[place]\nid = "a"\nname = "甲"\n', "place, english"),
    ('[place]\nid = "b"\nname = "甲"\nenglish = "A"\n', "hold place 'a'"),
    (
        (
            '[place]\nid = "a"\nname = "甲"\nenglish = "A"\n'
            '[[department]]\nid = "x"\nname = "x"\nenglish = "x"\nkind = "ship"'
        ),
        "kind",
    ),
    (
        '[place]\nid = "a"\nname = "甲"\nenglish = "A"\n'
        + '[[department]]\nid = "x"\nname = "x"\nenglish = "x"\nkind = "group"\n' * 2,
        "stands twice",
    ),
]


@pytest.mark.parametrize(("text", "part"), PLACES)
def test_a_broken_place_is_refused(tmp_path, text, part):
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=part):
        Places.load(tmp_path)
