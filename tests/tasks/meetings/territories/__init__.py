"""Territories: who coordinates, and what committees do."""
