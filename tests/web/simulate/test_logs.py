"""The event log of a simulation: made in the background, all replications, sent from a file that goes after a day."""

import csv
import gzip
import re
from io import StringIO

import pytest

from banjie.cli import main
from web.simulate.background import files, jobs
from web.simulate.background import logs as made

DAY = 24


@pytest.fixture
def simulation(browse, simulated):
    """A browser, and the address of a result."""
    browser = browse("planner")
    page = simulated(login=browser)
    return browser, re.search(r"/simulate/results/[0-9a-f]+", page.text)[0]


@pytest.fixture
def log_of(simulation, town):
    browser, at = simulation

    def made(ending):
        answer = browser.post(f"{at}/log", {"ending": ending}, shown=at)
        assert "/under-way/" in answer.location
        one = browser.client.application.extensions[jobs.NAME].find(answer.location.rpartition("/")[2])
        one.job.wait(30)
        file = browser.get(f"{at}/log.{ending}")
        assert file.data
        file.close()
        return browser.get(answer.location), file

    return made


def test_the_log_holds_every_case_of_every_replication(log_of, simulation):
    page, file = log_of("csv")
    assert "日志已生成" in page.text
    assert f'href="{simulation[1]}/log.csv"' in page.text
    rows = list(csv.DictReader(StringIO(file.text)))
    assert len({row["case_id"] for row in rows}) == 2 * 20
    assert {row["lifecycle"] for row in rows} <= {"complete", "ate_abort", "withdraw"}
    assert "综合窗口" in {row["resource"] for row in rows}
    assert file.headers["Content-Disposition"].startswith("attachment; filename=simulation-")
    assert "下载 .csv" in re.sub(r"<[^>]+>", "", simulation[0].get(simulation[1]).text)


@pytest.mark.parametrize(
    ("ending", "begins"), [("xes", b"<?xml"), ("csv.gz", b"\x1f\x8b"), ("xes.gz", b"\x1f\x8b"), ("parquet", b"PAR1")]
)
def test_the_log_comes_in_every_form(log_of, ending, begins):
    if ending == "parquet" and not files.can_parquet():
        pytest.skip("PyArrow is not installed")
    _, file = log_of(ending)
    assert file.data.startswith(begins)
    assert file.mimetype == files.KINDS[ending].partition(";")[0]


@pytest.mark.parametrize("ending", ["csv", "xes"])
def test_the_log_is_that_of_the_command(log_of, simulation, tmp_path, monkeypatch, ending):
    browser, at = simulation
    _, file = log_of(ending)
    scenario = tmp_path / "scenario.toml"
    scenario.write_text(browser.get(f"{at}/scenario.toml").text, encoding="utf-8")
    log = tmp_path / f"log.{ending}"
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{tmp_path / 'none' / 'no.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path / "none"))
    main(("simulate", "--scenario", str(scenario), "--log", str(log), "--json"))
    assert file.data == log.read_bytes()


def test_a_compressed_log_holds_the_same(log_of):
    plain, packed = log_of("csv")[1].data, log_of("csv.gz")[1].data
    assert gzip.decompress(packed) == plain


def test_a_log_that_is_there_is_not_made_again(log_of, simulation):
    browser, at = simulation
    log_of("csv")
    answer = browser.post(f"{at}/log", {"ending": "csv"}, shown=at)
    assert answer.location == f"{at}/log.csv"


def test_a_log_is_thrown_away_after_a_day(log_of, simulation, town):
    browser, at = simulation
    log_of("csv")
    folder = town.folder / files.FOLDER
    (folder / ".left.csv.1234.part").write_bytes(b"broken off")
    files.Logs(town.folder).stamp(folder / ".left.csv.1234.part", town.clock())
    town.clock.go_on(hours=DAY - 1)
    browser.sign_in("planner")
    browser.post(f"{at}/log", {"ending": "csv"}, shown=at)
    assert len(list(folder.iterdir())) == 2
    town.clock.go_on(hours=1)
    browser.sign_in("planner")
    answer = browser.post(f"{at}/log", {"ending": "csv.gz"}, shown=at)
    browser.client.application.extensions[jobs.NAME].find(answer.location.rpartition("/")[2]).job.wait(30)
    assert [path.name.partition(".")[2] for path in folder.iterdir()] == ["csv.gz"]
    answer = browser.get(f"{at}/log.csv")
    assert answer.location == f"{at}#log"
    assert "事件日志还没有生成" in browser.get(at).text


def test_a_log_goes_with_its_simulation(log_of, simulation, town):
    browser, at = simulation
    log_of("csv")
    browser.post(f"{at}/delete", {}, shown=at)
    assert list((town.folder / files.FOLDER).iterdir()) == []
    assert browser.get(f"{at}/log.csv").status_code == 404


def test_what_is_no_form_of_a_log_is_not_found(simulation):
    browser, at = simulation
    for ending in ("exe", "csv/../../x", ""):
        assert browser.get(f"{at}/log.{ending}").status_code == 404
        assert browser.post(f"{at}/log", {"ending": ending}, shown=at).status_code == 404


def test_a_log_that_would_fill_the_disk_is_refused(simulation, monkeypatch):
    browser, at = simulation
    monkeypatch.setattr(files, "MOST_BYTES", 1000)
    answer = browser.post(f"{at}/log", {"ending": "csv"}, shown=at)
    assert answer.location == f"{at}#log"
    assert "服务器放不下" in browser.get(at).text


def test_where_nothing_writes_parquet_it_is_said(simulation, monkeypatch):
    browser, at = simulation
    monkeypatch.setattr(files, "can_parquet", lambda: False)
    assert re.search(r'<option value="parquet" disabled>[^<]*PyArrow', browser.get(at).text)
    browser.post(f"{at}/log", {"ending": "parquet"}, shown=at)
    assert "服务器没有安装 PyArrow" in browser.get(at).text


@pytest.mark.parametrize("stops_at", [0.0, 0.3, 0.8])
def test_a_log_that_is_stopped_leaves_no_file(simulation, town, monkeypatch, stops_at):
    browser, at = simulation
    plain = made.written

    def stopped(path, compiled, given, titles, tell):
        def told(share):
            if share >= stops_at:
                for one in runner.of(town.people["planner"].id):
                    one.job.stop()
            tell(share)

        plain(path, compiled, given, titles, told)

    runner = browser.client.application.extensions[jobs.NAME]
    monkeypatch.setattr(made, "written", stopped)
    answer = browser.post(f"{at}/log", {"ending": "xes"}, shown=at)
    one = runner.find(answer.location.rpartition("/")[2])
    one.job.wait(30)
    assert one.job.progress.state == "stopped"
    assert list((town.folder / files.FOLDER).iterdir()) == []
    page = browser.get(answer.location)
    assert "已停止，没有留下文件" in page.text
    assert f'href="{at}#log"' in page.text


def test_the_size_that_is_expected_is_no_smaller_than_the_file(log_of, simulation, town):
    browser, at = simulation
    rows = files.rows_of(browser.get(f"{at}/result.json").json)
    for ending in ("csv", "xes", "csv.gz"):
        _, file = log_of(ending)
        assert len(file.data) <= files.size_of(rows, ending) + 2000
        if ending == "csv":
            assert file.text.count("\n") == rows + 1
