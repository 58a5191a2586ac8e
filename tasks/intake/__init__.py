"""What becomes of what arrived: registered at once, then sorted into the dossiers."""
