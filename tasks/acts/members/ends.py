"""The rows of the table of acts by which a membership ends: after a formal notice, or of the member's own will."""

from models.forms.membership.members import CureForm, DepartureForm, FormalNoticeForm, TerminationForm
from models.notices import SignedAct
from tasks.acts.act import Act
from tasks.decisions.parapheur import signed_where_asked
from tasks.members import account, choices
from tasks.members.depart import record_departure
from tasks.members.leave import cure, give_notice, terminate

ENDS = (
    Act(
        name="mettre-en-demeure",
        topic="membres",
        form=FormalNoticeForm,
        rule=signed_where_asked(SignedAct.formal_notice, give_notice),
        members=choices.current,
        event="mise-en-demeure",
        title="Mise en demeure · {form[dossiers]}",
        description="Met un membre en demeure de tenir ses engagements, et l'invite à présenter ses observations.",
        asks="Le membre, les motifs et le délai d'observations.",
        account=account.read_member,
    ),
    Act(
        name="clore-mise-en-demeure",
        topic="membres",
        form=CureForm,
        rule=cure,
        members=choices.under_notice,
        event="mise-en-demeure.close",
        title="Mise en demeure close · {form[dossiers]}",
        description="Clôt sans effet une mise en demeure : le membre a fait le nécessaire.",
        asks="Le membre et ce qu'il a fait.",
        account=account.read_member,
    ),
    Act(
        name="resilier-adhesion",
        topic="membres",
        form=TerminationForm,
        rule=signed_where_asked(SignedAct.termination, terminate),
        members=choices.under_notice,
        event="resiliation",
        title="Résiliation · {form[dossiers]}",
        description="Met fin à une adhésion, deux mois au moins après l'envoi d'une mise en demeure restée sans effet.",
        asks="Le membre, les motifs et le signataire.",
        account=account.read_member,
    ),
    Act(
        name="enregistrer-depart",
        topic="membres",
        form=DepartureForm,
        rule=record_departure,
        members=choices.current,
        event="depart",
        title="Départ d'un membre · {form[dossiers]}",
        description="Met fin à l'adhésion d'un membre qui part de lui-même, au jour qu'il indique.",
        asks="Le membre, son dernier jour et son motif.",
        account=account.read_member,
    ),
)
"""In the order of prefect.yaml."""
