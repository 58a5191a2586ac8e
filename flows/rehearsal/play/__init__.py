"""A scenario played through the real flows, and what it came to."""
