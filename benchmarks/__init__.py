"""What is measured, always as ratios against a named peer in the same run."""
