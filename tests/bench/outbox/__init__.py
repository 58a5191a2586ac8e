"""Sending with its state, beside a bare loop of the same bytes over as many connections."""
