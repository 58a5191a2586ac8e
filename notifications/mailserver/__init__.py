"""The embedded mail server, its Maildir, and the gallery that shows its mails."""
