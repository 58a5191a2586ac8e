"""What came, read without trusting it: mails, files, documents. Nothing here knows a database."""
