"""Lists over many cases, read from projections only: work, cases, breaches."""
