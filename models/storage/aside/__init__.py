"""What is kept beside the dossiers: incidents, dry runs, and what is set aside, which no look-up finds."""
