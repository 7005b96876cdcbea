"""Due rows: finding the cases whose timers are due, each worker its own, and the ticker that wakes."""
