"""What shows that the letters of a dossier left and arrived: read from the rows, as one PDF and one archive."""
