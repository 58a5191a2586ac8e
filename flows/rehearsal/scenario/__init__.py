"""A scenario read from its file: whole and sound, or refused before anything runs."""
