"""Forms about members, and about texts of reference."""
