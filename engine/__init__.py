"""What does happen: time, cases, execution, timers, the audit chain."""
