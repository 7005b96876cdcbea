"""The event loop, written once: plain functions over two sequences, run as they are or compiled (`compiled`)."""
