"""Spreadsheets that somebody hands over, opened within bounds and read as rows."""
