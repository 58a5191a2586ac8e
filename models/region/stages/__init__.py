"""The stages of a session, as the region file lists them: what each may say, what it is called, what fits together."""
