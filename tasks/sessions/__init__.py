"""A session's own work: what it owes each day, its moved dates, its hand-over to the next."""
