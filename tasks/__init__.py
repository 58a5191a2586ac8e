"""One unit of work each: a Prefect task that opens a transaction, calls a rule, and commits."""
