"""The rows of the table of acts by which the Région signs its decisions, here or in its signature book."""

from models.forms.decisions import ExportForm, SignedActsForm, SigningForm
from models.vocabulary import Status
from tasks.acts.act import Act
from tasks.acts.offered import exported, standing
from tasks.decisions.parapheur import deposit_signed, export_acts
from tasks.decisions.sign import sign_decisions

_TO_SIGN = standing(frozenset({Status.validated}))

SIGNING = (
    Act(
        name="signer-decisions",
        topic="dossier",
        form=SigningForm,
        rule=sign_decisions,
        offered=_TO_SIGN,
        event="decision.signee",
        title="Décisions signées · {form[dossiers]}",
        description="Enregistre les décisions que la Région signe après la commission, et les notifie aux candidats.",
        asks="Les dossiers, le jour et le signataire.",
    ),
    Act(
        name="exporter-parapheur",
        topic="dossier",
        form=ExportForm,
        rule=export_acts,
        offered=_TO_SIGN,
        event="acte.exporte",
        title="Actes à signer · {form[dossiers]}",
        description="Écrit les décisions que la Région signe au parapheur, une fois les dossiers validés.",
        asks="Les dossiers et le signataire.",
    ),
    Act(
        name="deposer-actes-signes",
        topic="dossier",
        form=SignedActsForm,
        rule=deposit_signed,
        offered=exported,
        event="acte.signe",
        title="Actes signés · {form[dossiers]}",
        description="Enregistre les actes revenus signés du parapheur, et notifie chacun avec son document signé.",
        asks="Les dossiers et leurs fichiers signés.",
    ),
)
"""The rows of its deployments, in the order of prefect.yaml."""
