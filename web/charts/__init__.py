"""Charts as SVG, drawn by the server: pure functions from numbers and words to text.

No script is needed to see them, they print sharp, and they take their colours from the page's style sheet
(`css/charts.css`), so that they follow light and dark. Each has a title and a description for those who do not see it;
the page that shows one puts its numbers into a table beside it. Colour is never alone: hatching, dashes and words
repeat what it says.
"""

from __future__ import annotations

from web.charts.course import Course, Shade, course
from web.charts.distribution import Flag, distribution
from web.charts.stacks import Stack, stacks
from web.charts.svg import Frame
from web.charts.whiskers import Whisker, whiskers

__all__ = [
    "Course",
    "Flag",
    "Frame",
    "Shade",
    "Stack",
    "Whisker",
    "course",
    "distribution",
    "stacks",
    "whiskers",
]
