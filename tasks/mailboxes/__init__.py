"""Where deposits wait until they are registered: a folder of this machine, or a mailbox of a mail server."""
