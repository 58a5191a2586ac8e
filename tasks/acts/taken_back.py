"""The rows of the table of acts by which the Région takes a session back."""

from models.forms.sessions import UndoingForm
from tasks.acts.act import Act
from tasks.sessions import account as sessions
from tasks.sessions.opening.undone import undo_opening

TAKEN_BACK = (
    Act(
        name="annuler-ouverture",
        topic="session",
        form=UndoingForm,
        rule=undo_opening,
        event="ouverture.annulee",
        title="Ouverture annulée · {form[session]}",
        description="Annule l'ouverture d'une session, tant que rien n'y est arrivé et que rien n'en est parti.",
        asks="La session ouverte par erreur, et le motif.",
        account=sessions.read_undone,
    ),
)
"""In the order of prefect.yaml."""
