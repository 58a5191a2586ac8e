"""The spreadsheet of a meeting, written for its secretary and read back."""
