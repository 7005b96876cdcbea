"""The demo that `make run` plays: real cases, through the real engine, in every state a visitor should see."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from banjie.commands.demo import demo
from banjie.demo.projects import PROCESSES
from banjie.now import now
from banjie.settings import Settings, open_banjie
from engine.audit import verify_database
from engine.views import CaseFilter
from models.tables import cases, clocks, events


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{folder / 'demo.db'}")
        patch.setenv("BANJIE_DATA", str(folder))
        done = CliRunner().invoke(demo, ["--cases", "400"], catch_exceptions=False)
        assert done.exit_code == 0
        again = CliRunner().invoke(demo, catch_exceptions=False)
        assert "there already" in again.stderr
        yield Settings.from_environment()


@pytest.fixture(scope="module")
def banjie(settings):
    opened = open_banjie(settings)
    yield opened
    opened.database.dispose()


def values(banjie, column, *where):
    with banjie.database.read() as connection:
        return set(connection.scalars(sa.select(column).distinct().where(*where)))


def test_every_kind_of_project_has_cases_and_many_places_have(banjie):
    models = [process.model for process in banjie.processes()]
    called = {name for model in models for name in model.calls}
    seen = values(banjie, cases.c.process)
    assert set(PROCESSES) <= seen
    offered = {m.place for m in models if m.facts and m.id not in called}
    assert {banjie.process(process).place for process in seen} == offered - {"全国"}


def test_every_lamp_burns_and_every_state_is_there(banjie):
    counts = banjie.cases(CaseFilter(), now()).counts
    assert all(counts[lamp] > 0 for lamp in ("red", "yellow", "green"))
    assert values(banjie, cases.c.state) >= {"accepted", "completed", "correcting", "refused", "withdrawn"}


def test_what_the_law_knows_has_happened(banjie):
    seen = values(banjie, events.c.type)
    assert seen >= {
        "CorrectionRequested", "CorrectionSubmitted", "PauseStarted", "PauseEnded", "MaterialsPromised",
        "DeadlineWarned", "LimitBreached", "TimerFired", "CaseRefused", "CaseWithdrawn",
    }  # fmt: skip
    assert values(banjie, clocks.c.verdict, clocks.c.state == "stopped") >= {"met", "breached"}


def test_the_whole_log_verifies(banjie):
    with banjie.database.read() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(events))
    report = verify_database(banjie.database)
    assert (report.ok, report.events) == (True, count)


def test_nothing_lies_in_the_future(banjie):
    with banjie.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.max(events.c.at))) <= now()


def test_a_demo_stopped_halfway_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{tmp_path / 'demo.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("banjie.demo.player.Player.play", stop)
    assert CliRunner().invoke(demo, ["--cases", "5"]).exit_code != 0
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("demo.")]
