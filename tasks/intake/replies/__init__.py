"""What comes in answer, and what senders are told."""
