"""A scenario's file: what can be said, and the sentences for what cannot."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.simulation.scenario import (
    Assumptions,
    Batch,
    Draw,
    Leave,
    LimitPlan,
    Scenario,
    ScenarioError,
    Shift,
    Span,
    Urgency,
    load,
)

WHOLE = """
process = "land_to_start"
start = 2026-01-05
cases = 500
horizon = 400
warm_up = 30
seed = 7
replications = 20
limit_calendar = "office"

[assumptions]
limit_share = 0.5

[arrivals]
rate = 3
per = "week"
weekdays = [2, 1, 1, 1, 1, 0, 0]

[calendars.panel]
hours = [["09:00", "12:00"]]
weekdays = ["tue", "thu"]
closures = [{ from = 2026-08-03, to = 2026-08-05, name = "台风" }]
extra = [2026-08-08]

[pools.housing]
count = 3
discipline = "due_date"
shifts = [{ count = 2, calendar = "panel", pace = 1.3 }]
leave = [{ people = 1, from = 2026-02-09, to = 2026-02-20 }]
shared = ["fire"]
paces = { fire = 1.5 }
in_turn = true

[pools.fire]
count = 1
discipline = "due_date"

[steps.planning_permit]
duration = { kind = "lognormal", mean = 1, deviation = 0.5, unit = "working_days", maximum = 5 }
priority = -2
decisions = { "准予" = 0.8, correct = 0.2 }
fields = { plan_changed = { kind = "choice", values = [true, false], weights = [1, 3] } }
durations = { fire = { kind = "fixed", value = 3, unit = "working_hours" } }

[branches]
some_flow = 0.25

[facts]
area = { kind = "uniform", low = 100, high = 3000 }
use = { kind = "fixed", value = "factory" }

[timers]
somebody_writes = { kind = "exponential", mean = 20, unit = "days" }

[limits."shanwei-2023-2/5.2.6"]
quantity = 3

