"""A session's year written down, and rehearsed on a simulated clock through the real flows."""
