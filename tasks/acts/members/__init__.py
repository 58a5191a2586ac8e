"""The rows of the table of acts about members: their texts, sites, territories, reports, terms and ends."""
