"""Prefect's automations: a run that failed, one that stays late, a pool without a worker, each told to the Région.

They need no worker: the server itself records the incident and mails it. The watcher sees its end.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from prefect import get_client
from prefect.blocks.abstract import NotificationBlock
from prefect.client.orchestration import PrefectClient
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound

from flows.pool import POOL
from flows.run_context import clock
from models.storage.patience import persist
from models.storage.settings import Settings
from models.vocabulary import IncidentKind
from tasks.incidents.record import Seen, settle
from tasks.intake.desks.links import console_address
from tasks.sending import send_notices

NAME = "region"


class RegionMail(NotificationBlock):
    """Mails the Région: the subject is the key of an incident, the body what was seen and where it is shown."""

    _block_type_name = "Courriel à la Région"
    _block_type_slug = "spro-region-mail"
    _description = "Consigne un incident et prévient la Région par courriel, une fois."

    async def notify(self, body: str, subject: str | None = None) -> None:
        """Record an incident, and send what that causes."""
        kind, _, about = (subject or "").partition("/")
        detail, _, path = body.partition("\n")
        at = clock(None)
        seen = Seen(IncidentKind(kind), about, detail, path)
        await persist(lambda: asyncio.to_thread(_record, seen, at))
        await send_notices.fn(at=at)


def _record(seen: Seen, at: datetime) -> None:
    settle(Settings().database, [seen], console=console_address(), at=at)


class Automated(NamedTuple):
    """An automation: its name and what it does, in French, when it fires, and what it tells."""

    name: str
    description: str
    trigger: EventTrigger
    subject: str
    body: str


LATE = timedelta(minutes=10)
"""How long after its time a run that has not begun is said to be late: a busy worker takes a while."""

AWAY = timedelta(minutes=2)
"""How long Prefect may be down, or the pool have no worker: a restart takes less."""

NO_WORKER = f"Aucun worker du groupe « {POOL} » ne répond."

_RUN = ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"})
_DEPLOYED = ResourceSpecification({"prefect.resource.role": "deployment"})
_POOL = ResourceSpecification({"prefect.resource.id": "prefect.work-pool.*", "prefect.resource.name": POOL})
_EACH = {"prefect.resource.id"}
_OF_RUN = "« {{ flow_run.name }} » ({{ deployment.name }}).\n/runs/flow-run/{{ flow_run.id }}"

AUTOMATIONS = (
    Automated(
        "Exécution en échec",
        "Une exécution a échoué ou a été interrompue : la Région en est prévenue.",
        EventTrigger(
            expect={"prefect.flow-run.Failed", "prefect.flow-run.Crashed"},
            match=_RUN,
            match_related=_DEPLOYED,
            for_each=_EACH,
        ),
        f"{IncidentKind.run_failed}/{{{{ deployment.name }}}}",
        _OF_RUN,
    ),
    Automated(
        "Exécution en retard",
        "Dix minutes après son heure, une exécution n'a pas commencé : la Région en est prévenue.",
        EventTrigger(
            posture=Posture.Proactive,
            after={"prefect.flow-run.Late"},
            expect={f"prefect.flow-run.{name}" for name in ("Pending", "Running", "Cancelled", "Cancelling")},
            match=_RUN,
            match_related=_DEPLOYED,
            for_each=_EACH,
            within=LATE,
        ),
        f"{IncidentKind.run_late}/{{{{ deployment.name }}}}",
        _OF_RUN,
    ),
    Automated(
        "Groupe sans worker",
        f"Depuis deux minutes, le groupe « {POOL} » n'a plus de worker : la Région en est prévenue.",
        EventTrigger(
            posture=Posture.Proactive,
            after={"prefect.work-pool.not-ready"},
            expect={"prefect.work-pool.ready", "prefect.work-pool.paused"},
            match=_POOL,
            for_each=_EACH,
            within=AWAY,
        ),
        f"{IncidentKind.worker}/",
        f"{NO_WORKER}\n/work-pools/work-pool/{POOL}",
    ),
)
"""What Prefect tells by itself."""


async def install_automations() -> None:
    """Install AUTOMATIONS on the server, and what they mail by; what stands so already is left alone: at its start, the
    server has enough to write."""
    async with get_client() as client:
        block = await _installed_block(client)
        for one in AUTOMATIONS:
            action = SendNotification(block_document_id=block, subject=one.subject, body=one.body)
            await _install(
                client,
                AutomationCore(name=one.name, description=one.description, trigger=one.trigger, actions=[action]),
            )


async def _install(client: PrefectClient, wanted: AutomationCore) -> None:
    for known in await client.read_automations_by_name(wanted.name):
        if _said(known) == _said(wanted):
            return
        # An update leaves out what is as by default, and the server then misses it.
        await client.update_automation(
            known.id, AutomationCore.model_validate(wanted.model_dump(exclude={"owner_resource"}))
        )
        return
    await client.create_automation(wanted)


def _said(one: AutomationCore) -> dict[str, Any]:
    """Return what an automation says, without what the server numbers."""
    said = one.model_dump(include={"name", "description", "enabled", "trigger", "actions"})
    return said | {"trigger": {name: value for name, value in said["trigger"].items() if name != "id"}}


async def _installed_block(client: PrefectClient) -> UUID:
    try:
        found = await client.read_block_document_by_name(NAME, RegionMail.get_block_type_slug())
    except ObjectNotFound:
        made: UUID = await RegionMail().save(NAME, client=client)
        return made
    return found.id
