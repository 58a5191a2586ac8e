"""What is published with the call: the files that applicants fill in, and on which version one came back."""
