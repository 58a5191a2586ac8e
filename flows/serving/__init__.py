"""Prefect's server as this system serves it: our pages beside its console, one password, no other origin."""
