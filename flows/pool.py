"""The work pool of every deployment, for those too that need nothing else of Prefect."""

POOL = "spro"
