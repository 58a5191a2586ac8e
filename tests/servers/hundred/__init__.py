"""A hundred mails, honest, clumsy and hostile, that one night brings to a deposit mailbox."""
