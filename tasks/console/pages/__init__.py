"""What our own pages show, read from the rows: these may be personal."""
