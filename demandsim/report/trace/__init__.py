"""Stories: what happened to one crime, in an officer's week, in one night, drawn and told."""
