"""What people fill in to take a session back: its opening undone, or the session itself cancelled."""

from pydantic import Field

from models.forms.parts import By, Form, Picked, Words


class UndoingForm(Form):
    """Undoes the opening of a session (`annuler-ouverture`)."""

    session: Picked = Field(title="Session", description="Celle qui a été ouverte par erreur.")
    reason: Words = Field(title="Motif", description="Pour le journal des dossiers ; aucun candidat ne le lit.")
    by: By


class SessionCancellationForm(Form):
    """Cancels a session (`annuler-session`)."""

    session: Picked = Field(title="Session", description="Celle qui n'ira pas à son terme.")
    reason: Words = Field(title="Motif", description="Les candidats et les membres convoqués le liront.")
    by: By
