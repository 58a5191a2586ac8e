"""The processes of an installation: they end with the one that started them, and hold its folder while one lives."""
