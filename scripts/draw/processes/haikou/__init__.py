"""海口."""

from scripts.draw.processes.haikou import complaint, procurement

DRAWINGS = {"haikou_procurement": procurement.draw, "haikou_complaint": complaint.draw}
