"""Texts of reference as people handle them."""
