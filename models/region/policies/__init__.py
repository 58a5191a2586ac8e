"""What a Région chose: for the procedure, for members, for what documents say, for the yearly report."""
