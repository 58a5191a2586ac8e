"""The acts by which what is held is kept beyond its time, or forgotten once that is over."""

from models.forms.handling import HoldForm, LiftForm, PurgeForm
from models.vocabulary import WITHDRAWABLE, Status
from tasks.acts.act import Act
from tasks.acts.offered import kept, standing
from tasks.decisions.rectify import DECIDED_UPON
from tasks.incidents.forgetting.holds import hold, lift

FORGETTING = (
    Act(
        name="conserver-dossier",
        topic="dossier",
        form=HoldForm,
        rule=hold,
        offered=standing(WITHDRAWABLE | DECIDED_UPON | {Status.withdrawn}),
        event="conservation",
        title="Conservation · {form[dossiers]}",
        description="Conserve des dossiers au-delà de leur durée : demande d'accès, litige, autre raison.",
        asks="Les dossiers à conserver, et pourquoi.",
    ),
    Act(
        name="lever-conservation",
        topic="dossier",
        form=LiftForm,
        rule=lift,
        offered=kept,
        event="conservation.levee",
        title="Fin de conservation · {form[dossiers]}",
        description="Laisse effacer, à leur terme, des dossiers qu'une personne avait fait conserver.",
        asks="Les dossiers que plus rien n'oblige à conserver.",
    ),
    Act(
        name="autoriser-effacement",
        topic="session",
        form=PurgeForm,
        event="effacement",
        title="Effacement autorisé",
        description="Autorise l'effacement de ce qui est arrivé au terme de sa durée de conservation.",
        asks="Le visa des archives départementales.",
    ),
)
"""In the order of prefect.yaml."""
