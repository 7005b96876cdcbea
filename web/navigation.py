"""The parts of the site a person is offered, and what every template knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, request, url_for

from web.context import now, visitor
from web.language import TAGS, gettext, language, lazy_gettext
from web.permissions import PARTS, may_enter

if TYPE_CHECKING:
    from flask import Flask

    from engine.views import Actor

THEME_COOKIE = "banjie_theme"
THEMES = ("light", "dark")

# Part → its first page and its name. A part whose page is not registered is not offered.
FIRST_PAGES = {
    "work": ("work.index", lazy_gettext("我的待办")),
    "cases": ("cases.index", lazy_gettext("全部办件")),
    "apply": ("apply.index", lazy_gettext("申办")),
    "processes": ("processes.index", lazy_gettext("流程与时限")),
    "check": ("check.index", lazy_gettext("承诺核验")),
    "simulate": ("simulate.index", lazy_gettext("审批模拟")),
    "audit": ("audit.index", lazy_gettext("效能监督")),
    "admin": ("admin.index", lazy_gettext("系统管理")),
}


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the navigation."""

    part: str
    url: str
    label: str
    current: bool


def sections(person: Actor | None) -> list[Section]:
    """What the navigation shows to a person."""
    if person is None:
        return []
    blueprint = "cases" if request.blueprint == "case" else request.blueprint
    offered = []
    for part in PARTS:
        endpoint, label = FIRST_PAGES[part]
        if may_enter(person, part) and endpoint in current_app.view_functions:
            name = gettext("我的办件") if part == "cases" and person.roles == {"applicant"} else str(label)
            offered.append(Section(part, url_for(endpoint), name, blueprint == part))
    return offered


def home_of(person: Actor) -> str:
    """The address of the page a person starts the day on."""
    order: tuple[str, ...] = ("work", "audit", "processes", "admin", "cases")
    if person.is_admin:
        order = ("admin",)
    elif person.roles == {"applicant"}:
        order = ("cases",)
    offered = {section.part: section.url for section in sections(person)}
    return next((offered[part] for part in order if part in offered), url_for("signin.password"))


def theme() -> str | None:
    """`light` or `dark` where the visitor chose; None leaves it to their system."""
    chosen = request.cookies.get(THEME_COOKIE)
    return chosen if chosen in THEMES else None


def _everywhere() -> dict[str, Any]:
    person = visitor()
    return {
        "actor": person,
        "sections": sections(person),
        "language": language(),
        "language_tag": TAGS[language()],
        "theme": theme(),
        "brand": "Banjie" if language() == "en" else "办结",
        "now": now(),
        "here": request.full_path.rstrip("?"),
        "partial": request.headers.get("HX-Request") == "true",
        "known": lambda endpoint: endpoint in current_app.view_functions,
    }


def init_app(app: Flask) -> None:
    """Give every template what `base.html` needs."""
    app.context_processor(_everywhere)
