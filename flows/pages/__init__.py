"""Our own pages beside Prefect's console, read-only: they may show what Prefect must not hold."""
