"""How long memberships last, and what they give: conventions, renewals, the programme of support, the yearly tax."""
