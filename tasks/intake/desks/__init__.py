"""What desks of the Région send for the forms: told from what applicants send, kept, and found again."""
