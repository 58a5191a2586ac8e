"""The stages of a session, as the region file lists them."""
