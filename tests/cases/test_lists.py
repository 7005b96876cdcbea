"""Lists: what is mine to do, the cases under a filter, the breaches; with lamps that need no refresh."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from engine.queries.paging import BadCursor
from models import tables as t
from tests.support.drawing import draw

DAY = timedelta(days=1)


def test_my_department_s_steps_come_late_first(world, monday, person):
    early = world.start("low_risk", monday, title="仓库")
    late = world.start("low_risk", monday + 2 * DAY)
    counter = person("c", "counter", "counter")
    items = world.banjie.work(counter, monday + 2 * DAY)
    assert [i.case for i in items] == [early, late]
    first = items[0]
    assert (first.title, first.process_name, first.step) == ("仓库", "社会投资简易低风险", "intake_review")
    assert (first.limit, first.remaining, first.unit, first.lamp) == (
        "prc-licensing-law/32.4",
        "3",
        "working_day",
        "green",
    )


def test_the_lamp_of_a_list_turns_by_the_instant_alone(world, monday, person):
    world.start("low_risk", monday)
    counter = person("c", "counter", "counter")
    lamps = [world.banjie.work(counter, monday + n * DAY)[0].lamp for n in (0, 4, 9)]
    assert lamps == ["green", "yellow", "red"]
    assert world.banjie.work(counter, monday + 9 * DAY)[0].remaining == "-3"
    rows = [world.banjie.cases(world.filter(), monday + n * DAY).rows[0].lamp for n in (0, 4, 9)]
    assert rows == lamps


def test_a_step_is_on_the_list_of_those_who_may_do_it(world, monday, person, applicant):
    case = world.start("low_risk", monday)
    world.do(case, "request-correction", monday, items=["x"])
    names = {
        "owner": applicant,
        "stranger": person("z", "applicant", "applicant"),
        "counter": person("c", "counter", "counter"),
        "worker": person("w", "housing", "case_worker"),
        "auditor": person("a", None, "auditor"),
    }
    seen = {name: len(world.banjie.work(actor, monday)) for name, actor in names.items()}
    assert seen == {"owner": 1, "stranger": 0, "counter": 1, "worker": 0, "auditor": 0}


def test_a_step_of_no_department_is_on_every_worker_s_list(world, monday, person):
    world.deploy(draw("free", "start s\nuser work\nend e\ns -> work\nwork -> e"))
    world.start("free", monday)
    seen = [len(world.banjie.work(person("w", d, "case_worker"), monday)) for d in ("housing", "water", None)]
    assert seen == [1, 1, 1]


def test_mine_are_those_that_i_claimed(world, monday, person):
    counter = person("c", "counter", "counter")
    case, _ = world.start("low_risk", monday), world.start("low_risk", monday)
    world.do(case, "claim", monday, by=counter)
    assert [i.case for i in world.banjie.work(counter, monday, mine=True)] == [case]
    assert len(world.banjie.work(counter, monday)) == 2


def test_pages_follow_one_another_without_a_gap(world, monday, person):
    cases = {world.start("low_risk", monday + timedelta(minutes=n)) for n in range(7)}
    counter = person("c", "counter", "counter")
    seen, after = [], None
    while page := world.banjie.work(counter, monday + DAY, after=after, limit=3):
        seen += [i.case for i in page]
        after = page[-1].cursor
    assert len(seen) == 7
    assert set(seen) == cases
    listed, cursor = [], None
    while True:
        found = world.banjie.cases(world.filter(limit=2, after=cursor, order="received"), monday + DAY)
        listed += [r.case for r in found.rows]
        cursor = found.next
        if cursor is None:
            break
    assert listed == sorted(listed, reverse=True)
    assert set(listed) == cases


@pytest.fixture
def several(world, monday):
    found = {
        "received": world.start("low_risk", monday, title="甲厂房", applicant="甲公司"),
        "accepted": world.start("joint_acceptance", monday, title="乙_仓库%"),
        "refused": world.start("external_lines", monday),
        "late": world.start("low_risk", monday - 30 * DAY, title="丙"),
    }
    world.do(found["refused"], "refuse", monday)
    return found


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({}, {"received", "accepted", "refused", "late"}),
        ({"process": "low_risk"}, {"received", "late"}),
        ({"state": "refused"}, {"refused"}),
        ({"state": "open"}, {"received", "accepted", "late"}),
        ({"lamp": "red"}, {"late"}),
        ({"lamp": "green"}, {"received"}),
        ({"lamp": "none"}, {"accepted", "refused"}),
        ({"lamp": "yellow"}, set()),
        ({"place": "汕尾"}, {"received", "accepted", "refused", "late"}),
        ({"place": "佛山"}, set()),
        ({"department": "counter"}, {"received", "late"}),
        ({"text": "甲公司"}, {"received"}),
        ({"text": "_仓库%"}, {"accepted"}),
        ({"text": "%"}, {"accepted"}),
        ({"order": "closed"}, {"refused"}),
    ],
)
def test_cases_under_a_filter(world, several, monday, wanted, names):
    page = world.banjie.cases(world.filter(**wanted), monday)
    assert {r.case for r in page.rows} == {several[n] for n in names}


def test_the_counts_are_over_the_whole_filter_but_its_lamp(world, several, monday):
    page = world.banjie.cases(world.filter(lamp="red", limit=1), monday)
    assert page.counts == {"red": 1, "yellow": 0, "green": 1, "none": 2}
    assert several


def test_an_applicant_s_list_holds_their_own(world, several, monday, applicant, person):
    assert len(world.banjie.cases(world.filter(owner=applicant), monday).rows) == 4
    other = person("甲公司", "applicant", "applicant")
    assert {r.case for r in world.banjie.cases(world.filter(owner=other), monday).rows} == {several["received"]}


@pytest.mark.parametrize("wanted", [{"order": "random"}, {"lamp": "blue"}, {"after": "x"}, {"after": "W10"}])
def test_a_question_that_no_list_understands_is_a_sentence(world, monday, wanted):
    with pytest.raises(ValueError, match="Expected"):
        world.banjie.cases(world.filter(**wanted), monday)
    with pytest.raises(BadCursor):
        world.banjie.breaches(monday, after="??")


def test_breaches_are_those_judged_and_those_that_still_run(world, monday):
    judged, running = world.start("low_risk", monday), world.start("joint_acceptance", monday)
    world.banjie.tick(monday + 9 * DAY)
    world.do(running, "complete", monday + 9 * DAY, "apply_acceptance", data=world.filled(running))
    rows, following = world.banjie.breaches(monday + 9 * DAY)
    assert following is None
    intake = next(r for r in rows if r.limit == "prc-licensing-law/32.4" and r.case == judged)
    assert (intake.verdict, intake.open, intake.clause, intake.department) == (
        "breached",
        False,
        "第三十二条第一款第四项",
        "counter",
    )
    event = next(e for e in world.view(judged).events if e.seq == intake.seq)
    assert event.fact.run == intake.run
    still = [r for r in rows if r.open]
    assert {r.case for r in still} == {judged}
    assert all(float(r.over) >= 0 for r in rows)


def test_breaches_by_filter_and_by_page(world, monday):
    for n in range(5):
        world.start("low_risk", monday + timedelta(minutes=n))
    at = monday + 9 * DAY
    world.banjie.tick(at)
    every, _ = world.banjie.breaches(at)
    page, cursor = world.banjie.breaches(at, limit=4)
    rest, end = world.banjie.breaches(at, after=cursor)
    assert [*page, *rest] == list(every)
    assert end is None
    by_law, _ = world.banjie.breaches(at, document="prc-licensing-law", department="counter")
    assert len(by_law) == 5
    assert world.banjie.breaches(at, since=at)[0] == ()
    assert world.banjie.breaches(at, until=monday)[0] == ()
    assert len(world.banjie.breaches(at, text="20260914-0003")[0]) == len(every) / 5
    assert world.banjie.breaches(at, place="佛山")[0] == ()


def test_a_case_that_was_late_once_is_marked_for_good(world, monday):
    case = world.start("low_risk", monday)
    world.banjie.tick(monday + 8 * DAY)
    world.do(case, "withdraw", monday + 9 * DAY)
    with world.database.read() as connection:
        assert connection.execute(sa.select(t.cases.c.breached)).scalar_one()


def test_a_paused_clock_keeps_its_colour_in_the_lists(world, monday, person):
    case = world.start("low_risk", monday)
    world.banjie.tick(monday + 4 * DAY)
    world.do(case, "start-pause", monday + 4 * DAY, kind="hearing")
    counter = person("c", "counter", "counter")
    (item,) = world.banjie.work(counter, monday + 90 * DAY)
    assert (item.lamp, item.paused, item.remaining, item.deadline_at) == ("yellow", True, "1", None)
    (row,) = world.banjie.cases(world.filter(), monday + 90 * DAY).rows
    assert (row.lamp, row.paused) == ("yellow", True)
    assert world.view(case, monday + 90 * DAY).lamp == "yellow"


def test_a_case_without_a_limit_has_no_lamp(world, monday):
    world.deploy(draw("free", "start s\nuser work\nend e\ns -> work\nwork -> e"))
    case = world.start("free", monday)
    assert world.view(case).lamp == "none"
    assert world.banjie.cases(world.filter(), monday).rows[0].lamp == "none"


def test_open_cases_are_counted_by_process_as_the_list_counts_them(world, monday):
    for _ in range(2):
        world.start("external_lines", monday)
    gone = world.start("joint_acceptance", monday)
    world.start("joint_acceptance", monday)
    world.do(gone, "withdraw", monday + timedelta(hours=1))
    counted = world.banjie.open_cases()
    assert counted == {"external_lines": 2, "joint_acceptance": 1}
    for process, number in counted.items():
        page = world.banjie.cases(world.filter(process=process, state="open", limit=1), monday)
        assert sum(page.counts.values()) == number
