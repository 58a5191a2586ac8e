"""What came, read without trusting it and without a database: mails, files, documents."""
