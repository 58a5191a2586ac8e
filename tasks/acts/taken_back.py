"""The rows of the table of acts by which the Région takes a session back."""

from models.forms.mending import SessionCancellationForm, UndoingForm
from tasks.acts.act import Act
from tasks.sessions import account as sessions
from tasks.sessions.opening.cancelled import cancel_session
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
    Act(
        name="annuler-session",
        topic="session",
        form=SessionCancellationForm,
        rule=cancel_session,
        event="session.annulee",
        title="Session annulée · {form[session]}",
        description="Annule une session : ses dossiers sont gardés pour la suivante, chacun en est prévenu.",
        asks="La session qui n'ira pas à son terme, et le motif.",
        account=sessions.read_cancelled,
    ),
)
"""In the order of prefect.yaml."""
