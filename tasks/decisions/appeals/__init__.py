"""Appeals against decisions: recorded with their clocks, told of while they wait, answered."""
