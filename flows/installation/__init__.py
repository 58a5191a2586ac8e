"""The living system: Prefect's server, worker and watcher, started, minded and stopped together."""
