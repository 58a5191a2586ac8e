"""The rows of the table of acts about the sites of a structure: recorded, closed, kept out by a decision."""

from models.forms.membership.sites import GroupForm, SetAsideSitesForm, SiteClosingForm, SitesForm
from tasks.acts.act import Act
from tasks.acts.offered import standing, where_decided
from tasks.members import account, choices
from tasks.members.sites.decided import SORTABLE, set_aside_sites
from tasks.members.sites.group import join_group
from tasks.members.sites.record import close_site

SITES = (
    Act(
        name="enregistrer-sites",
        topic="membres",
        form=SitesForm,
        members=choices.receiving,
        event="sites",
        title="Sites · {form[dossiers]}",
        description="Enregistre les sites d'un candidat ou d'un membre, tapés ou lus dans le tableau qu'il a envoyé.",
        asks="Le dossier ou le membre, et ses sites.",
    ),
    Act(
        name="fermer-site",
        topic="membres",
        form=SiteClosingForm,
        rule=close_site,
        members=choices.receiving,
        event="site.ferme",
        title="Site fermé · {form[dossiers]}",
        description="Ferme un site d'un candidat ou d'un membre, au jour indiqué.",
        asks="Le dossier ou le membre, le site et son dernier jour.",
        account=account.read_member,
    ),
    Act(
        name="rattacher-au-groupement",
        topic="membres",
        form=GroupForm,
        rule=join_group,
        members=choices.receiving,
        event="groupement",
        title="Groupement · {form[dossiers]}",
        description="Dit de quel groupement ou de quelle fédération une structure est, par sa tête.",
        asks="Le dossier ou le membre, et la tête de son groupement.",
        account=account.read_member,
    ),
    Act(
        name="ecarter-sites",
        topic="dossier",
        form=SetAsideSitesForm,
        rule=set_aside_sites,
        offered=where_decided(standing(SORTABLE)),
        event="sites.ecartes",
        title="Sites à refuser · {form[dossiers]}",
        description="Dit quels sites d'un dossier la décision refusera, et pourquoi : les autres seront acceptés.",
        asks="Le dossier, les sites à refuser et leurs motifs.",
    ),
)
"""In the order of prefect.yaml."""
