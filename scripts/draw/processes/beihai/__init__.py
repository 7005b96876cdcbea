"""北海."""

from scripts.draw.processes.beihai import first_asked

DRAWINGS = {"beihai_first_asked": first_asked.draw}
