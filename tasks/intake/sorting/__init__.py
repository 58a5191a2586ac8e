"""Registered mails sorted into dossiers."""
