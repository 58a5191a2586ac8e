"""Deposits come in, notices go out."""

from datetime import datetime

from prefect import flow, get_run_logger

from flows.conduct import clock, run_name, tell, tell_session
from flows.console import refresh_console
from tasks import units
from tasks.reports import Returned
from tasks.units import Concerned


@flow(
    name="relever-depots",
    flow_run_name=run_name("Dépôts relevés · {at}"),
    description="Relève la boîte de dépôt : enregistre chaque message une fois et en accuse l'enregistrement.",
)
async def collect_deposits(at: datetime | None = None) -> list[str]:
    """Register the mails that wait and tell their senders at once; return the references concerned.

    Args:
        at: Instant de la relève ; laissez vide pour maintenant.
    """
    at = clock(at)
    registered = await units.register_deposits(at=at)
    await units.send_notices(at=at)
    concerned = [result for result in registered if isinstance(result, Concerned)]
    tell("depot", concerned)
    returned = [result for result in registered if isinstance(result, Returned)]
    for notice in returned:
        tell_session("notification.revenue", notice.session, kind=notice.kind, reference=notice.reference)
    codes = {dossier.session for dossier in concerned} | {notice.session for notice in returned}
    await refresh_console(sorted(codes), at=at)
    unread = [result for result in registered if isinstance(result, str)]
    if unread:
        message = f"Messages non enregistrés, restés dans la boîte de dépôt : {', '.join(unread)}."
        raise RuntimeError(message)
    references = [dossier.reference for dossier in concerned]
    get_run_logger().info("Dossiers concernés : %s.", ", ".join(references) or "aucun")
    return references


@flow(
    name="distribuer-notifications",
    flow_run_name=run_name("Notifications · {at}"),
    description="Envoie les notifications en attente ; celles qui ne peuvent pas partir sont retentées.",
)
async def distribute(at: datetime | None = None) -> int:
    """Drain the outbox and return how many notices left.

    Args:
        at: Instant de l'envoi ; laissez vide pour maintenant.
    """
    delivery = await units.send_notices(at=clock(at))
    get_run_logger().info("Parties : %d ; en attente : %d ; en échec : %d.", *delivery)
    return delivery.sent
