"""What could be written about a dossier now: the letters of the acts that may be done, each tried and taken back."""
