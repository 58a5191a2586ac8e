"""The acts that mend an open session."""

from models.forms.sessions import SessionCorrectionForm
from tasks.acts.act import Act
from tasks.sessions import account
from tasks.sessions.correct import correct

MENDING = (
    Act(
        name="corriger-session",
        topic="session",
        form=SessionCorrectionForm,
        rule=correct,
        event="session.corrigee",
        title="Session corrigée · {form[session]}",
        description="Corrige un téléphone, une adresse, un siège, une formule ou les fermetures d'une session ouverte.",
        asks="La donnée à corriger et sa nouvelle valeur.",
        account=account.read_correction,
    ),
)
