"""A scenario from what was seen: event logs of our own cases or any other."""
