"""The body of a stage, its seats, and who keeps out of which dossier (CRPA R133-12)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.columns import among
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.meetings.meeting import Recusal
from models.region.file_names import plain
from models.region.model import Region
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.vocabulary import Event, StageName


def body_of(region: Region, stage: StageName) -> tuple[str, Body]:
    """Return the key and the body that a stage is carried by."""
    key = region.stages.bodies[stage].body
    return key, region.bodies[key]


def secretary_of(campaign: Campaign, body: Body) -> str:
    """Return the address of the desk that keeps a body's agenda and minutes, the examining service's by default."""
    return campaign.rules.roles.mailbox_of(body.secretary)


def keep_out(
    session: Session,
    region: Region,
    stage: StageName,
    declared: Iterable[tuple[Application, str]],
    *,
    by: str,
    at: datetime,
) -> None:
    """Record, once each, the recusals of members who keep out of dossiers, by the seat that they name if they do."""
    key, body = body_of(region, stage)
    declared = list(declared)
    kept_out = recusals(session, key, [application.id or 0 for application, _ in declared])
    known = {(recusal.application_id, recusal.member) for those in kept_out.values() for recusal in those}
    for application, member in declared:
        seat, name = seat_of(body, member), named(body, member)
        if (application.id, name) not in known:
            known.add((application.id or 0, name))
            session.add(
                Recusal(application_id=application.id or 0, body=key, member=name, seat=seat, by=by, declared_at=at)
            )
            note(
                session, application, Event.recuse, at=at, by=Person(by), reason=f"{region.words(stage).label} : {name}"
            )
    session.flush()


def seat_of(body: Body, member: str) -> str | None:
    """Return the key of the seat that a member's words name, by key or label, whatever case, accents and hyphens."""
    said = plain(member)
    return next((key for key, seat in body.members.items() if said in (plain(key), plain(seat.label))), None)


def named(body: Body, member: str) -> str:
    """Return the label of the seat that a member's words name, else the words."""
    seat = seat_of(body, member)
    return body.members[seat].label if seat else member


_RECUSALS = (
    select(Recusal)
    .where(col(Recusal.body) == bindparam("body"), among(Recusal.application_id))
    .order_by(col(Recusal.id))
)


def recusals(session: Session, body: str, ids: list[int]) -> dict[int, list[Recusal]]:
    """Return the recusals of a body on some applications, by application."""
    found: dict[int, list[Recusal]] = {}
    for recusal in session.exec(_RECUSALS, params={"body": body, "ids": ids}):
        found.setdefault(recusal.application_id, []).append(recusal)
    return found
