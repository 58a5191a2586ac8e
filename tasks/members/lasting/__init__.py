"""How long memberships last: conventions signed, amended, denounced, and renewals asked for and answered."""
