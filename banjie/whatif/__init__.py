"""What `banjie simulate` does around the simulation: reads what is needed and no more, shows how far it is, prints."""
