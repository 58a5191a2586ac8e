"""What is forgotten once its time is over, and what is not."""
