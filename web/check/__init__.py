"""Whether the promises can be kept at all: for everybody who sees the processes, and for print."""
