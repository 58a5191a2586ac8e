"""The rows of the table of acts about the texts of reference: put in, amended, proposed, advised upon, adopted."""

from models.forms.membership.texts import (
    AmendmentForm,
    AmendmentRulingForm,
    SignatoryForm,
    TextAdoptionForm,
    TextDraftForm,
    TextOpinionForm,
    TextProposalForm,
)
from tasks.acts.act import Act
from tasks.members import account
from tasks.members.texts.adopt import adopt_text
from tasks.members.texts.amend import record_amendment, rule_amendment
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tasks.members.texts.signatories import follow_signatory

TEXT_ACTS = (
    Act(
        name="deposer-texte",
        topic="membres",
        form=TextDraftForm,
        rule=deposit_text,
        event="texte.depose",
        title="Texte · {form[title]}, version {form[version]}",
        description="Dépose une version d'un texte de référence, à l'état de projet.",
        asks="Le texte, sa version et son fichier.",
        account=account.read_text,
    ),
    Act(
        name="enregistrer-amendement",
        topic="membres",
        form=AmendmentForm,
        rule=record_amendment,
        event="texte.amendement",
        title="Amendement · {form[text]}",
        description="Enregistre un amendement à un texte qui n'est pas encore adopté.",
        asks="Le texte, qui propose, où et en quels termes.",
        account=account.read_text,
    ),
    Act(
        name="trancher-amendement",
        topic="membres",
        form=AmendmentRulingForm,
        rule=rule_amendment,
        event="texte.amendement.tranche",
        title="Amendement tranché · {form[amendment]}",
        description="Dit ce qu'il advient d'un amendement, et pourquoi.",
        asks="L'amendement, sa suite et le motif.",
        account=account.read_ruling,
    ),
    Act(
        name="proposer-texte",
        topic="membres",
        form=TextProposalForm,
        rule=propose_text,
        event="texte.propose",
        title="Texte proposé · {form[text]}",
        description="Propose un projet de texte à l'instance qui en donne son avis : son fichier ne change plus.",
        asks="Le projet, qui le propose et quand.",
        account=account.read_text,
    ),
    Act(
        name="avis-sur-texte",
        topic="membres",
        form=TextOpinionForm,
        rule=advise_text,
        event="texte.avis",
        title="Avis sur un texte · {form[text]}",
        description="Enregistre l'avis d'une instance sur un texte proposé.",
        asks="Le texte, l'instance, la date et le sens de l'avis.",
        account=account.read_text,
    ),
    Act(
        name="adopter-texte",
        topic="membres",
        form=TextAdoptionForm,
        rule=adopt_text,
        event="texte.adopte",
        title="Texte adopté · {form[text]}",
        description="Adopte une version d'un texte : elle remplace la précédente à sa date.",
        asks="Le texte, qui l'a adopté, et à partir de quand il s'applique.",
        account=account.read_text,
    ),
    Act(
        name="suivre-signataire",
        topic="membres",
        form=SignatoryForm,
        rule=follow_signatory,
        event="texte.signataire",
        title="Signataire · {form[text]}",
        description="Note qu'un texte adopté a été envoyé à un signataire, puis qu'il l'a signé.",
        asks="Le texte, le signataire, le jour de l'envoi et la signature.",
        account=account.read_text,
    ),
)
