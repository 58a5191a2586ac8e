"""What people record through run forms: each is one task that records all of it or nothing, then its consequences."""

from datetime import datetime

from prefect import flow

from flows.board import refresh_board
from flows.conduct import clock, run_name, tag_run, tell
from models.forms import AdmissionForm, DecisionForm, ExaminationForm, Form, OpinionForm, WithdrawalForm
from tasks import units


async def _record(event: str, form: Form, at: datetime | None) -> list[str]:
    at = clock(at)
    concerned = await units.record(form, at=at)
    await units.send_notices(at=at)
    tell(event, concerned)
    for code in sorted({dossier.session for dossier in concerned}):
        await tag_run(code)
        await refresh_board(code, at=at)
    return [dossier.reference for dossier in concerned]


@flow(
    name="instruire-dossier",
    flow_run_name=run_name("Instruction · {form[applications]}"),
    description="Note les pièces inutilisables d'un dossier, puis la conclusion de l'instructeur.",
)
async def examine(form: ExaminationForm, at: datetime | None = None) -> list[str]:
    """Record an examination.

    Args:
        form: Ce que l'instructeur a constaté.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await _record("instruction", form, at)


@flow(
    name="enregistrer-avis",
    flow_run_name=run_name("Avis · {form[applications]}"),
    description="Enregistre l'avis du groupe de travail sur un ou plusieurs dossiers.",
)
async def record_opinion(form: OpinionForm, at: datetime | None = None) -> list[str]:
    """Record the working group's opinion.

    Args:
        form: L'avis du groupe de travail.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await _record("avis", form, at)


@flow(
    name="enregistrer-decision",
    flow_run_name=run_name("Décision · {form[applications]}"),
    description="Enregistre la décision prise après la commission et la notifie au candidat.",
)
async def record_decision(form: DecisionForm, at: datetime | None = None) -> list[str]:
    """Record a decision and notify it.

    Args:
        form: La décision et son signataire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await _record("decision", form, at)


@flow(
    name="enregistrer-retrait",
    flow_run_name=run_name("Retrait · {form[application]}"),
    description="Enregistre le retrait d'une candidature et le confirme au candidat.",
)
async def withdraw(form: WithdrawalForm, at: datetime | None = None) -> list[str]:
    """Record a withdrawal.

    Args:
        form: Le dossier retiré.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await _record("retrait", form, at)


@flow(
    name="admettre-hors-delai",
    flow_run_name=run_name("Admission hors délai · {form[application]}"),
    description="Admet un dépôt arrivé après la date limite, motif à l'appui.",
)
async def admit_late(form: AdmissionForm, at: datetime | None = None) -> list[str]:
    """Admit a late deposit.

    Args:
        form: Le dossier admis et le motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await _record("admission", form, at)
