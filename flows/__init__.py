"""Who does what, when: the flows that Prefect conducts, the forms' runs, and the `spro` command."""
