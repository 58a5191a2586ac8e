"""The acts that put right what was typed: an open session's data, and the entries of dossiers."""

from models.forms.mending import EntryCorrectionForm, SessionCorrectionForm
from models.vocabulary import WITHDRAWABLE, Status
from tasks.acts.act import Act
from tasks.acts.entries import correct_entry
from tasks.acts.offered import standing
from tasks.decisions.rectify import DECIDED_UPON
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
    Act(
        name="corriger-saisie",
        topic="dossier",
        form=EntryCorrectionForm,
        rule=correct_entry,
        offered=standing(WITHDRAWABLE | DECIDED_UPON | {Status.withdrawn}),
        event="saisie.corrigee",
        title="Saisie corrigée · {form[dossiers]}",
        description="Corrige ou retire ce qui a été mal saisi : une conclusion, un avis, un retrait, une réunion.",
        asks="Le dossier, la saisie à corriger et ce qu'il fallait saisir.",
    ),
)
