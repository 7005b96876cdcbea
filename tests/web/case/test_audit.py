"""The pages of an auditor, over the real engine."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest

from engine.queries.totals import BreachTotal
from models.tables import events
from web.audit import asked, table


@pytest.fixture
def late(town):
    """A case that was accepted and then left alone for seven weeks."""
    case = town.start()
    town.do(case, "accept", "counter", "intake_review")
    town.clock.go_on(days=50)
    town.banjie.tick(town.clock())
    return case


def rows_of(page):
    return re.findall(r'<tr id="b-', page)


def test_only_auditors_and_administrators_enter(browse):
    for login in ("counter", "planning", "builder", "planner"):
        for path in ("/audit", "/audit/breaches.csv", "/audit/log.jsonl", "/audit/verification"):
            assert browse(login).get(path).status_code == 403
    assert browse("admin").get("/audit").status_code == 200


def test_without_a_breach_the_page_says_so(town, browse):
    town.start()
    page = browse("auditor").get("/audit").text
    assert "没有符合条件的超期" in page
    assert "筛选范围内没有超期" in page


def test_a_breach_is_listed_with_clause_department_and_proof(late, browse):
    page = browse("auditor").get("/audit").text
    assert len(rows_of(page)) >= 1
    assert "汕建规字〔2023〕2号 五（一）1" in page
    assert f"/cases/{late}/clocks/shanwei-2023-2/5.1.1@land_stage%231" in page
    assert "仍在计时" in page


def test_every_proof_opens(late, browse):
    browser = browse("auditor")
    page = browser.get("/audit").text
    for address in set(re.findall(r'href="(/cases/[^"]+/clocks/[^"]+)"', page)):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("document=shanwei-2023-2", True),
        ("document=prc-licensing-law", False),
        ("clause=五（一）1", True),
        ("clause=五（二）6", False),
        ("place=汕尾", True),
        ("place=佛山", False),
        ("text=德立", True),
        ("text=鼎湖", False),
        ("since=2026-09-01&until=2026-09-30", True),
        ("since=2026-11-01", False),
        ("until=2026-09-09", False),
        ("since=yesterday&until=%00", True),
    ],
)
def test_filters_narrow_list_and_totals_alike(late, browse, query, found):
    page = browse("auditor").part(f"/audit?{query}").text
    total = int(re.search(r'sum-big">(\d+)', page)[1])
    assert bool(rows_of(page)) is found
    assert total == len(rows_of(page))


def test_a_cursor_that_no_page_gave_leads_to_the_beginning(browse):
    answer = browse("auditor").get("/audit?after=nonsense&place=汕尾")
    assert answer.status_code == 302
    assert "after" not in answer.location


def test_the_list_goes_on_page_by_page(town, browse, monkeypatch):
    monkeypatch.setattr("web.audit.views.PAGE", 2)
    for _ in range(3):
        case = town.start()
        town.do(case, "accept", "counter", "intake_review")
    town.clock.go_on(days=20)
    browser = browse("auditor")
    seen, address = [], "/audit"
    while address:
        page = browser.get(address).text
        seen += re.findall(r'<tr id="b-([^"]+)"', page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        address = link[1].replace("&amp;", "&") if link else None
    assert len(seen) == len(set(seen)) == int(re.search(r'sum-big">(\d+)', page)[1])
    assert len(seen) >= 3


# ── CSV ────


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("汕尾1", "汕尾1"),
        (7, "7"),
        (None, ""),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_is_never_a_formula(cell, written):
    assert table.safe(cell) == written


def test_the_table_begins_with_the_mark_that_excel_needs():
    text = "".join(table.lines([["甲", 'say "no", please'], ["二\n行", ""]]))
    assert text[0] == "\ufeff"
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [["甲", 'say "no", please'], ["二\n行", ""]]


def test_the_download_has_every_row_and_defuses_titles(town, browse, monkeypatch):
    monkeypatch.setattr("web.audit.views.CSV_PAGE", 2)
    for n in range(4):
        case = town.start(title=f"=cmd|{n}")
        town.do(case, "accept", "counter", "intake_review")
    town.clock.go_on(days=20)
    answer = browse("auditor").get("/audit/breaches.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=breaches-20260927.csv"
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[:3] == ["办件编号", "项目", "流程"]
    assert {row[1] for row in rows} == {f"'=cmd|{n}" for n in range(4)}
    assert all(row[-1].startswith("http://localhost/cases/") for row in rows)


def test_the_download_keeps_to_the_filter(late, browse):
    answer = browse("auditor").get("/audit/breaches.csv?document=prc-licensing-law").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(answer)))) == 1


# ── totals ────


def test_totals_add_up_under_a_key():
    totals = (
        BreachTotal("d", "一", "housing", "working_day", 3, 1, Decimal(7)),
        BreachTotal("d", "一", "water", "working_day", 1, 0, Decimal("0.5")),
        BreachTotal("d", "二", "housing", "hour", 5, 5, Decimal(9)),
    )
    first, second = asked.sums(totals, lambda t: t.department)
    assert (first.key, first.count, first.open) == ("housing", 8, 6)
    assert first.over == {"working_day": 7, "hour": 9}
    assert (second.key, second.over) == ("water", {"working_day": Decimal("0.5")})


def test_totals_agree_with_the_rows(town, late):
    rows, _ = town.banjie.breaches(town.clock(), limit=500)
    totals = town.banjie.breach_totals(town.clock())
    assert sum(t.count for t in totals) == len(rows)
    assert sum(t.open for t in totals) == sum(row.open for row in rows)
    assert sum(t.over for t in totals) == sum(Decimal(row.over) for row in rows)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"since": "2026-09-01", "until": "bad"}, {"since": "2026-09-01"}),
        ({"text": "  仓库 ", "clause": ""}, {"text": "仓库"}),
        ({"text": "x" * 500}, {"text": "x" * 100}),
        ({"since": "9999-12-31", "unknown": "1"}, {}),
    ],
)
def test_what_the_address_asks_is_read_with_patience(given, kept):
    assert asked.read(given).kept == kept


def test_the_last_day_of_a_span_is_within_it():
    wanted = asked.read({"until": "2026-09-30"}).wanted
    assert wanted["until"].date() == date(2026, 10, 1)


# ── the log ────


def test_the_log_is_checked_now_and_the_result_stays_on_the_page(town, browse):
    town.start()
    browser = browse("auditor")
    browser.post("/audit/verification", shown="/audit")
    town_check(browser)
    page = browser.get("/audit").text
    assert "完整，没有改动" in page
    assert "1 件" in page


def town_check(browser):
    for _ in range(200):
        part = browser.part("/audit/verification").text
        if "正在逐条核对" not in part:
            return part
    raise AssertionError("the check did not end")


def test_a_changed_event_is_found(town, browse):
    case = town.start()
    with town.banjie.database.write() as connection:
        for trigger in [
            row[0] for row in connection.exec_driver_sql("select name from sqlite_master where type='trigger'")
        ]:
            connection.exec_driver_sql(f'drop trigger "{trigger}"')
        connection.execute(events.update().where(events.c.case_id == case, events.c.seq == 2).values(actor="mallory"))
    browser = browse("auditor")
    browser.post("/audit/verification", shown="/audit")
    found = town_check(browser)
    assert "发现问题" in found
    assert f"/cases/{case}" in found


def test_a_check_can_be_stopped(town, browse, monkeypatch):
    begun = []

    def endless(*_, progress, **__):
        while True:
            begun.append(1)
            progress(len(begun), 10**9)

    monkeypatch.setattr("web.audit.verification.verify_database", endless)
    browser = browse("auditor")
    browser.post("/audit/verification", shown="/audit")
    assert "正在逐条核对" in browser.part("/audit/verification").text
    browser.post("/audit/verification/stop", shown="/audit")
    assert "核对已停止" in browser.part("/audit/verification").text


def test_the_export_proves_itself_and_holds_no_opinions(town, browse):
    case = town.start()
    town.do(case, "accept", "counter", "intake_review", opinion="不可外传")
    answer = browse("auditor").get("/audit/log.jsonl")
    lines = answer.text.splitlines()
    assert json.loads(lines[0])["form"] == "banjie-export-1"
    assert json.loads(lines[-1])["seal"]["cases"] == 1
    assert "不可外传" not in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
