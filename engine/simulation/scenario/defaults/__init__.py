"""What a scenario does not say: drawn from the limits, the diagrams and the load."""
