"""Simulations for planners: ask, watch, read, compare. What is asked runs in the background and is kept."""
