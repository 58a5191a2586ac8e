"""What is said to people: the catalogue of notices, their templates, and their delivery."""
