"""The rows of the table of acts about what lasts: conventions signed, amended, denounced, and memberships renewed."""

from models.forms.membership.lasting import AgreementForm, AmendmentForm, DenunciationForm, RenewalForm
from tasks.acts.act import Act
from tasks.members import choices
from tasks.members.account import read_member
from tasks.members.lasting import account
from tasks.members.lasting.agreements import amend, denounce, record_agreement
from tasks.members.lasting.renew import renew

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
)
"""In the order of prefect.yaml."""
