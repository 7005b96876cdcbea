"""The list of cases: filters, counts, pages, and whose cases."""

import re

import pytest


@pytest.fixture
def some(town):
    """Three cases: one late, one accepted, one received."""
    late = town.start(title="迟到的仓库")
    town.clock.go_on(days=8)
    going = town.start(title="在办的仓库")
    town.do(going, "accept", "counter", decision="accept")
    fresh = town.start(title="新来的仓库", applicant="海丰县粤鑫仓储有限公司", by="builder2")
    return late, going, fresh


def titles(page):
    return [t for t in ("迟到的仓库", "在办的仓库", "新来的仓库") if f">{t}<" in page.text]


def test_the_list_shows_every_case_with_its_lamp_and_state(some, browse):
    page = browse("counter").get("/cases")
    assert titles(page) == ["迟到的仓库", "在办的仓库", "新来的仓库"]
    for word in ("已接件", "办理中", "绿灯", "全部 <b>3</b>"):
        assert word in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=在办", ["在办的仓库"]),
        ("text=粤鑫", ["新来的仓库"]),
        ("text=100%25", []),
        ("state=accepted", ["迟到的仓库", "在办的仓库"]),
        ("state=received", ["新来的仓库"]),
        ("state=open", ["迟到的仓库", "在办的仓库", "新来的仓库"]),
        ("state=completed", []),
        ("process=low_risk", ["迟到的仓库", "在办的仓库", "新来的仓库"]),
        ("process=land_to_start", []),
        ("department=counter", ["新来的仓库"]),
        ("place=nowhere", []),
        ("lamp=purple", ["迟到的仓库", "在办的仓库", "新来的仓库"]),
        ("order=received", ["迟到的仓库", "在办的仓库", "新来的仓库"]),
        ("order=closed", []),
    ],
)
def test_filters_leave_what_they_say(some, town, browse, query, found):
    town.banjie.tick(town.clock())
    assert titles(browse("counter").get(f"/cases?{query}")) == found


def test_the_counts_by_lamp_are_links_that_keep_the_other_filters(some, browse):
    page = browse("counter").get("/cases?text=仓库&state=open").text
    link = re.search(r'id="count-red" href="([^"]+)"', page)[1]
    assert "lamp=red" in link
    assert "state=open" in link
    assert "text=" in link


def test_long_lists_go_on_behind_the_last_row(town, browse):
    for number in range(53):
        town.start(title=f"第 {number:02} 件")
    browser = browse("counter")
    first = browser.get("/cases")
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = browser.get(following)
    shown = [set(re.findall(r"第 (\d\d) 件", page.text)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1])) == (50, 3)
    assert not shown[0] & shown[1]
    assert "回到开头" in second.text


def test_a_cursor_that_no_page_gave_leads_back_to_the_start(browse):
    assert browse("counter").get("/cases?after=nonsense&state=open").location == "/cases?state=open"


def test_the_list_renews_itself_under_its_filter(some, town, browse):
    browser = browse("counter")
    page = browser.get("/cases?text=仓库").text
    address = re.search(r'data-live hx-get="([^"]+)"', page)[1]
    town.start(title="又一个仓库")
    part = browser.part(address)
    assert "又一个仓库" in part.text
    assert "<html" not in part.text


def test_an_applicant_sees_no_cases_but_their_own(some, browse):
    page = browse("builder2").get("/cases")
    assert titles(page) == ["新来的仓库"]
    assert "全部 <b>1</b>" in page.text
    assert titles(browse("builder2").get("/cases?text=迟到")) == []
