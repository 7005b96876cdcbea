"""海南."""

from scripts.draw.processes.hainan import minimal_approval, patent_award

DRAWINGS = {"hainan_patent_award": patent_award.draw, "hainan_minimal_approval": minimal_approval.draw}
