"""The rows of the table of acts about how one becomes a member: a text signed, a convention signed, the register."""

from models.forms.membership.members import AccessionForm, RegisterForm, SignatureForm
from tasks.acts.act import Act
from tasks.members import account, choices
from tasks.members.joining.accede import accede
from tasks.members.joining.enrol import enrol
from tasks.members.sign import sign

JOINING = (
    Act(
        name="enregistrer-signature",
        topic="membres",
        form=SignatureForm,
        rule=sign,
        members=choices.to_sign,
        event="signature",
        title="Signature · {form[dossiers]}",
        description="Enregistre qu'un organisme a signé le texte qui l'engage, dans sa version en vigueur.",
        asks="L'organisme, la date et le signataire.",
        account=account.read_signature,
    ),
    Act(
        name="inscrire-au-registre",
        topic="membres",
        form=RegisterForm,
        rule=enrol,
        members=choices.to_enter,
        event="inscription",
        title="Inscription au registre · {form[starts_on]}",
        description="Inscrit au registre une structure que le texte qui l'engage rend membre sans candidature.",
        asks="La structure, son cercle et ses dates.",
        account=account.read_member,
    ),
    Act(
        name="enregistrer-adhesion",
        topic="membres",
        form=AccessionForm,
        rule=accede,
        members=choices.to_accede,
        event="adhesion",
        title="Adhésion · {form[dossiers]}",
        description="Enregistre qu'un organisme a signé la convention et le cahier des charges : il est membre.",
        asks="Le dossier, le jour de la signature et qui en a informé la Région.",
        account=account.read_member,
    ),
)
