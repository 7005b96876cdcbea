"""Reading: what came out of a simulation, and scenarios side by side."""
