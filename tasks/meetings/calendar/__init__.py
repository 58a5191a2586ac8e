"""When bodies meet, with whom and in which order."""
