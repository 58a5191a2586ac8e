"""The dossiers of an agenda in hand: made before members are convened where a mail may carry them, else behind a link
of each member's own, which opens what that member may read at the instant that it is used."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.advice import awaited_about
from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.meetings.agenda import agenda, waiting
from models.meetings.meeting import Meeting
from models.meetings.queue import ready
from models.meetings.recusals import body_of, recusals
from models.region.policies.procedure import InHand
from models.sessions.campaign import Campaign
from models.storage.database import reading
from notifications.outbox.enclosures import Enclosure
from notifications.views.notices import HandedView
from tasks.dossiers.in_hand.bundle import Bundle, make_bundle
from tasks.dossiers.in_hand.contents import Contents, read_contents
from tasks.dossiers.in_hand.links import issue
from tasks.intake.store import Store

MOST = 10
"""Dossiers that one mail carries: nobody opens more than twenty files of a letter."""


class Hands(NamedTuple):
    """What members may be handed: dossiers made beforehand, by id, and where links lead (None: nobody would reach
    them)."""

    bundles: Mapping[int, Bundle] = MappingProxyType({})
    links: str | None = None


def prepare(database: str, store: Store, code: str | None, *, links: str | None, at: datetime) -> Hands:
    """Make the dossiers of the meetings of a session (None: of each) whose members are to be convened, where a mail may
    carry them. It takes a while, and opens no transaction that others would wait for."""
    with reading(database) as session:
        found = [contents for each in _due(session, code, at=at) for contents in _light(session, *each)]
    made: dict[int, Bundle] = {}
    for key, contents in dict(found).items():
        # A store that does not answer delays no convening: a link leads there once it does.
        with suppress(OSError):
            made[key] = make_bundle(contents, store, at=at)
    return Hands(made, links)


def _due(session: Session, code: str | None, *, at: datetime) -> Sequence[tuple[Campaign, Meeting]]:
    due = select(Campaign, Meeting).join(Meeting).where(col(Meeting.convene_at) <= at)
    return session.exec(due.where(Campaign.code == code) if code else due).all()


def _light(session: Session, campaign: Campaign, meeting: Meeting) -> list[tuple[int, Contents]]:
    """Return the dossiers that are to be on an agenda, by id; none where together they are too much for a mail."""
    ids = {item.application_id for item in agenda(session, meeting)} | set(ready(session, campaign, meeting.stage))
    if len(ids) > MOST:
        return []
    found = [(i, read_contents(session, session.get_one(Application, i))) for i in sorted(ids)]
    return found if campaign.rules.policies.in_hand.fits([contents.weight for _, contents in found]) else []


class Handing:
    """What the members of a body are handed with their convening to a meeting."""

    def __init__(self, session: Session, meeting: Meeting, policy: InHand, hands: Hands, *, at: datetime) -> None:
        """Hand over the dossiers of an agenda, as they were made beforehand."""
        self._session, self._meeting, self._policy, self._hands, self._at = session, meeting, policy, hands, at

    def to_seat(
        self, seat: str, holder: str, ids: Sequence[int], beside: Sequence[Enclosure]
    ) -> tuple[HandedView | None, tuple[Enclosure, ...]]:
        """Return what the letter of a seat says of some dossiers, and the files that it carries of them, `beside` its
        others; None where there is no dossier."""
        if not ids:
            return None, ()
        if files := self._enclosed(ids, beside):
            return HandedView(is_enclosed=True), files
        return self._behind_a_link(seat, holder), ()

    def to_nobody(self, ids: Sequence[int]) -> HandedView | None:
        """Return what the secretary is told: nothing, unless members get neither files nor a link."""
        return None if self._hands.links or not ids or self._enclosed(ids, ()) else HandedView()

    def _enclosed(self, ids: Sequence[int], beside: Sequence[Enclosure]) -> tuple[Enclosure, ...]:
        if any(i not in self._hands.bundles for i in ids):
            return ()
        files = tuple(file for i in ids for file in self._hands.bundles[i].files)
        return files if self._policy.fits([len(file.content) for file in (*files, *beside)]) else ()

    def _behind_a_link(self, seat: str, holder: str) -> HandedView:
        if self._hands.links is None:
            return HandedView()
        link = DossierLink(holder=holder, meeting_id=self._meeting.id, seat=seat, issued_at=self._at)
        return HandedView(link=issue(self._session, link, at_address=self._hands.links))


def open_to(session: Session, link: DossierLink, *, at: datetime) -> Collection[int]:
    """Return the dossiers that a link opens at an instant: none once it has ended."""
    if link.advice_id:
        return awaited_about(session, link.advice_id)
    if link.meeting_id is None:
        is_over = link.application_id is None or link.ends_at is None or at >= link.ends_at
        return () if is_over else (link.application_id or 0,)
    meeting = session.get_one(Meeting, link.meeting_id)
    return () if meeting.closed_at else _of_seat(session, meeting, link.seat)


def _of_seat(session: Session, meeting: Meeting, seat: str | None) -> list[int]:
    """Return what is on an agenda, still to be spoken of or spoken of, and from which a seat does not keep out."""
    left = {item.application_id for item in waiting(session, meeting)}
    items = agenda(session, meeting)
    ids = [item.application_id for item in items if item.application_id in left or item.recorded_at]
    key, _ = body_of(session.get_one(Campaign, meeting.campaign_id).rules, meeting.stage)
    kept_out = recusals(session, key, ids)
    return [i for i in ids if seat not in {recusal.seat for recusal in kept_out.get(i, ())}]
