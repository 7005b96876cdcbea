"""Scenarios that begin with the cases open now."""
