"""What every place shares."""

from scripts.draw.processes.national import intake, reform_task

DRAWINGS = {"intake": intake.draw, "reform_task": reform_task.draw}
