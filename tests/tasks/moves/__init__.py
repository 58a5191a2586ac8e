"""Every move of the table of transitions as it really happens: arranged, then done by the rule that the flows call."""
