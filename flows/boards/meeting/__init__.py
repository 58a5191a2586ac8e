"""The dashboard of a body's meeting."""
