"""A department is called as it is called in the place that the page is about."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("path", "name", "other"),
    [
        ("/processes/low_risk", "供电企业", "佛山供电局"),
        ("/processes/foshan_power_grid", "佛山供电局", "揭阳供电局"),
    ],
)
def test_the_page_of_a_process_names_the_departments_of_its_place(browse, path, name, other):
    page = browse("planner").get(path).text
    assert name in page
    assert other not in page


def test_the_departments_of_each_place_are_listed_by_their_own_names(browse):
    page = browse("admin").get("/admin/departments").text
    assert "揭阳供电局" in page
    assert "佛山供电局" in page
