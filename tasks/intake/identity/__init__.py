"""Who a mail comes from, and which dossier it is about."""
