"""The rows of the table of acts by which people ask for advice from outside, record it, and ask for it no more."""

from models.forms.advice import AdviceForm, AdviceRequestForm, AdviceRevocationForm
from models.vocabulary import UNDECIDED
from tasks.acts.act import Act
from tasks.acts.offered import advised, standing
from tasks.dossiers.advice.record import record_advice, revoke_advice

ADVICE = (
    Act(
        name="demander-avis",
        topic="dossier",
        form=AdviceRequestForm,
        offered=standing(UNDECIDED),
        event="avis.demande",
        title="Avis demandé · {form[dossiers]}",
        description="Consulte un expert ou un autre service sur un dossier, avec les pièces choisies.",
        asks="Le dossier, qui est consulté, la question et les pièces.",
    ),
    Act(
        name="enregistrer-avis",
        topic="dossier",
        form=AdviceForm,
        rule=record_advice,
        offered=advised,
        event="avis.enregistre",
        title="Avis enregistré · {form[dossiers]}",
        description="Note un avis donné autrement que par courriel, ou communique un avis au candidat.",
        asks="Le dossier, de qui est l'avis, et ce qui est dit.",
    ),
    Act(
        name="annuler-avis",
        topic="dossier",
        form=AdviceRevocationForm,
        rule=revoke_advice,
        offered=advised,
        event="avis.annule",
        title="Demande d'avis annulée · {form[dossiers]}",
        description="Dit à la personne consultée que son avis n'est plus attendu.",
        asks="Le dossier, à qui l'avis était demandé, et le motif.",
    ),
)
"""In the order of prefect.yaml."""
