"""`banjie simulate` as somebody at a terminal has it."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from banjie.cli import main
from engine.simulation import compiled

PROSIMOS = Path(__file__).parents[1] / "simulation" / "prosimos"
LIMIT = "shanwei-2023-2/2.1"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'banjie.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BANJIE_SOURCES", raising=False)

    def call(*arguments):
        status = 0
        try:
            main(("simulate", *map(str, arguments)))
        except SystemExit as leave:
            status = leave.code
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def answer(run):
    """The JSON document, without the seconds that it took."""

    def call(*arguments):
        status, out, err = run(*arguments, "--json")
        assert (status, err) == (0, "")
        document = json.loads(out)
        assert document.pop("seconds") > 0
        return document

    return call


@pytest.fixture
def scenario(run, tmp_path):
    """The default scenario of `low_risk` in a file."""
    file = tmp_path / "as-it-is.toml"
    status, out, err = run("low_risk", "--write-scenario", file)
    assert (status, err) == (0, "")
    assert out == f"The scenario was written to {file}.\n"
    return file


def test_a_process_of_the_library_is_simulated_without_a_database(answer, tmp_path):
    document = answer("low_risk", "--cases", 40, "--seed", 7)
    assert (document["process"], document["cases"], document["replications"], document["seed"]) == (
        "low_risk",
        40,
        1,
        7,
    )
    assert document["arrived"] == document["ended"] + document["open"] == 40
    assert document["cycle"]["p50"] <= document["cycle"]["p90"] <= document["cycle"]["p95"] <= document["cycle"]["p99"]
    low, high = document["cycle"]["ci"]
    assert low < document["cycle"]["mean"] < high
    assert document["approval"]["unit"] == "working_days"
    assert document["approval"]["mean"] < document["span"]["mean"]
    assert LIMIT in {limit["limit"] for limit in document["limits"]}
    assert {step["step"].split("/")[0] for step in document["steps"]} >= {"low_risk", "joint_acceptance"}
    assert not (tmp_path / "data").exists()


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(answer):
    first = answer("low_risk", "--cases", 30, "--seed", 3)
    assert answer("low_risk", "--cases", 30, "--seed", 3) == first
    assert answer("low_risk", "--cases", 30, "--seed", 4)["cycle"] != first["cycle"]


def test_two_workers_give_the_answer_of_one(answer):
    compiled.advance()  # kept from here on, so every run is compiled
    ask = ("low_risk", "--cases", 1_100, "--replications", 4)
    one = answer(*ask, "--workers", 1)
    assert one["mode"] == "compiled"
    assert answer(*ask, "--workers", 2) == one


def test_replications_give_students_interval(answer):
    document = answer("low_risk", "--cases", 20, "--replications", 5)
    assert document["replications"] == 5
    assert document["cycle"]["methods"]["p95"] == "t"


def test_people_get_tables(run):
    status, out, err = run("low_risk", "--cases", 30)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "low_risk  社会投资简易低风险"
    assert re.match(r"30 cases × 1, seed 1, (plain|compiled), \d", lines[1])
    for word in ("cycle", "approval, working days", LIMIT, "natural_resources", "low_risk/construction"):
        assert word in out
    assert "None" not in out


def test_a_written_scenario_says_everything_and_gives_the_same_answer(answer, scenario):
    content = tomllib.loads(scenario.read_text("utf-8"))
    assert content["process"] == "low_risk"
    assert content["steps"]
    by_file = answer("--scenario", scenario, "--cases", 25)
    assert by_file == answer("low_risk", "--cases", 25)


def test_options_go_before_what_the_scenario_says(answer, scenario):
    document = answer("--scenario", scenario, "--cases", 12, "--seed", 99, "--replications", 2)
    assert (document["cases"], document["seed"], document["replications"]) == (12, 99, 2)


def test_a_written_scenario_keeps_what_was_asked_for(run, tmp_path):
    file = tmp_path / "mine.toml"
    run("low_risk", "--write-scenario", file, "--cases", 77, "--seed", 5)
    content = tomllib.loads(file.read_text("utf-8"))
    assert (content["cases"], content["seed"]) == (77, 5)


def test_scenarios_are_compared_with_the_same_luck(answer, scenario, tmp_path):
    more = tmp_path / "more.toml"
    more.write_text(scenario.read_text("utf-8").replace("count = 2", "count = 4"), "utf-8")
    document = answer("low_risk", "--cases", 30, "--scenario", scenario, "--compare", more, "--compare", scenario)
    assert document["replications"] == 10
    first, second = document["comparisons"]
    assert (first["first"], first["second"]) == ("as-it-is.toml", "more.toml")
    verdicts = {row["figure"]: row["verdict"] for row in first["differences"]}
    assert verdicts["utilisation of natural_resources"] == "lower"
    assert {row["verdict"] for row in second["differences"]} <= {"same", "unknown"}


def test_another_order_is_compared_with_the_one_that_is_drawn(answer, tmp_path):
    order = tmp_path / "parallel.toml"
    order.write_text('process = "low_risk"\n[[parallel]]\nsteps = ["land_contract", "land_planning_permit"]\n', "utf-8")
    document = answer("low_risk", "--cases", 30, "--compare", order)
    (found,) = document["comparisons"]
    figures = {row["figure"]: row for row in found["differences"]}
    assert next(row for figure, row in figures.items() if "mean" in figure)["difference"] < 0


def test_a_complete_file_tells_which_other_order_there_could_be(run, tmp_path):
    file = tmp_path / "mine.toml"
    run("low_risk", "--write-scenario", file)
    text = file.read_text("utf-8")
    assert '# steps = ["land_contract", "land_planning_permit"]' in text
    assert "seasons = [" in text
    chosen = text.replace('# [[parallel]]\n# steps = ["land_contract"', '[[parallel]]\nsteps = ["land_contract"')
    file.write_text(chosen, "utf-8")
    status, _, _ = run("low_risk", "--scenario", file, "--cases", 20)
    assert status == 0


def test_the_shortest_limit_that_can_be_promised_is_said(answer, run):
    document = answer("low_risk", "--cases", 30, "--shortest", LIMIT)
    found = document["shortest"]
    assert (found["limit"], found["unit"], found["now"]) == (LIMIT, "working_day", 8)
    assert found["ci"][0] <= found["shortest"]
    assert "can be promised with 95%" in found["words"]
    assert "can be promised with 95%" in run("low_risk", "--cases", 30, "--shortest", LIMIT)[1]


def test_the_smallest_staff_is_said(answer, tmp_path, scenario):
    small = tmp_path / "small.toml"
    small.write_text(scenario.read_text("utf-8").replace("count = 2", "count = 1"), "utf-8")
    document = answer("--scenario", small, "--cases", 10, "--replications", 2, "--minimum-staff", LIMIT)
    found = document["minimum_staff"]
    assert found["staff"] is None or all(count >= 1 for count in found["staff"].values())
    assert found["words"]


@pytest.mark.parametrize("ending", [".csv", ".xes", ".parquet"])
def test_the_event_log_is_written_in_the_format_of_its_name(answer, tmp_path, ending):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    file = tmp_path / f"log{ending}"
    document = answer("low_risk", "--cases", 15, "--log", file)
    assert file.stat().st_size > 0
    assert list(tmp_path.glob("*log*")) == [file]
    if ending == ".csv":
        rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
        assert len(rows) >= sum(step["count"] for step in document["steps"])


def test_a_scenario_is_fitted_to_a_log(answer, tmp_path):
    file = tmp_path / "log.csv"
    made = answer("low_risk", "--cases", 60, "--log", file)
    fitted = answer("low_risk", "--cases", 60, "--fit-log", file)
    assert fitted["process"] == made["process"]
    assert fitted["cycle"]["mean"] == pytest.approx(made["cycle"]["mean"], rel=0.6)


def test_nothing_recorded_is_nothing_to_fit_to(run):
    status, out, err = run("low_risk", "--fit")
    assert (status, out) == (1, "")
    assert err == "Expected recorded cases of low_risk to fit a scenario to, but there are none\n"


def test_a_diagram_of_ones_own_is_simulated(answer, tmp_path):
    library = Path(__file__).parents[2] / "bpmn"
    own = tmp_path / "own.bpmn"
    own.write_bytes((library / "shanwei" / "external_lines.bpmn").read_bytes())
    document = answer("--bpmn", own, "--cases", 15)
    assert document["process"] == "external_lines"
    assert document == answer("external_lines", "--cases", 15)


PANEL = """\
process = "land_to_start"
cases = 60
seed = 3

