"""Who belongs to the SPRO, by which text, from when until when."""
