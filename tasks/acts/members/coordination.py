"""The rows of the table of acts about what goes on once members are: their territories, and the yearly report."""

from models.forms.membership.territories import AttachmentForm, CommitteeForm, CoordinationEndForm, CoordinatorForm
from models.forms.requests import ReportEntryForm, ReportOpeningForm, SetValidationForm
from tasks.acts.act import Act
from tasks.meetings.territories import account
from tasks.meetings.territories.committee import record_committee
from tasks.meetings.territories.coordinate import attach, designate, end_coordination
from tasks.members import choices
from tasks.sessions.reports import account as reports
from tasks.sessions.reports.collect import open_report, validate_set
from tasks.sessions.reports.enter import enter_report

COORDINATION = (
    Act(
        name="rattacher-territoire",
        topic="membres",
        form=AttachmentForm,
        rule=attach,
        members=choices.to_place,
        event="territoire",
        title="Territoire · {form[dossiers]}",
        description="Dit de quel territoire est un membre : par son département, sa commune, ou par son nom.",
        asks="Le membre et où il est.",
        account=account.read_attachment,
    ),
    Act(
        name="designer-coordinateur",
        topic="membres",
        form=CoordinatorForm,
        rule=designate,
        members=choices.to_place,
        event="coordination",
        title="Coordination · {form[territory]}",
        description="Enregistre qui coordonne un territoire, depuis quand, et quand la Région en a été informée.",
        asks="Le territoire, le membre qui le coordonne et qui y joindre.",
        account=account.read_coordinator,
    ),
    Act(
        name="fin-coordination",
        topic="membres",
        form=CoordinationEndForm,
        rule=end_coordination,
        event="coordination.finie",
        title="Fin de la coordination · {form[territory]}",
        description="Enregistre qu'un territoire n'est plus coordonné ; sa vacance est alors signalée.",
        asks="Le territoire, le dernier jour et le motif.",
        account=account.read_end,
    ),
    Act(
        name="enregistrer-travaux-comite",
        topic="membres",
        form=CommitteeForm,
        rule=record_committee,
        event="comite",
        title="Travaux d'un comité · {form[on]}",
        description="Enregistre une réunion de comité, un programme d'activités, un état des lieux, et leurs suites.",
        asks="Le comité, le jour, et ce qui en reste.",
        account=account.read_committee,
    ),
)
"""In the order of prefect.yaml."""

REPORTS = (
    Act(
        name="valider-indicateurs",
        topic="membres",
        form=SetValidationForm,
        rule=validate_set,
        event="indicateurs.valides",
        title="Indicateurs validés · {form[indicators]}",
        description="Enregistre que le CREFOP a validé un jeu d'indicateurs du fichier de région : il peut servir.",
        asks="Le jeu d'indicateurs, le jour et l'instance.",
        account=reports.read_validation,
    ),
    Act(
        name="ouvrir-bilan",
        topic="membres",
        form=ReportOpeningForm,
        rule=open_report,
        event="bilan.ouvert",
        title="Bilan {form[year]}",
        description="Demande le bilan d'une année à chaque membre, ou à qui coordonne chaque territoire.",
        asks="L'année et le jeu d'indicateurs validé.",
        account=reports.read_opened,
    ),
    Act(
        name="saisir-bilan",
        topic="membres",
        form=ReportEntryForm,
        rule=enter_report,
        members=choices.to_report,
        event="bilan.saisi",
        title="Bilan {form[year]} · {form[dossiers]}",
        description="Enregistre ou corrige les réponses d'un membre au bilan d'une année.",
        asks="Le membre, l'année et ses réponses.",
        account=reports.read_entry,
    ),
)
"""In the order of prefect.yaml."""
