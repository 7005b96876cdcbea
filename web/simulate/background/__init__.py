"""What runs in the background: simulations, searches, logs; started, watched, stopped."""
