"""Names of departments, places and people, and addresses of what a page names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import current_app, g, url_for

from web.context import site, visitor
from web.language import gettext, language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from workflows.places import Department, Place

MOST_NAMES = 10_000
NATION = "national"  # no place of its own: its processes are everybody's


def departments() -> list[tuple[str, str]]:
    """Every department of every place, each id once, with its name."""
    found = dict.fromkeys(one for place in site().places for one in place.departments)
    return [(one, department(one)) for one in found]


def about(place: str) -> None:
    """From here on the page is about that place: a department is called as it is called there."""
    g.place = place


def department(identifier: str | None, place: str | None = None) -> str:
    """A department's name: as it is called at `place`, else where the page is about, else where the reader belongs,
    else as most places call it. The id itself where no place knows it.
    """
    if not identifier:
        return ""
    places = site().places
    reader = visitor()
    for word in (place, g.get("place"), reader and reader.place):
        found = places.find(word) if word else None
        if found is not None and identifier in found.departments:
            return _name(found.departments[identifier])
    called = Counter(_name(one.departments[identifier]) for one in places if identifier in one.departments)
    return called.most_common(1)[0][0] if called else identifier


def places() -> list[tuple[str, str]]:
    """Every place of which a process may be, as diagrams name it, with its name."""
    return [(one.name, _name(one)) for one in site().places if one.id != NATION]


def place(word: str | None) -> str:
    """A place's name, from its id or its Chinese name."""
    found = site().places.find(word) if word else None
    return _name(found) if found else word or ""


def person(identifier: str | None) -> str:
    """A user's name. Banjie's own acts are those of the timer; an id that no user has is shown as it is."""
    if not identifier:
        return ""
    if identifier == "timer":
        return gettext("系统自动")
    people = site().people
    if identifier not in people.names:
        try:
            name = people.users.by_id(identifier).name
        except ValueError:
            name = identifier
        if len(people.names) >= MOST_NAMES:
            people.names.clear()
        people.names[identifier] = name
    return people.names[identifier]


def case_url(case: str) -> str:
    """The address of a case's page."""
    endpoint = "case.show"
    return url_for(endpoint, case=case) if endpoint in current_app.view_functions else url_for("cases.index", text=case)


def slug(text: str) -> str:
    """A text as an element's id: letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")


def without(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A mapping without some of its keys."""
    return {key: value for key, value in given.items() if key not in names}


def _name(one: Department | Place) -> str:
    return one.english if language() == "en" else one.name


def init_app(app: Flask) -> None:
    """Make them filters of every template."""
    for function in (department, place, person, case_url, slug, without):
        app.add_template_filter(function, function.__name__)
