"""`banjie simulate --cluster`: the same answer from many machines."""

from __future__ import annotations

import json

import pytest

from banjie.cli import main

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
ASKED = ("simulate", "joint_acceptance", "--cases", "40", "--seed", "3", "--replications", "4", "--json")


@pytest.fixture
def address():
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="tcp"
    ) as machines:
        yield machines.scheduler_address


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BANJIE_DATABASE_URL", f"sqlite:///{tmp_path / 'banjie.db'}")
    monkeypatch.setenv("BANJIE_DATA", str(tmp_path))

    def call(*more):
        status = 0
        try:
            main((*ASKED, *more))
        except SystemExit as leave:
            status = leave.code
        return status, *capsys.readouterr()

    return call


def test_the_answer_is_that_of_one_machine(run, address):
    answers = [run("--cluster", address), run()]
    assert [status for status, _, _ in answers] == [0, 0]
    there, here = ({**json.loads(out), "seconds": None} for _, out, _ in answers)
    assert there == here


@pytest.mark.parametrize("more", [("--workers", "2"), ("--log", "log.csv")])
def test_what_a_cluster_cannot_do_is_refused(run, more):
    status, _, err = run("--cluster", "tcp://127.0.0.1:1", *more)
    assert status == 1
    assert "Expected --cluster without --log and --workers" in err
