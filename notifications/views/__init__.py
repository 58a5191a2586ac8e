"""What templates may speak of: plain values, no rows."""
