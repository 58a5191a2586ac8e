"""What the boards are drawn from."""
