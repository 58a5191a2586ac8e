"""What people do about one dossier: ask, identify, join, record a paper, admit, withdraw."""
