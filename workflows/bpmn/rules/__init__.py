"""What a process must keep to run to its end; one file per subject. `workflows.bpmn.check` calls them all."""
