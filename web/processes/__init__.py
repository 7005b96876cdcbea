"""Processes: their diagrams, what they promise, and by which clauses."""
