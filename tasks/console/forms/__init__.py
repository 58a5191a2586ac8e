"""What run forms offer to choose from, and what is said of an act once it is recorded."""
