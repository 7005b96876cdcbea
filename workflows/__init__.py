"""What should happen: documents and their limits, process definitions, decisions. It knows no database and no clock."""
