"""The life of members: the texts they sign, the register they are in, and how a membership ends."""

from datetime import date, datetime

from prefect import flow, get_run_logger
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from flows.acts.account import KEY, render_account
from flows.acts.member_account import said_of
from flows.boards.markdown import NAME, plain
from flows.boards.refresh import refresh_console
from flows.run_context import clock, run_name, tell, tell_session
from models.forms.members import (
    CureForm,
    DocumentForm,
    ExportForm,
    FormalNoticeForm,
    RegisterForm,
    SignatureForm,
    TerminationForm,
)
from models.forms.parts import Form
from models.storage.settings import Settings
from notifications.writing.wording import count, long_date
from tasks.console.boards.board import campaign_codes
from tasks.console.forms.account import read_account
from tasks.members import units as member_units
from tasks.members.register import MemberLine, Register
from tasks.record import record
from tasks.sending import send_notices

REGISTER = "registre"
"""What the register is called among the artifacts."""

ROWS, NAMED = 1_000, 20
"""Members that the artifact shows at most, and how many of those without a SIRET it names; the files hold them all."""


async def record_member_act(event: str, form: Form, at: datetime | None) -> list[str]:
    """Record what a form about members says, send what it causes, tell it, and show what waits for people now."""
    at = clock(at)
    concerned = await record(form, at=at)
    await send_notices(at=at)
    tell(event, concerned)
    references = [dossier.reference for dossier in concerned]
    sentences = [f"- {sentence}" for sentence in said_of(form, at=at)]
    account = render_account(form, read_account(references, at=at)) if references else ""
    markdown = "\n".join(["# Ce qui est enregistré", "", *sentences, "", account])
    await acreate_markdown_artifact(key=KEY, markdown=markdown, description="Ce que l'exécution a fait.")
    latest = campaign_codes(Settings().database)[-1:]
    await refresh_console(sorted({*latest, *(dossier.session for dossier in concerned)}), at=at)
    return references


@flow(
    name="enregistrer-document",
    flow_run_name=run_name("Texte · {form[title]}, version {form[version]}"),
    description="Enregistre une version du cahier des charges ou de la convention : projet, puis adoptée.",
)
async def record_document(form: DocumentForm, at: datetime | None = None) -> list[str]:
    """Record a version of a text.

    Args:
        form: Le texte, sa version et son empreinte.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("texte.enregistre", form, at)


@flow(
    name="enregistrer-signature",
    flow_run_name=run_name("Signature · {form[dossiers]}"),
    description="Enregistre qu'un organisme a signé le texte qui l'engage, dans sa version en vigueur.",
)
async def sign(form: SignatureForm, at: datetime | None = None) -> list[str]:
    """Record a signature.

    Args:
        form: L'organisme, la date et le signataire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("signature", form, at)


@flow(
    name="inscrire-au-registre",
    flow_run_name=run_name("Inscription au registre · {form[starts_on]}"),
    description="Inscrit au registre une structure des premier et deuxième cercles, par le texte qui l'engage.",
)
async def enrol(form: RegisterForm, at: datetime | None = None) -> list[str]:
    """Enter in the register a member without a candidacy.

    Args:
        form: La structure, son cercle et ses dates.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("inscription", form, at)


@flow(
    name="mettre-en-demeure",
    flow_run_name=run_name("Mise en demeure · {form[dossiers]}"),
    description="Met un membre en demeure de tenir ses engagements, et l'invite à présenter ses observations.",
)
async def give_notice(form: FormalNoticeForm, at: datetime | None = None) -> list[str]:
    """Give a member formal notice.

    Args:
        form: Le membre, les motifs et le délai d'observations.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("mise-en-demeure", form, at)


@flow(
    name="clore-mise-en-demeure",
    flow_run_name=run_name("Mise en demeure close · {form[dossiers]}"),
    description="Clôt sans effet une mise en demeure : le membre a fait le nécessaire.",
)
async def cure(form: CureForm, at: datetime | None = None) -> list[str]:
    """Close a formal notice without effect.

    Args:
        form: Le membre et ce qu'il a fait.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("mise-en-demeure.close", form, at)


@flow(
    name="resilier-adhesion",
    flow_run_name=run_name("Résiliation · {form[dossiers]}"),
    description="Met fin à une adhésion, deux mois au moins après l'envoi d'une mise en demeure restée sans effet.",
)
async def terminate(form: TerminationForm, at: datetime | None = None) -> list[str]:
    """End a membership.

    Args:
        form: Le membre, les motifs et le signataire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_member_act("resiliation", form, at)


@flow(
    name="exporter-registre",
    flow_run_name=run_name("Registre · {form[session]}"),
    description="Écrit le registre des membres d'un jour, et la liste annuelle pour la taxe d'apprentissage.",
)
async def export(form: ExportForm, at: datetime | None = None) -> list[str]:
    """Write the register of a day, and show it.

    Args:
        form: La session et le jour.
        at: Instant de l'opération ; laissez vide pour maintenant.
    """
    register, files = await member_units.export(form, at=clock(at))
    await acreate_table_artifact(
        key=REGISTER,
        table=[_row(line) for line in register.members[:ROWS]] or [{"Organisme": "Aucun membre ce jour-là."}],
        description=describe(register),
    )
    get_run_logger().info("Registre écrit : %s.", ", ".join(map(str, files)))
    tell_session("registre.exporte", form.session, on=register.on.isoformat(), members=len(register.members))
    return [str(path) for path in files]


def _row(line: MemberLine) -> dict[str, str]:
    return {
        "Organisme": plain(line.organisation, longest=NAME),
        "Identifiant": line.identifier or "",
        "Cercle": str(line.circle),
        "Réseau": plain(line.network or "", longest=NAME),
        "Texte": line.text,
        "Signé le": _day(line.signed_on),
        "Membre depuis": _day(line.since),
        "Jusqu'au": _day(line.until),
        "Référence": line.reference,
    }


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def describe(register: Register) -> str:
    """Return what the register of a day holds, and who is missing from the list for the tax."""
    members, on = count(len(register.members), "membre"), long_date(register.on)
    said = f"{members} au {on} ; {len(register.for_tax)} sur la liste pour la taxe d'apprentissage"
    if not register.without_siret:
        return f"{said}."
    lacking = ", ".join(plain(name, longest=NAME) for name in register.without_siret[:NAMED])
    others = len(register.without_siret) - NAMED
    more = f", et {count(others, 'autre')}" if others > 0 else ""
    return f"{said}. Sans SIRET, donc absents de cette liste : {lacking}{more}."
