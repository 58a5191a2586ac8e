"""Dossiers of one organisation united, or told apart."""
