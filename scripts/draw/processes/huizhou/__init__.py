"""惠州."""

from scripts.draw.processes.huizhou import procurement

DRAWINGS = {"huizhou_procurement": procurement.draw}
