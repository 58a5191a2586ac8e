"""Journal, letters and files sealed where a later change shows, and looked at again."""
