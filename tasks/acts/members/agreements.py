"""The rows of the table of acts about what lasts: conventions signed, amended, denounced, and memberships renewed."""

from models.forms.membership.lasting import (
    AgreementForm,
    AmendmentForm,
    AttendanceForm,
    DenunciationForm,
    RenewalForm,
    SupportActionForm,
    TaxRequestForm,
)
from tasks.acts.act import Act
from tasks.members import choices
from tasks.members.account import read_member
from tasks.members.lasting import account
from tasks.members.lasting.agreements import amend, denounce, record_agreement
from tasks.members.lasting.renew import renew
from tasks.members.lasting.support import record_action, record_attendance
from tasks.members.lasting.tax import note_tax_request

AGREEMENTS = (
    Act(
        name="enregistrer-convention",
        topic="membres",
        form=AgreementForm,
        rule=record_agreement,
        event="convention",
        title="Convention · {form[name]}",
        description="Enregistre une convention : ses signataires, le jour de sa signature et son terme.",
        asks="La convention, ses signataires et ses dates.",
        account=account.read_agreement,
    ),
    Act(
        name="enregistrer-avenant",
        topic="membres",
        form=AmendmentForm,
        rule=amend,
        event="convention.avenant",
        title="Avenant n° {form[number]} · {form[name]}",
        description="Enregistre un avenant à une convention, signé après l'avis du CREFOP.",
        asks="La convention, l'avis du CREFOP et ce que l'avenant change.",
        account=account.read_agreement,
    ),
    Act(
        name="denoncer-convention",
        topic="membres",
        form=DenunciationForm,
        rule=denounce,
        event="convention.denonciation",
        title="Dénonciation · {form[name]}",
        description="Enregistre qu'une partie dénonce une convention, et quelles adhésions prennent fin avec elle.",
        asks="La convention, la partie et le jour de l'envoi de sa lettre.",
        account=account.read_agreement,
    ),
    Act(
        name="renouveler-adhesion",
        topic="membres",
        form=RenewalForm,
        rule=renew,
        members=choices.to_renew,
        event="renouvellement",
        title="Renouvellement · {form[dossiers]}",
        description="Enregistre ce qu'un membre répond lorsqu'on lui demande s'il renouvelle son adhésion.",
        asks="Le membre et sa réponse.",
        account=read_member,
    ),
    Act(
        name="noter-demande-taxe",
        topic="membres",
        form=TaxRequestForm,
        rule=note_tax_request,
        members=choices.for_tax,
        event="taxe.demandee",
        title="Taxe d'apprentissage · {form[dossiers]}",
        description="Note qu'un membre a demandé à figurer sur la liste pour la taxe d'apprentissage.",
        asks="Le membre et le jour de sa demande.",
        account=read_member,
    ),
    Act(
        name="enregistrer-action",
        topic="membres",
        form=SupportActionForm,
        rule=record_action,
        event="appui.action",
        title="Action d'appui · {form[code]}",
        description="Enregistre une action du programme d'appui aux membres.",
        asks="L'action : son code, son intitulé, sa date et son public.",
        account=account.read_support,
    ),
    Act(
        name="enregistrer-participation",
        topic="membres",
        form=AttendanceForm,
        rule=record_attendance,
        event="appui.participation",
        title="Participation · {form[action]}",
        description="Enregistre combien de personnes de chaque structure ont participé à une action d'appui.",
        asks="L'action, et un nombre de personnes par structure.",
        account=account.read_support,
    ),
)
"""In the order of prefect.yaml."""
