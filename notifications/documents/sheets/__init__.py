"""Spreadsheets: what they look like, and tables written as files."""
