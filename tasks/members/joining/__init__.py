"""How one becomes a member: on the day of the effect, by a text that engages it, or by a convention that it signs."""
