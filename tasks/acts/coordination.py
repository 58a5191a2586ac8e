"""The rows of the table of acts about territories: where a member belongs, and who coordinates it there."""

from models.forms.membership.members import AttachmentForm, CoordinationEndForm, CoordinatorForm
from tasks.acts.act import Act
from tasks.meetings.territories import account
from tasks.meetings.territories.coordinate import attach, designate, end_coordination
from tasks.members import choices

COORDINATION = (
    Act(
        name="rattacher-territoire",
        topic="membres",
        form=AttachmentForm,
        rule=attach,
        members=choices.current,
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
        members=choices.current,
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
)
"""In the order of prefect.yaml."""
