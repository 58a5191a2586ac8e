"""The yearly report: its indicators, its collection, its answers."""
