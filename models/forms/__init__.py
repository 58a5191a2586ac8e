"""What people fill in, checked before anything changes: one module a capability."""
