"""Notices queued in the transaction that causes them, and held by one sender at a time."""
