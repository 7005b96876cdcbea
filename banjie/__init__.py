"""The `banjie` command and its settings: puts the parts together."""
