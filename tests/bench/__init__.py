"""What grows with the number of dossiers, and by how much. Run by `make bench`, never by the tests."""
