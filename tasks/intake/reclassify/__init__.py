"""An arrival put right by a person: what it is, of which dossier, and which of its files is which piece."""
