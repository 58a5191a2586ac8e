"""What arrives: mails and papers as they came, their files, and the identifiers of organisations."""
