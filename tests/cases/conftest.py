"""The world in which cases are worked on."""

from tests.support.hotline import hotline
from tests.support.world import applicant, bare, counter, deployed, library, make_person, monday, quick, world

__all__ = ["applicant", "bare", "counter", "deployed", "hotline", "library", "make_person", "monday", "quick", "world"]
