"""What whoever has a link and no account is shown: the dossiers that it opens now, and each of them in hand."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, Organisation
from models.dossiers.handling import DossierLink
from models.dossiers.lifecycle import note
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import Event
from tasks.dossiers.in_hand.bundle import Bundle, make_bundle
from tasks.dossiers.in_hand.contents import read_contents
from tasks.dossiers.in_hand.links import find
from tasks.intake.store import Store
from tasks.meetings.convening.handed import open_to


class Handed(NamedTuple):
    """What a link opens: for whom, in which session, for which meeting or until which day, and the dossiers, each with
    its organisation; of them only some pieces where an advice is asked (`is_advice`)."""

    holder: str
    session: str
    body: str | None
    on: date | None
    until: date | None
    is_advice: bool
    zone: ZoneInfo
    dossiers: tuple[tuple[str, str], ...]


def read_handed(secret: str, *, at: datetime) -> Handed | None:
    """Return what the link of a secret opens at an instant; None where there is none, or where it opens nothing."""
    with reading(Settings().database) as session:
        link = find(session, secret)
        ids = open_to(session, link, at=at) if link else ()
        return _handed(session, link, ids) if link and ids else None


def _handed(session: Session, link: DossierLink, ids: Collection[int]) -> Handed:
    meeting = session.get(Meeting, link.meeting_id) if link.meeting_id else None
    named = select(Application.id, Application.reference, Organisation.name).join(Organisation)
    found = {i: (reference, name) for i, reference, name in session.exec(named.where(col(Application.id).in_(ids)))}
    of_dossier = select(Campaign).join(Application).where(col(Application.id).in_(ids))
    campaign = session.exec(of_dossier).first() if meeting is None else session.get(Campaign, meeting.campaign_id)
    if campaign is None:
        raise LookupError("a dossier is of a session")
    return Handed(
        holder=link.holder,
        session=campaign.label,
        body=body_of(campaign.rules, meeting.stage)[1].label if meeting else None,
        on=meeting.on if meeting else None,
        until=business_days(campaign.rules).last_day(link.ends_at) if link.ends_at else None,
        is_advice=link.advice_id is not None,
        zone=campaign.rules.zone,
        dossiers=tuple(found[i] for i in ids),
    )


def take(secret: str, reference: str, suffix: str, *, at: datetime) -> Bundle | None:
    """Return a dossier that the link of a secret opens at an instant, and journal that its holder took it; None where
    it does not."""
    with transaction(Settings().database) as session:
        link = find(session, secret)
        ids = open_to(session, link, at=at) if link else ()
        named = select(Application).where(Application.reference == reference, col(Application.id).in_(ids))
        application = session.exec(named).first()
        if link is None or application is None:
            return None
        said = f"{reference}.{suffix}, téléchargé par un lien"
        note(session, application, Event.hand, at=at, by=Person(link.holder), reason=said)
        asked = session.get(AdviceRequest, link.advice_id) if link.advice_id else None
        contents = read_contents(session, application, only=asked.pieces if asked else None)
    # After the transaction: it takes a while, during which others write.
    return make_bundle(contents, Store(Settings().store), at=at)
