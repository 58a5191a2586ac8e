"""Dossiers as our own pages show them: listed and searched, or one whole with all that it holds."""
