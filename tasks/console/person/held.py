"""What is held about somebody, looked up by their address: rows, and what the region files of sessions say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import text
from sqlmodel import Session, SQLModel, col, select

from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.intake.deposit import Deposit
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.notices import Notice
from models.region.model import dotted
from models.sessions.campaign import Campaign, Prospect
from notifications.catalogue import KINDS
from tasks.console.person.named import Named, naming
from tasks.console.person.places import as_what, standing

Row = TypeVar("Row", bound=SQLModel)


class Seat(NamedTuple):
    """A desk or a seat that the region file of a session gives an address: its dotted key, and what it is called."""

    campaign: Campaign
    key: str
    label: str


class Held(NamedTuple):
    """All that is held about an address. `roles` are as what it stands in each of its dossiers, by id."""

    address: str
    dossiers: Sequence[Application]
    roles: Mapping[int, Sequence[str]]
    arrivals: Sequence[Deposit]
    letters: Sequence[Notice]
    invitations: Sequence[Prospect]
    advice: Sequence[AdviceRequest]
    links: Sequence[DossierLink]
    seats: Sequence[Seat]
    named: Sequence[Named]

    @property
    def is_empty(self) -> bool:
        """Return True if nothing is held."""
        return not any(self[2:])


INWARD = frozenset({"meetings", "service", "advice"})
"""The rooms whose letters speak of dossiers to those who handle them: members, desks, whoever is consulted."""


def is_own(letter: Notice) -> bool:
    """Return True if a letter speaks of its reader's own dossier, or invites them: it may be handed to them whole."""
    return KINDS[letter.kind].room not in INWARD


def read_held(session: Session, address: str) -> Held:
    """Return what is held about an address, given in small letters. Nothing is changed."""
    arrivals, letters = _rows(session, Deposit, address), _rows(session, Notice, address)
    advice, invitations = _rows(session, AdviceRequest, address), _rows(session, Prospect, address)
    contacts, seats = _rows(session, Application, address), list(_seats(session, address))
    roles = _roles(contacts, arrivals, letters, address)
    told: dict[str, list[int]] = {
        str(rows[0].__tablename__): [row.id or 0 for row in rows]
        for rows in (arrivals, letters, advice, invitations, contacts)
        if rows
    }
    return Held(
        address=address,
        dossiers=[session.get_one(Application, i) for i in sorted(roles)],
        roles=roles,
        arrivals=arrivals,
        letters=letters,
        invitations=invitations,
        advice=advice,
        links=[*_links(session, advice, seats)],
        seats=seats,
        named=[*naming(session, address, without=told)],
    )


def _rows(session: Session, model: type[Row], address: str) -> Sequence[Row]:
    return session.exec(select(model).where(standing(model, address)).order_by(text("id"))).all()


def _roles(
    contacts: Sequence[Application], arrivals: Sequence[Deposit], letters: Sequence[Notice], address: str
) -> dict[int, list[str]]:
    """Return as what an address stands in the dossiers of which it is the contact, or was: it was written to, and not
    only answered (CRPA R112-11-3). Who else writes about a dossier is not told of it."""
    roles: dict[int, list[str]] = {one.id or 0: as_what(one, address) for one in contacts}
    for letter in letters:
        if letter.application_id and is_own(letter) and letter.deposit_id is None:
            _add(roles.setdefault(letter.application_id, []), as_what(letter, address))
    for arrival in arrivals:
        if arrival.application_id in roles:
            _add(roles[arrival.application_id], as_what(arrival, address))
    return roles


def _add(known: list[str], more: Sequence[str]) -> None:
    known += (role for role in more if role not in known)


def _seats(session: Session, address: str) -> Iterator[Seat]:
    for campaign in session.exec(select(Campaign).order_by(col(Campaign.opens_at))):
        said = dict(dotted(campaign.rules.model_dump(mode="json")))
        for key, value in said.items():
            if isinstance(value, str) and value.lower() == address:
                holder = key.rpartition(".")[0]
                yield Seat(campaign, key, str(said.get(f"{holder}.label") or holder))


def _links(session: Session, advice: Sequence[AdviceRequest], seats: Sequence[Seat]) -> Iterator[DossierLink]:
    """Yield the links that were handed to whoever was consulted, or has a seat or a desk of their session."""
    asked = {request.id for request in advice}
    for link in session.exec(select(DossierLink).order_by(col(DossierLink.id))):
        if link.advice_id in asked or any(_is_of(session, link, seat) for seat in seats if link.advice_id is None):
            yield link


def _is_of(session: Session, link: DossierLink, seat: Seat) -> bool:
    """Return True if a link was handed to a seat of a body for its meeting, or to a desk for a dossier."""
    if link.meeting_id:
        meeting = session.get_one(Meeting, link.meeting_id)
        body, _ = body_of(seat.campaign.rules, meeting.stage)
        return (meeting.campaign_id, f"bodies.{body}.members.{link.seat}.email") == (seat.campaign.id, seat.key)
    application = session.get(Application, link.application_id) if link.application_id else None
    is_desk = not seat.key.startswith("bodies.") and seat.label == link.holder
    return is_desk and application is not None and application.campaign_id == seat.campaign.id


def sent_at(letter: Notice) -> datetime:
    """Return when a letter left, or was written where it did not."""
    return letter.sent_at or letter.enqueued_at
