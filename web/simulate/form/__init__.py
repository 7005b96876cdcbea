"""Asking: the form of a scenario and what is typed into it."""
