"""Deposits come in, notices go out."""

from datetime import datetime
from functools import partial

from prefect import get_run_logger

from flows.act_flow import plain_flow
from flows.boards.refresh import refresh_console
from flows.run_context import HANGING, clock, run_name, tell, tell_session
from tasks.console.boards.mailbox import lively
from tasks.intake.registering.drain import Taken
from tasks.intake.registering.units import register_deposits, sort_deposits
from tasks.sending import send_notices


@plain_flow(
    name="relever-depots",
    flow_run_name=run_name("Dépôts relevés · {at}"),
    timeout_seconds=HANGING,
    description="Classe les dépôts que la veille a enregistrés : examine leurs fichiers et trouve leur dossier ; "
    "enregistre d'abord, et en prévient l'expéditeur, ce qu'elle n'aurait pas pris.",
)
async def collect_deposits(at: datetime | None = None) -> list[str]:
    """Register the mails that wait and tell their senders at once, then sort what is registered, by this run or by the
    watcher; return the references concerned.

    Args:
        at: Instant de la relève ; laissez vide pour maintenant.
    """
    now = partial(clock, at)
    taken = await register_deposits(now=now)
    concerned = await sort_deposits(at=now())
    at = now()
    await send_notices(at=at)
    tell("depot", concerned)
    tell_returned(taken)
    await refresh_console(sorted({*lively(at=at), *(dossier.session for dossier in concerned)}), at=at)
    if troubles := _troubles(taken):
        raise RuntimeError(" ".join(troubles))
    references = [dossier.reference for dossier in concerned]
    get_run_logger().info("Dossiers concernés : %s.", ", ".join(references) or "aucun")
    return references


def _troubles(taken: Taken) -> list[str]:
    """Return what went wrong, in French."""
    left = f"Messages non enregistrés, restés dans leur boîte : {', '.join(taken.unread)}."
    return [*([left] if taken.unread else []), *taken.obstacles]


def tell_returned(taken: Taken) -> None:
    """Leave an event for each notice of ours that came back."""
    for notice in taken.returned:
        tell_session("notification.revenue", notice.session, kind=notice.kind, reference=notice.reference)


@plain_flow(
    name="distribuer-notifications",
    flow_run_name=run_name("Notifications · {at}"),
    timeout_seconds=HANGING,
    description="Envoie les notifications en attente ; celles qui ne peuvent pas partir sont retentées.",
)
async def distribute(at: datetime | None = None) -> int:
    """Drain the outbox and return how many notices left.

    Args:
        at: Instant de l'envoi ; laissez vide pour maintenant.
    """
    delivery = await send_notices(at=clock(at))
    get_run_logger().info("Parties : %d ; en attente : %d ; en échec : %d.", *delivery)
    return delivery.sent
