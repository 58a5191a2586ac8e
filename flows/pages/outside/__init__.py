"""The pages of those who have no account: dossiers behind a link of their own, and the files to fill in of a call."""
