"""What a body said, recorded by one rule, whichever way it comes."""
