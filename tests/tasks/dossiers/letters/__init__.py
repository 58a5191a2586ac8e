"""Letters that a person writes."""
