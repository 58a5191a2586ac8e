"""The coordinator's minute: incomplete dossiers are asked, given time, carried over, and presented again."""

from datetime import datetime

from prefect import flow

from flows.acts.recording import record_act
from flows.run_context import run_name
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm


@flow(
    name="demander-complements",
    flow_run_name=run_name("Compléments demandés · {form[dossiers]}"),
    description="Demande à un candidat des pièces nommées, avec le motif de chacune, jusqu'à une date.",
)
async def request_completion(form: CompletionForm, at: datetime | None = None) -> list[str]:
    """Ask for named pieces by a date.

    Args:
        form: Les pièces demandées et le délai.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("complements.demandes", form, at)


@flow(
    name="prolonger-complements",
    flow_run_name=run_name("Délai prolongé · {form[dossiers]}"),
    description="Recule le dernier jour d'une demande de compléments, en cours ou expirée.",
)
async def extend(form: ExtensionForm, at: datetime | None = None) -> list[str]:
    """Move the due date of a request later.

    Args:
        form: Le nouveau délai et son motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("complements.prolonges", form, at)


@flow(
    name="annuler-demande",
    flow_run_name=run_name("Demande annulée · {form[dossiers]}"),
    description="Annule une demande de compléments et le dit au candidat.",
)
async def cancel_request(form: CancellationForm, at: datetime | None = None) -> list[str]:
    """Cancel an open request.

    Args:
        form: La demande annulée et le motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("complements.annules", form, at)


@flow(
    name="reporter-dossier",
    flow_run_name=run_name("Dossier reporté · {form[dossiers]}"),
    description="Reporte un dossier à la session suivante, sans nouveau dépôt.",
)
async def carry_over(form: CarryOverForm, at: datetime | None = None) -> list[str]:
    """Carry a dossier over to the next session.

    Args:
        form: Le dossier reporté et le motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("report", form, at)


@flow(
    name="representer-dossier",
    flow_run_name=run_name("Dossier représenté · {form[dossiers]}"),
    description="Remet un dossier ajourné ou reporté devant les instances de la session.",
)
async def resubmit(form: ResubmissionForm, at: datetime | None = None) -> list[str]:
    """Put a carried-over or adjourned dossier back before the bodies.

    Args:
        form: Le dossier présenté à nouveau.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("nouvelle-presentation", form, at)
