"""The page of a body's meeting."""
