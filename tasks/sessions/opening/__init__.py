"""A session opened, its opening undone, or the session cancelled."""
