"""My work: the open steps of a person and of their department, and the page on which a step is done."""
