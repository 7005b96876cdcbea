"""江门."""

from scripts.draw.processes.jiangmen import notary

DRAWINGS = {"jiangmen_notary": notary.draw}
