"""The `spro` command."""