[arrivals]
gap = { kind = "exponential", mean = 20, unit = "hours" }
opening = true

[calendars.panel]
weekdays = ["tue", "thu"]
hours = [["09:00", "12:00"]]

[pools.plan_panel]
count = 1
calendar = "panel"
discipline = "priority"

[pools.housing]
count = 2
shifts = [{ count = 1, calendar = "office", pace = 1.5 }]
in_turn = true

[pools.civil_air_defence]
count = 1
shared = ["housing"]
paces = { housing = 2 }
in_turn = true

[steps.pre_review]
pool = "plan_panel"
duration = { kind = "fixed", value = 1.5, unit = "working_hours" }
batch = { opens = "panel", most = 12 }
priority = [{ when = "drawings_ready", priority = 3 }]
"""


def test_staff_may_differ_in_pace_take_turns_and_meet_as_a_panel(answer, run, tmp_path):
    file, log, again = (tmp_path / name for name in ("panel.toml", "log.csv", "complete.toml"))
    file.write_text(PANEL, encoding="utf-8")
    document = answer("land_to_start", "--scenario", file, "--log", log)
    assert document["ended"] == 60
    with log.open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["element"] == "pre_review"]
    met = {(row["start_time"], row["end_time"]) for row in rows}
    assert len(met) < len(rows)  # several cases at one meeting
    assert {(start[11:16], end[11:16]) for start, end in met} == {("09:00", "10:30")}
    assert run("land_to_start", "--scenario", file, "--write-scenario", again)[0] == 0
    assert answer("land_to_start", "--scenario", again) == document


def test_the_files_that_prosimos_reads_are_simulated(answer):
    if not (PROSIMOS / "approval.bpmn").exists():
        pytest.skip("its files are not there")
    ask = ("--bpmn", PROSIMOS / "approval.bpmn", "--prosimos", PROSIMOS / "approval.json", "--cases", 50)
    document = answer(*ask, "--seed", 2)
    assert (document["cases"], document["seed"], document["ended"]) == (50, 2, 50)
    assert document["limits"] == []
    assert answer(*ask, "--seed", 2) == document
    assert answer(*ask, "--seed", 3)["cycle"] != document["cycle"]


HOSTILE = [
    (("nope",), "Expected the id of a process, but 'nope' is none"),
    (("low_rsik",), "close to it are"),
    ((), "Expected a process, --bpmn or --scenario, but none of them came"),
    (("low_risk", "--bpmn", "x.bpmn"), "Expected a process or --bpmn, but both came: low_risk and x.bpmn"),
    (("--bpmn", "/nowhere/x.bpmn"), "Expected to read the diagram /nowhere/x.bpmn, but No such file"),
    (("--bpmn", "/"), "Expected to read the diagram /, but Is a directory"),
    (("low_risk", "--prosimos", "x.json"), "Expected --bpmn with the diagram that --prosimos belongs to"),
    (("low_risk", "--scenario", "/nowhere.toml"), "Expected to read the scenario /nowhere.toml"),
    (("low_risk", "--compare", "/nowhere.toml"), "Expected to read the scenario /nowhere.toml"),
    (("low_risk", "--fit-log", "/nowhere.csv"), "nowhere.csv"),
    (("low_risk", "--fit-log", "x.doc"), "Expected the log's name to end with .csv"),
    (("low_risk", "--fit", "--scenario", "x.toml"), "Expected one of --scenario, --fit and --fit-log, but 2"),
    (("low_risk", "--log", "x.doc"), "Expected the log's name to end with .csv"),
    (("low_risk", "--log", "/nowhere/x.csv"), "/nowhere"),
    (("low_risk", "--shortest", "no/limit"), "Expected the id of one limit of the scenario, but 'no/limit' is not"),
    (("low_risk", "--minimum-staff", "no/limit"), "there are shanwei-2023-2/2.1"),
    (("low_risk", "--write-scenario", "/nowhere/x.toml"), "Expected to write the scenario to /nowhere/x.toml"),
    *[
        (("low_risk", option, text), f"Expected a whole number from {least} to {most} for {option}, but came '{text}'")
        for option, least, most in (
            ("--cases", 1, 100_000_000),
            ("--replications", 1, 100_000),
            ("--seed", 0, 2**53 - 1),
            ("--workers", 1, 256),
        )
        for text in ("-1", "1.5", "x", "nan", "1e3", "٣", "", str(10**30))
    ],
    (("low_risk", "--cases", "0"), "Expected a whole number from 1 to 100000000 for --cases, but came '0'"),
]


@pytest.mark.parametrize(("arguments", "sentence"), HOSTILE)
def test_bad_input_gets_a_sentence_and_the_status_1(run, arguments, sentence):
    status, out, err = run(*arguments)
    assert (status, out) == (1, "")
    assert sentence in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"process = 3", b"process = 'low_risk'\ncases = -4", b"process = 'low_risk'\nnonsense = 1",
     b"process = 'low_risk'\n[pools.housing]\ncount = -1", b"process = 'low_risk'\n[arrivals]\nrate = nan",
     b"process = 'low_risk'\n[pools.natural_resources]\ncount = 0", b"process = 'foshan_low_risk'"],
)  # fmt: skip
def test_a_scenario_that_cannot_be_is_refused(run, tmp_path, content):
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    status, out, err = run("low_risk", "--scenario", file, "--cases", 5)
    assert (status, out) == (1, "")
    assert err.startswith("Expected")
    assert "Traceback" not in err


@pytest.mark.parametrize("content", [b"", b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\x00" * 100])
def test_a_diagram_that_is_none_is_refused(run, tmp_path, content):
    file = tmp_path / "bad.bpmn"
    file.write_bytes(content)
    status, out, err = run("--bpmn", file)
    assert (status, out) == (1, "")
    assert err.startswith("Expected")


def test_a_broken_log_folder_leaves_nothing_behind(run, tmp_path):
    status, _, err = run("low_risk", "--cases", "5", "--log", tmp_path / "no" / "log.csv")
    assert status == 1
    assert err.startswith("Expected")
    assert list(tmp_path.iterdir()) == []


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "BANJIE_DATA": str(tmp_path)}
    environment.pop("BANJIE_SOURCES", None)
    return subprocess.Popen(
        [sys.executable, "-m", "banjie.cli", "simulate", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[2],
    )


def test_ctrl_c_stops_with_a_sentence_and_writes_nothing(tmp_path):
    log = tmp_path / "log.csv"
    running = start(tmp_path, "low_risk", "--cases", "1500", "--replications", "2", "--log", str(log), "--json")
    until = time.monotonic() + 20
    while not list(tmp_path.iterdir()) and running.poll() is None and time.monotonic() < until:
        time.sleep(0.05)  # the log is begun when the run is
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, "")
    assert err == "Stopped: nothing was written.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_small_what_if_comes_at_once(tmp_path):
    """Generous, as tests share their machine; `make bench` measures."""
    began = time.monotonic()
    running = start(tmp_path, "low_risk", "--cases", "50", "--json")
    out, _ = running.communicate(timeout=20)
    assert json.loads(out)["cases"] == 50
    assert time.monotonic() - began < 5


def test_nothing_heavy_is_imported_for_a_small_what_if():
    """NumPy, Numba, SQLAlchemy and the like would each take longer than the whole answer may."""
    code = (
        "import sys\n"
        "from banjie.cli import main\n"
        "try:\n    main(['simulate', 'low_risk', '--cases', '5', '--json'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({'numpy', 'numba', 'sqlalchemy', 'flask', 'SpiffWorkflow', 'pandas', 'tqdm'} & set(sys.modules)),"
        " file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stderr == "[]\n"
