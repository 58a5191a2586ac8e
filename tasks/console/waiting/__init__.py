"""What waits for a person, and why."""
