"""One case: its diagram, its course in time, its clocks with their proofs, its papers and its log."""
