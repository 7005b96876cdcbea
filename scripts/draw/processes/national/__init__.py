"""What every place shares."""

from scripts.draw.processes.national import intake

DRAWINGS = {"intake": intake.draw}
