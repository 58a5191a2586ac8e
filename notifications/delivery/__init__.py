"""Notices leave: over SMTP, each once."""
