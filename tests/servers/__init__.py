"""The real servers that tests talk to, started on loopback and stopped afterwards."""
