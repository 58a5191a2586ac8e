"""Who has accepted a version of a text, and who has still to: each member whom it engages, with since when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, case, false, true
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Organisation
from models.members.membership import Membership, Signature
from models.members.register import has_to_sign, runs_on
from models.members.texts.acceptance import is_asked, is_late
from models.members.texts.text import ReferenceDocument
from models.members.texts.workflow import TEXTS
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.console.pages.sessions import session_of


class Acceptance(NamedTuple):
    """A member whom a version engages: when it signed that one, if it did; else whether it has to, was asked, is late.
    Without a dossier, nobody can write to it by mail."""

    reference: str
    organisation: str
    has_dossier: bool
    signed_on: date | None
    has_to: bool
    was_asked: bool
    is_late: bool


class AcceptancesPage(NamedTuple):
    """A version and those whom it engages, late ones first, on a day."""

    document: ReferenceDocument
    title: str
    code: str
    on: date
    members: Sequence[Acceptance]

    def counted(self) -> tuple[int, int, int]:
        """Return how many signed it, how many have still to, and how many of these are late."""
        signed = sum(one.signed_on is not None for one in self.members)
        return signed, sum(one.has_to for one in self.members), sum(one.is_late for one in self.members)


def read_acceptances(number: int, *, at: datetime) -> AcceptancesPage | None:
    """Return who has accepted a version by the session in hand; None where there is no such version."""
    with reading(Settings().database) as session:
        document, campaign = session.get(ReferenceDocument, number), session_of(session, "")
        if document is None or campaign is None:
            return None
        today = business_days(campaign.rules).local(at)
        members = sorted(_members(session, document, today), key=lambda one: (not one.is_late, not one.has_to))
        return AcceptancesPage(document, TEXTS[document.document], campaign.code, today, members)


def _members(session: Session, document: ReferenceDocument, today: date) -> list[Acceptance]:
    own = and_(
        col(Signature.organisation_id) == col(Membership.organisation_id), col(Signature.document_id) == document.id
    )
    has_to, asked, late = (
        case((condition(document, today), true()), else_=false()) for condition in (has_to_sign, is_asked, is_late)
    )
    rows = session.execute(
        columns(Membership, col(Organisation.name), col(Application.reference), col(Signature.signed_on))
        .add_columns(has_to, asked, late)
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .outerjoin(Signature, own)
        .where(col(Membership.region_id) == document.region_id, runs_on(today))
        .where(has_to_sign(document, today) | col(Signature.id).is_not(None))
        .order_by(col(Organisation.name), col(Membership.id))
    )
    return [
        Acceptance(reference or one.number, name, reference is not None, signed_on, *map(bool, states))
        for one, name, reference, signed_on, *states in rows
    ]
