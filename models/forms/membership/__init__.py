"""Forms about who belongs to the SPRO and by which text: members, and the texts of reference."""
