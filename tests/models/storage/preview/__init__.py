"""What an act does, shown first."""
