from __future__ import annotations


def test_a_migrated_database_knows_its_revision(database):
    assert database.revision() == "0001"
