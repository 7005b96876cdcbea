"""Elements of SVG as text, with everything that comes from people escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

CJK = "\u2e80"  # from here on letters are as wide as they are high
FULL = "“”‘’…—·"  # so are these where they stand between such
LETTER = 0.56  # width of a Latin letter in ems
EM = 13.0
NARROW = 480.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart has. `ident` begins the ids of its parts: no two on a page are the same. `title` is its name,
    `told` says what it shows in a sentence, `unit` what its axis counts. `width` is in the drawing's own units, of
    which a letter is 13 high.
    """

    ident: str
    title: str
    told: str
    unit: str
    width: float = 720.0

    @property
    def is_narrow(self) -> bool:
        """Whether names stand above what they name, and not before it."""
        return self.width < NARROW


def tag(name: str, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """An element. Numbers are written with two decimals at most; `class_` is `class`, other underscores are hyphens;
    an attribute of None is left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(escape(child) for child in children)
    return Markup(f"<{name}{said}>{inner}</{name}>")  # noqa: S704 - names are ours, and the rest is escaped above


def number(value: str | float) -> str:
    """A number as short as it is still sharp; text as it is."""
    if isinstance(value, str):
        return value
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def picture(frame: Frame, height: float, parts: Iterable[Markup]) -> Markup:
    """The whole: as wide as what it stands in, with its name and what it tells for those who do not see it."""
    return tag(
        "svg",
        tag("title", frame.title, id=f"{frame.ident}-title"),
        tag("desc", frame.told, id=f"{frame.ident}-told"),
        *parts,
        class_=f"chart {'chart-narrow' if frame.is_narrow else 'chart-wide'}",
        viewBox=f"0 0 {number(frame.width)} {number(height)}",
        role="img",
        aria_labelledby=f"{frame.ident}-title {frame.ident}-told",
    )


def text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> Markup:
    """Words at a place."""
    return tag("text", said, x=x, y=y, class_=f"chart-text {kind}".strip(), text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def box(ends: tuple[float, float], y: float, height: float, kind: str, told: str = "") -> Markup:
    """A rectangle from one x to another; `told` is shown when a pointer rests on it."""
    inside = (tag("title", told),) if told else ()
    begin, end = ends
    return tag("rect", *inside, x=begin, y=y, width=max(end - begin, 0), height=max(height, 0), class_=kind)


def hatching(ident: str) -> Markup:
    """A pattern of slanted lines, coloured by the style sheet; used as `url(#<ident>)`."""
    stripe = tag("path", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2", class_="chart-hatch")
    ground = tag("rect", width=6, height=6, class_="chart-hatch-ground")
    return tag("defs", tag("pattern", ground, stripe, id=ident, width=6, height=6, patternUnits="userSpaceOnUse"))


def width_of(said: str, em: float = EM) -> float:
    """About how wide words are."""
    return sum(em if letter >= CJK or letter in FULL else em * LETTER for letter in said)


def shortened(said: str, room: float, em: float = EM) -> str:
    """Words that fit into so much room, cut off with an ellipsis where they do not."""
    if width_of(said, em) <= room:
        return said
    while said and width_of(said + "…", em) > room:
        said = said[:-1]
    return said.rstrip() + "…"
