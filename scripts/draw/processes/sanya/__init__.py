"""三亚."""

from scripts.draw.processes.sanya import four_instant, policy_fulfilment

DRAWINGS = {"sanya_four_instant": four_instant.draw, "sanya_policy_fulfilment": policy_fulfilment.draw}
