"""Forms about who belongs to the SPRO, where, by which text and for how long: members, their sites, territories, the
texts of reference, conventions and renewals."""
