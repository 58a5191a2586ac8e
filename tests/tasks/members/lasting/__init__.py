"""How long memberships last: conventions, renewals, and who is told of their ends."""
