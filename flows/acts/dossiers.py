"""What people record through run forms: each is one task that records all of it or nothing, then its consequences."""

from datetime import datetime

from prefect import flow

from flows.acts.recording import record_act
from flows.run_context import run_name
from models.forms.decisions import HandoverForm, RectificationForm
from models.forms.dossiers import AdmissionForm, ExaminationForm, WithdrawalForm


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


@flow(
    name="rectifier-decision",
    flow_run_name=run_name("Décision rectifiée · {form[dossiers]}"),
    description="Remplace une décision par une autre, sans effacer la première, et la notifie au candidat.",
)
async def rectify(form: RectificationForm, at: datetime | None = None) -> list[str]:
    """Put a decision in the place of another.

    Args:
        form: La nouvelle décision, ses motifs et son signataire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("decision.rectifiee", form, at)


@flow(
    name="notifier-autrement",
    flow_run_name=run_name("Notification par une autre voie · {form[dossiers]}"),
    description="Note le jour où une décision a été notifiée autrement que par notre courriel.",
)
async def hand_over(form: HandoverForm, at: datetime | None = None) -> list[str]:
    """Record that a decision was notified otherwise than by our mail.

    Args:
        form: Le dossier, le jour et la voie.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("decision.notifiee", form, at)