[limits."shanwei-2023-2/2.2"]
removed = true
"""


def said(text: str) -> Scenario:
    return load(text.encode())


def test_a_file_is_read_as_it_stands():
    found = said(WHOLE)
    assert (found.process, found.start, found.cases, found.horizon) == ("land_to_start", date(2026, 1, 5), 500, 400.0)
    assert (found.warm_up, found.seed, found.replications, found.limit_calendar) == (30.0, 7, 20, "office")
    assert found.assumptions == Assumptions(limit_share=0.5)
    assert found.arrivals is not None
    assert (found.arrivals.rate, found.arrivals.per, found.arrivals.weekdays[0]) == (3.0, "week", 2.0)
    assert found.calendars["panel"].weekdays == ("tue", "thu")
    assert found.calendars["panel"].closures == (Span(date(2026, 8, 3), date(2026, 8, 5), "台风"),)
    assert found.pools["housing"].shifts == (Shift(2, "panel", 1.3),)
    assert (found.pools["housing"].paces, found.pools["housing"].in_turn) == ({"fire": 1.5}, True)
    assert found.pools["housing"].leave == (Leave(1, date(2026, 2, 9), date(2026, 2, 20)),)
    step = found.steps["planning_permit"]
    assert step.duration == Draw("lognormal", (1.0, 0.5), unit="working_days", maximum=5.0)
    assert (step.priority, step.decisions) == (-2.0, {"准予": 0.8, "correct": 0.2})
    assert step.fields["plan_changed"] == Draw("choice", (True, False), (1.0, 3.0))
    assert step.durations == {"fire": Draw("fixed", (3.0,), unit="working_hours")}
    assert found.branches == {"some_flow": 0.25}
    assert found.facts["use"] == Draw("fixed", ("factory",))
    assert found.timers["somebody_writes"].by_clock
    assert found.limits == {
        "shanwei-2023-2/5.2.6": LimitPlan(3.0),
        "shanwei-2023-2/2.2": LimitPlan(removed=True),
    }


def test_a_priority_may_be_told_by_conditions():
    found = said("process = 'p'\n[steps.x]\npriority = [{ when = 'area > 500', priority = 3 }, { priority = -1 }]")
    assert found.steps["x"].priority == (Urgency("area > 500", 3.0), Urgency("", -1.0))


def test_cases_may_be_done_together():
    table = "batch = { size = 5, wait = 24, opens = 'panel', most = 8, together = false, factors = { 1 = 1, 5 = 0.5 } }"
    found = said(f"process = 'p'\n[steps.x]\n{table}")
    assert found.steps["x"].batch == Batch(5, 24.0, "panel", 8, together=False, factors={1: 1.0, 5: 0.5})


def test_only_the_process_has_to_be_said():
    assert said('process = "intake"') == Scenario("intake")


def test_a_horizon_alone_leaves_the_number_of_cases_open():
    assert said('process = "intake"\nhorizon = 365').cases is None


def test_instants_may_be_recorded_ones():
    found = said('process = "intake"\n[arrivals]\ninstants = [2026-01-05T09:30:00, 2026-01-06T10:00:00]')
    assert found.arrivals is not None
    assert found.arrivals.instants == (
        datetime.fromisoformat("2026-01-05T09:30"),
        datetime.fromisoformat("2026-01-06T10:00"),
    )


def test_a_file_on_the_disk_is_named_in_sentences(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('process = "intake"\nspeed = 3\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"Expected mine\.toml to hold only .*'speed'"):
        load(path)
    with pytest.raises(ScenarioError, match="Expected to read the scenario"):
        load(tmp_path / "absent.toml")


SPAN = '[steps.x]\nduration = { kind = "%s", %s, unit = "hours" }'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "process to be a text"),
        ("cases = 0", "cases to be a whole number from 1"),
        ("cases = 1.5", "cases to be a whole number"),
        ("cases = true", "cases to be a whole number"),
        ("horizon = -1", "horizon to be a finite number of 0 or more"),
        ("warm_up = nan", "warm_up to be a finite number"),
        ("warm_up = inf", "warm_up to be a finite number"),
        ("seed = -1", "seed to be a whole number from 0"),
        ("seed = 99999999999999999999", "seed to be a whole number from 0 to 1,000,000,000,000"),
        ("start = 2026-01-05T09:00:00", "start to be a date"),
        ("speed = 1", "'speed'"),
        ("[assumptions]\nlimit_share = 1.5", "limit_share to be a finite number from 0 to 1"),
        ("[assumptions]\nutilisation = 0", "utilisation to be a number above 0"),
        ("[assumptions]\ncorrection = 1", "correction to be a share below 1"),
        ("[assumptions]\ncorrections = 0", "'corrections'"),
        ("[arrivals]", "one of rate, gap and instants"),
        ('[[parallel]]\nsteps = ["a"]', "parallel 1, steps to be two or more ids"),
        ('[[parallel]]\nsteps = ["a", []]', "parallel 1, steps to be two or more ids"),
        ('[[parallel]]\nsteps = ["a", 3]', "parallel 1, steps to be two or more ids"),
        ('[[parallel]]\nsteps = ["a", "b"]\n[[parallel]]', "parallel 2, steps to be two or more ids"),
        ('[[parallel]]\nsteps = ["a", "b"]\nlast = 1', "parallel 1"),
        ('[[sequence]]\nsteps = ["a", ["b"]]', "sequence 1, steps to be two or more ids"),
        ('sequence = "a"', "sequence to be a list of tables"),
        ("[arrivals]\nrate = 0", "rate to be a number above 0"),
        ('[arrivals]\nrate = 1\nper = "decade"', "per to be one of day, week, month, year"),
        ("[arrivals]\nrate = 1\nhours = [1, 2]", "hours to be 24 weights"),
        ("[arrivals]\nrate = 1\nhours = [[1, 2]]", "hours of mon, hours to be 24 weights"),
        (f"[arrivals]\nrate = 1\nhours = [{', '.join([str([1] * 24)] * 6)}]", "24 for each of 7 weekdays"),
        (f"[arrivals]\nrate = 1\nhours = [{', '.join([str([0] * 24)] * 7)}]", "one of them above 0"),
        (f"[arrivals]\nrate = 1\nhours = [{', '.join([str([1] * 24)] * 6)}, []]", "24 for each of 7 weekdays"),
        ("[arrivals]\nrate = 1\nmonths = [1]", "months to be 12 weights"),
        ("[arrivals]\nrate = 1\nmade_up = -1", "made_up to be a finite number of 0 or more"),
        ("[arrivals]\nrate = 1\nseasons = [{ from = 2026-02-01, to = 2026-02-14 }]", "factor to be a finite number"),
        (
            "[arrivals]\nrate = 1\nseasons = [{ from = 2026-02-02, to = 2026-02-01, factor = 1 }]",
            "seasons 1, to to be a date not before",
        ),
        ("[arrivals]\nrate = 1\nweekdays = [0, 0, 0, 0, 0, 0, 0]", "weekdays to be 7 weights"),
        ("[arrivals]\ninstants = [2026-01-05]", "instants to be a list of instants"),
        ('[calendars.c]\nhours = ["09:00"]', "hours to be slots"),
        ('[calendars.c]\nweekdays = ["monday"]', "weekdays to be a list of mon"),
        ("[calendars.c]\nevery = 14", "since to be the first of the days"),
        (
            "[calendars.c]\nclosures = [{ from = 2026-02-03, to = 2026-02-01 }]",
            "to to be a date not before `from`, but it is 2026-02-01.",
        ),
        ("[pools.p]", "pools.p, count to be a whole number"),
        ("[pools.p]\ncount = -1", "count to be a whole number from 0"),
        ('[pools.p]\ncount = 1\ndiscipline = "last_in"', "discipline to be one of first_in, due_date, priority"),
        ("[pools.p]\ncount = 1\nleave = [{ people = 0, from = 2026-02-01, to = 2026-02-02 }]", "people to be"),
        ("[pools.p]\ncount = 1\nshifts = [{ count = 1 }]", "calendar to be a text"),
        ('[pools.p]\nshifts = [{ count = 1, calendar = "c", pace = 0 }]', "pace to be a number above 0"),
        ("[pools.p]\ncount = 1\npaces = { q = 0 }", "pools.p, paces, q to be a number above 0"),
        ('[pools.p]\ncount = 1\nin_turn = "yes"', "in_turn to be true or false"),
        ('[steps.x.durations]\np = { kind = "fixed", value = 1 }', "unit to be one of working_hours"),
        ('[steps.x]\nduration = { kind = "beta", unit = "hours" }', "kind to be one of fixed"),
        ('[steps.x]\nduration = { kind = "fixed", value = 1 }', "unit to be one of working_hours"),
        (SPAN % ("fixed", "value = -1"), "value to be a finite number of 0 or more"),
        (SPAN % ("fixed", 'value = "long"'), "value to be a finite number"),
        (SPAN % ("triangular", "low = 3, mode = 2, high = 4"), "rising numbers of a triangular"),
        (SPAN % ("gamma", "mean = 0, deviation = 1"), "mean to be a number above 0"),
        (SPAN % ("empirical", "values = []"), "values to be a list of finite numbers"),
        (SPAN % ("histogram", "edges = [1, 2, 3], weights = [1]"), "weights to be 2 numbers"),
        (SPAN % ("uniform", "low = 1, high = 2, mean = 3"), "'mean'"),
        (SPAN % ("fixed", "value = 1, minimum = 3, maximum = 2"), "maximum to be a number not below minimum"),
        ("[steps.x]\nbatch = { most = 3 }", "size to be a number of cases where neither wait nor opens is given"),
        ("[steps.x]\nbatch = { size = 0 }", "size to be a whole number from 1"),
        ("[steps.x]\nbatch = { size = 1001 }", "size to be at most 1000"),
        ("[steps.x]\nbatch = { size = 5, most = 4 }", "most to be 5 or more"),
        ("[steps.x]\nbatch = { wait = -1 }", "wait to be a finite number"),
        ("[steps.x]\nbatch = { size = 5, factors = { many = 2 } }", "many to be the number of cases"),
        ("[steps.x]\nbatch = { size = 5, factors = { 2 = -2 } }", "2 to be a finite number"),
        ("[steps.x]\nbatch = { size = 5, speed = 2 }", "'speed'"),
        ("[steps.x]\nbatch = { size = 5, alone = 2 }", "alone to be a finite number from 0 to 1"),
        ("[steps.x]\nbatch = 5", "batch to be a table"),
        ("[arrivals]\nrate = 1\nopening = true", "opening to be false where gaps are not by the clock"),
        ("[steps.x]\npriority = []", "priority to be conditions"),
        ("[steps.x]\npriority = [{ priority = 1 }, { when = 'a', priority = 2 }]", "only the last may be left out"),
        ("[steps.x]\npriority = [{ when = 'a >', priority = 2 }]", "when to be a condition"),
        ("[steps.x]\npriority = [{ when = 'a' }]", "priority to be a finite number"),
        ("[steps.x.decisions]\napprove = -1", "approve to be a finite number"),
        ('[facts]\nuse = { kind = "choice", values = ["a", "a"], weights = [1, 1] }', "nothing stands twice"),
        ("[facts]\nuse = 3", "facts.use to be a table"),
        ("[limits.x]\nquantity = 0", "quantity to be a number above 0"),
        ('[limits.x]\nunit = "moon"', "unit to be one of working_day"),
        ("pools = 3", "pools to be a table"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_key(text, sentence):
    head = "" if text == "" else 'process = "p"\n'
    with pytest.raises(ScenarioError) as refused:
        said(head + text)
    assert str(refused.value).startswith("Expected scenario")
    assert sentence in str(refused.value)


@pytest.mark.parametrize("raw", [b"process = ", b"\xff\xfe", b"process = 'a'\nprocess = 'b'"])
def test_what_is_no_toml_is_refused(raw):
    with pytest.raises(ScenarioError, match="Expected scenario to be a TOML file in UTF-8"):
        load(raw)


def test_a_file_without_end_is_refused():
    with pytest.raises(ScenarioError, match="to be shorter than"):
        load(b"#" * 10_000_001)
