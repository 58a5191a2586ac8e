"""Advice from outside about a dossier: asked, awaited, recorded, told to the applicant if a person says so."""
