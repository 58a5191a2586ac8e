"""What people record through run forms: each is one task that records all of it or nothing, then its consequences."""

from datetime import datetime

from prefect import flow

from flows.conduct import run_name
from flows.recording import record_act
from models.forms import AdmissionForm, DecisionForm, ExaminationForm, OpinionForm, WithdrawalForm


@flow(
    name="instruire-dossier",
    flow_run_name=run_name("Instruction · {form[dossiers]}"),
    description="Note les pièces inutilisables d'un dossier, puis la conclusion de l'instructeur.",
)
async def examine(form: ExaminationForm, at: datetime | None = None) -> list[str]:
    """Record an examination.

    Args:
        form: Ce que l'instructeur a constaté.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("instruction", form, at)


@flow(
    name="enregistrer-avis",
    flow_run_name=run_name("Avis · {form[dossiers]}"),
    description="Enregistre l'avis du groupe de travail sur un ou plusieurs dossiers.",
)
async def record_opinion(form: OpinionForm, at: datetime | None = None) -> list[str]:
    """Record the working group's opinion.

    Args:
        form: L'avis du groupe de travail.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("avis", form, at)


@flow(
    name="enregistrer-decision",
    flow_run_name=run_name("Décision · {form[dossiers]}"),
    description="Enregistre la décision prise après la commission et la notifie au candidat.",
)
async def record_decision(form: DecisionForm, at: datetime | None = None) -> list[str]:
    """Record a decision and notify it.

    Args:
        form: La décision et son signataire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("decision", form, at)


@flow(
    name="enregistrer-retrait",
    flow_run_name=run_name("Retrait · {form[dossiers]}"),
    description="Enregistre le retrait d'une candidature et le confirme au candidat.",
)
async def withdraw(form: WithdrawalForm, at: datetime | None = None) -> list[str]:
    """Record a withdrawal.

    Args:
        form: Le dossier retiré.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("retrait", form, at)


@flow(
    name="admettre-hors-delai",
    flow_run_name=run_name("Admission hors délai · {form[dossiers]}"),
    description="Admet un dépôt arrivé après la date limite, motif à l'appui.",
)
async def admit_late(form: AdmissionForm, at: datetime | None = None) -> list[str]:
    """Admit a late deposit.

    Args:
        form: Le dossier admis et le motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("admission", form, at)
