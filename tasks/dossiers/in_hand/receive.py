"""A dossier mailed to a desk of the region file, or a link to it where it is more than a mail may carry."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.handling import DossierLink
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.handling import ReceptionForm
from models.notices import Notice
from models.region.model import Region
from models.region.place import Agent
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from models.vocabulary import Event, NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import HandedView
from notifications.writing.wording import long_date, size
from tasks.concerned import Concerned, concerned, refusable
from tasks.dossiers.in_hand.bundle import Bundle, make_bundle
from tasks.dossiers.in_hand.contents import Contents, read_contents
from tasks.dossiers.in_hand.links import issue
from tasks.intake.store import Store


class Asked(NamedTuple):
    """What is to be handed over, to which desk."""

    contents: Contents
    desk: Agent


@refusable("Remettre le dossier")
async def receive(form: ReceptionForm, *, links: str | None, at: datetime) -> list[Concerned]:
    """Have a dossier mailed to a desk, and return it; `links` is where links lead, None where nobody would reach them.

    Raises Refusal for a desk that is not known, and for a dossier that can leave neither way.
    """
    database, store = Settings().database, Store(Settings().store)
    with reading(database) as session:
        asked = read_asked(session, form)
    # Before the transaction: it takes a while, during which others write.
    bundle = bundle_within(asked.contents, store, at=at)
    with transaction(database) as session:
        return [concerned(session, hand(session, form, asked, bundle, links=links, at=at))]


def read_asked(session: Session, form: ReceptionForm) -> Asked:
    """Return what a form asks for. Raises Refusal for a dossier or a desk that is not known."""
    [application] = find_applications(session, form.dossiers)
    region = session.get_one(Campaign, application.campaign_id).rules
    return Asked(read_contents(session, application), _desk(region, form.desk))


def _desk(region: Region, key: str) -> Agent:
    if key not in region.desks:
        known = ", ".join(f"« {desk.label} »" for desk in region.desks.values())
        raise Refusal("Destinataire", key, f"ce service n'est pas de cette session ; choisissez parmi : {known}.")
    return region.desks[key]


def bundle_within(contents: Contents, store: Store, *, at: datetime) -> Bundle | None:
    """Return a dossier in hand where a mail may carry it, None where it may not: that is known before it is made."""
    policy = contents.region.policies.in_hand
    if not policy.fits([contents.weight]):
        return None
    made = make_bundle(contents, store, at=at)
    return made if policy.fits([len(file.content) for file in made.files]) else None


def hand(
    session: Session, form: ReceptionForm, asked: Asked, bundle: Bundle | None, *, links: str | None, at: datetime
) -> Application:
    """Queue the mail that hands a dossier over, and journal it: once a day to one desk, unless the dossier changed.
    Raises Refusal where it is too much for a mail and no link would be reached."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    today = business_days(campaign.rules).local(at)
    key = f"{application.reference}/in_hand/{form.desk}/{_fingerprint(asked.contents)}/{today}"
    if session.exec(select(Notice.id).where(Notice.key == key)).first() is None:
        handed = HandedView(is_enclosed=True) if bundle else _link(session, application, asked, links, at=at)
        said = {"application": asked.contents.application, "handed": handed}
        letter = Letter(key, asked.desk.email, said, files=bundle.files if bundle else ())
        enqueue(session, campaign, NoticeKind.in_hand, [letter], at=at)
        way = f"par un lien valable jusqu'au {long_date(handed.until)}" if handed.until else "par courriel"
        note(session, application, Event.hand, at=at, by=Person(form.by), reason=f"à {asked.desk.label}, {way}")
    return application


def _fingerprint(contents: Contents) -> str:
    told = repr(([part.digest for part in contents.parts], contents.absent))
    return sha256(told.encode()).hexdigest()[:16]


def _link(session: Session, application: Application, asked: Asked, links: str | None, *, at: datetime) -> HandedView:
    policy, days = asked.contents.region.policies.in_hand, business_days(asked.contents.region)
    until = days.local(at) + timedelta(days=policy.link_days)
    link = DossierLink(holder=asked.desk.label, application_id=application.id, issued_at=at, ends_at=days.after(until))
    return HandedView(link=issue(session, link, at_address=reached(asked.contents, links)), until=until)


def reached(contents: Contents, links: str | None) -> str:
    """Return where links lead. Raises Refusal where nobody would reach them: what is too much for a mail stays."""
    if links is None:
        mend = (
            f"avec son PDF, il pèse {size(contents.weight)}, plus que n'en porte un courriel "
            f"({contents.region.policies.in_hand.max_mb} Mo), et la console n'est pas ouverte à d'autres machines "
            "(SPRO_CONSOLE_URL) ; lisez-le sur sa page."
        )
        raise Refusal("Dossier", contents.application.reference, mend)
    return links
