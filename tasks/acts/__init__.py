"""What people may do: one row an act, for which dossiers it is offered, and the task that records it."""
