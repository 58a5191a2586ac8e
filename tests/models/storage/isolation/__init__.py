"""One fault, one victim: rows broken on purpose, and how they are found."""
