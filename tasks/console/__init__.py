"""What the Région's console shows, read from the rows."""
