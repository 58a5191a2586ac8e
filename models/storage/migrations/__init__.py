"""The migrations: what each version of the schema changes of the one before it, data included."""
