"""Mails registered at once, whatever is wrong with them."""
