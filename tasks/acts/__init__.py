"""What people may do: one row an act, and which dossiers each act is offered for."""
