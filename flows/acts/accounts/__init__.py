"""What the run of each act says of it, for the person who did it."""
