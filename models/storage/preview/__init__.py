"""What an act does, read from the rows that it changes: shown first, then done while that still holds."""
