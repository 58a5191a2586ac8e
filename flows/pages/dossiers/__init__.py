"""The pages of dossiers: the list that is sorted and searched, each dossier, its files and letters."""
