"""A dossier in hand: its pieces as one PDF and one archive, by mail or behind a link."""
