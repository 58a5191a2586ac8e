"""What people fill in to mend an open session: its data corrected, its opening undone, or the session cancelled."""

from typing import ClassVar

from pydantic import Field

from models.forms.parts import By, Confirmed, Form, OptionalWords, Picked, Words


class UndoingForm(Form):
    """Undoes the opening of a session (`annuler-ouverture`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle qui a été ouverte par erreur.")
    reason: Words = Field(title="Motif", description="Pour le journal des dossiers ; aucun candidat ne le lit.")
    by: By
    confirmed: Confirmed = None


class SessionCancellationForm(Form):
    """Cancels a session (`annuler-session`)."""

    shown_first: ClassVar[bool] = True
    session: Picked = Field(title="Session", description="Celle qui n'ira pas à son terme.")
    reason: Words = Field(title="Motif", description="Les candidats et les membres convoqués le liront.")
    by: By
    confirmed: Confirmed = None


class SessionCorrectionForm(Form):
    """Corrects what an open session keeps of the region file (`corriger-session`)."""

    session: Picked = Field(title="Session", description="Son code, par exemple ara-2021.")
    key: Picked = Field(title="Donnée", description="Choisissez-la dans la liste, avec sa valeur actuelle.")
    value: OptionalWords = Field(
        default=None,
        title="Nouvelle valeur",
        description="Vide : aucune. De plusieurs jours de fermeture : tous, 2027-05-07 ; 2027-05-28 par exemple.",
    )
    reason: Words = Field(title="Motif", description="L'ancienne valeur, la nouvelle et ce motif sont conservés.")
    by: By
