"""The rows of the table of acts by which the Région shares its work: what is left, given, noted, written and read."""

from models.forms.handling import AnnotationForm, AssignmentForm, LeavingForm, ReceptionForm, SeenForm
from models.forms.letters import FATES, CopyForm, LetterForm, PostingForm, PrintingForm, WaitingLettersForm
from models.vocabulary import WITHDRAWABLE, Status
from notifications.writing.wording import count
from tasks.acts.act import Act
from tasks.acts.offered import standing
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers.account import (
    read_copy,
    read_handed,
    read_handling,
    read_letter,
    read_posting,
    read_printed,
    read_settled,
)
from tasks.dossiers.handling import annotate, assign, leave_late
from tasks.dossiers.letters.again import send_again
from tasks.dossiers.letters.on_paper import print_letters, record_posting
from tasks.dossiers.letters.waiting import settle_letters
from tasks.dossiers.letters.write import write
from tasks.dossiers.seen import mark_seen


def _writing(form: LetterForm) -> str:
    return f"Lettre · {form.about}"


def _settling(form: WaitingLettersForm) -> str:
    return f"{count(len(form.letters), 'lettre')} en attente · {FATES[form.fate]}"


def _printing(form: PrintingForm) -> str:
    return f"Lettres à poster · {count(len(form.letters), 'lettre') if form.letters else 'toutes'}"


HANDLING = (
    Act(
        name="laisser-hors-delai",
        topic="dossier",
        form=LeavingForm,
        rule=leave_late,
        offered=standing(frozenset({Status.late})),
        event="laisse",
        title="Laissé pour la session suivante · {form[dossiers]}",
        description="Laisse un dépôt hors délai pour la session suivante ; il n'attend plus personne.",
        asks="Le dossier laissé pour la session suivante.",
    ),
    Act(
        name="affecter-dossier",
        topic="dossier",
        form=AssignmentForm,
        rule=assign,
        offered=standing(WITHDRAWABLE | DECIDED_UPON),
        event="affectation",
        title="Affectation · {form[dossiers]}",
        description="Confie des dossiers à un service instructeur, ou les reprend.",
        asks="Les dossiers et le service à qui les confier.",
        account=read_handling,
    ),
    Act(
        name="annoter-dossier",
        topic="dossier",
        form=AnnotationForm,
        rule=annotate,
        offered=standing(WITHDRAWABLE | DECIDED_UPON),
        event="annotation",
        title="Note interne · {form[dossiers]}",
        description="Note quelque chose d'un dossier pour les services, ou lui pose une étiquette.",
        asks="Les dossiers, la note et les étiquettes.",
        account=read_handling,
    ),
    Act(
        name="recevoir-dossier",
        topic="dossier",
        form=ReceptionForm,
        offered=standing(WITHDRAWABLE | DECIDED_UPON),
        event="remise",
        title="Remise · {form[dossiers]}",
        description="Envoie un dossier à un service : un seul PDF avec ses pièces, et une archive de toutes.",
        asks="Le dossier et le service à qui l'envoyer.",
        account=read_handed,
    ),
    Act(
        name="ecrire-au-candidat",
        topic="dossier",
        form=LetterForm,
        rule=write,
        offered=standing(WITHDRAWABLE | DECIDED_UPON),
        event="lettre",
        title=_writing,
        description="Écrit au contact d'un dossier, ou à l'auteur d'un envoi, dans le fil de son courriel.",
        asks="À qui écrire, et quoi.",
        account=read_letter,
    ),
    Act(
        name="traiter-lettre",
        topic="dossier",
        form=WaitingLettersForm,
        rule=settle_letters,
        event="lettre.traitee",
        title=_settling,
        description="Laisse partir sans attendre des lettres retenues, ou les empêche de partir.",
        asks="Les lettres, et ce qu'il faut en faire.",
        account=read_settled,
    ),
    Act(
        name="renvoyer-notification",
        topic="dossier",
        form=CopyForm,
        rule=send_again,
        event="lettre.renvoyee",
        title="Copie · {form[letter]}",
        description="Renvoie une lettre partie, ou revenue, au contact actuel du dossier, marquée comme copie.",
        asks="La lettre à renvoyer.",
        account=read_copy,
    ),
    Act(
        name="lettres-a-poster",
        topic="dossier",
        form=PrintingForm,
        rule=print_letters,
        event="lettres.imprimees",
        title=_printing,
        description="Fait un seul document, avec leur liste, des lettres à imprimer et à poster.",
        asks="Les lettres à poster ; vide, toutes celles qui attendent.",
        account=read_printed,
    ),
    Act(
        name="enregistrer-envoi-postal",
        topic="dossier",
        form=PostingForm,
        rule=record_posting,
        event="lettre.postee",
        title="Envoi postal · {form[letter]}",
        description="Note quand une lettre a été postée, présentée et remise, et son numéro de recommandé.",
        asks="La lettre, et ce que la poste en dit.",
        account=read_posting,
    ),
    Act(
        name="marquer-lu",
        topic="dossier",
        form=SeenForm,
        rule=mark_seen,
        event="lu",
        title="Lu · {form[what]}",
        description="Dit qu'un envoi mis de côté ou un courriel revenu a été lu, et ce qu'il fallait faire, fait.",
        asks="Ce qui est réglé.",
        account=read_handling,
    ),
)
"""In the order of prefect.yaml."""
