"""Texts of reference: which version is in force, and what may become of one."""
