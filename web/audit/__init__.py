"""Breaches of limits, with the proof of each, and the proof of the log."""
