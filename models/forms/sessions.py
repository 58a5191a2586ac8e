"""What people fill in to take a session back: its opening undone, or the session itself cancelled."""

from pydantic import Field

from models.forms.parts import By, Form, Picked, Words


class UndoingForm(Form):
    """Undoes the opening of a session (`annuler-ouverture`)."""

    session: Picked = Field(title="Session", description="Celle qui a été ouverte par erreur.")
    reason: Words = Field(title="Motif", description="Pour le journal des dossiers ; aucun candidat ne le lit.")
    by: By
