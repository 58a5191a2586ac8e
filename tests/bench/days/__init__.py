"""What a day owes: the daily run, and the end of a large instruction."""
