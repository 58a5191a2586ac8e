"""Members convened, and the papers of a meeting."""
