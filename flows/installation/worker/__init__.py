"""The worker of a system: Prefect's command, with a worker of ours, each run of which is a copy of a ready process."""
