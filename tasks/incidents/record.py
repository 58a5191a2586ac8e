"""Incidents recorded: what is seen begins, what is seen no more is over, and the Région is told of both by mail."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.sessions.campaign import Campaign
from models.sessions.opening import all_campaigns
from models.storage.aside.incidents import Incident
from models.storage.database import add_new, reading, transaction
from models.vocabulary import IncidentKind, NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import IncidentView
from tasks.incidents.kinds import MEANINGS
from tasks.sessions.digest import coordinators


class Seen(NamedTuple):
    """Something wrong, as it is seen: of which kind, about what where several may be, in which words, and where the
    console shows it."""

    kind: IncidentKind
    about: str
    detail: str
    path: str = ""

    @property
    def key(self) -> str:
        """What it is known by while it lasts."""
        return f"{self.kind}/{self.about}"


class Changed(NamedTuple):
    """The incidents that have begun, and those that are over."""

    begun: Sequence[Incident]
    over: Sequence[Incident]


def open_incidents(session: Session) -> list[Incident]:
    """Return the incidents that last, the most pressing kind first, then the oldest."""
    lasting = session.exec(select(Incident).where(col(Incident.over_at).is_(None)).order_by(col(Incident.begun_at)))
    kinds = list(IncidentKind)
    return sorted(lasting, key=lambda one: kinds.index(one.kind))


def settle(
    database: str, seen: Iterable[Seen], *, judged: Collection[IncidentKind] = (), console: str, at: datetime
) -> Changed:
    """Record what is wrong at an instant, and tell the Région of what is new and of what is over; return both.

    Of the kinds that are `judged`, what is not `seen` is over. `console` is the address that links begin with.
    """
    found = {one.key: one for one in seen}
    with reading(database) as session:
        known = {one.key: one for one in open_incidents(session)}
    gone = [one for one in known.values() if one.kind in judged and one.key not in found]
    fresh = [one for key, one in found.items() if key not in known]
    if not (gone or fresh):
        return Changed((), ())
    with transaction(database) as session:
        changed = Changed(_begin(session, fresh, at=at), [over for one in gone if (over := _end(session, one, at=at))])
        paths = {one.key: one.path for one in fresh}
        links = {one.key: console + path for one in changed.begun if (path := paths[one.key])}
        _tell(session, changed, links, at=at)
        return changed


def _begin(session: Session, fresh: Sequence[Seen], *, at: datetime) -> list[Incident]:
    """Add what no other process has added meanwhile."""
    keys = [one.key for one in fresh]
    if not keys:
        return []
    before = set(session.exec(select(Incident.key).where(col(Incident.key).in_(keys))))
    rows = [
        {"key": one.key, "kind": one.kind, "about": one.about, "detail": one.detail, "begun_at": at} for one in fresh
    ]
    add_new(session, Incident, rows)
    found = select(Incident).where(col(Incident.key).in_(set(keys) - before)).order_by(col(Incident.id))
    return list(session.exec(found))


def _end(session: Session, known: Incident, *, at: datetime) -> Incident | None:
    """End an incident; None where another process has done so."""
    incident = session.get_one(Incident, known.id)
    if incident.over_at is not None:
        return None
    incident.key, incident.over_at = f"{incident.key}/{incident.id}", at
    return incident


def _tell(session: Session, changed: Changed, links: dict[str, str], *, at: datetime) -> None:
    """Queue the letters; before the first session there is nobody to write to."""
    campaigns = all_campaigns(session)
    if not campaigns:
        return
    campaign = campaigns[-1]
    for kind, incidents in ((NoticeKind.incident, changed.begun), (NoticeKind.incident_over, changed.over)):
        enqueue(session, campaign, kind, [_letter(campaign, kind, one, links) for one in incidents], at=at)


def _letter(campaign: Campaign, kind: NoticeKind, incident: Incident, links: dict[str, str]) -> Letter:
    recipient = campaign.rules.roles.technical_contact.email or coordinators(campaign)
    view = view_of(incident, link=links.get(incident.key))
    return Letter(f"{kind}/{incident.id}", recipient, {"incident": view})


def view_of(incident: Incident, *, link: str | None = None) -> IncidentView:
    """Return an incident as its readers see it."""
    meaning = MEANINGS[incident.kind]
    return IncidentView(
        title=meaning.title,
        detail=incident.detail,
        consequence=meaning.consequence,
        mend=meaning.mend,
        begun_at=incident.begun_at,
        over_at=incident.over_at,
        link=link,
    )
