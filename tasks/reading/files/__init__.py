"""What a file is, what it says, and what may be wrong with it."""
