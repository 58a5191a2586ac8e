"""The rows of the table of acts by which people record appeals against decisions, and answer them."""

from models.forms.appeals import AppealAnswerForm, AppealForm
from models.notices import SignedAct
from tasks.acts.act import Act
from tasks.acts.offered import appealed, contestable
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.decisions.parapheur import signed_where_asked

APPEALS = (
    Act(
        name="enregistrer-recours",
        topic="dossier",
        form=AppealForm,
        rule=record_appeal,
        offered=contestable,
        event="recours",
        title="Recours · {form[dossiers]}",
        description="Note un recours contre une décision ou un autre acte, dans le délai ou non, et ses délais.",
        asks="Le dossier, le recours et le jour de sa réception.",
    ),
    Act(
        name="repondre-au-recours",
        topic="dossier",
        form=AppealAnswerForm,
        rule=signed_where_asked(SignedAct.appeal_answer, answer_appeal),
        offered=appealed,
        event="recours.reponse",
        title="Réponse à un recours · {form[dossiers]}",
        description="Accueille ou rejette un recours gracieux ou hiérarchique, motifs à l'appui.",
        asks="Le dossier, la réponse, ses motifs et son signataire.",
    ),
)
"""In the order of prefect.yaml."""
