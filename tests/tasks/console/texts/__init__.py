"""What the console shows of the texts of reference."""
