"""A mail taken apart: headers, parts, bodies, and what kind of mail it is."""
