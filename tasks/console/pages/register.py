"""The register of members on a day, with the certificate that each was sent."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.notices import Notice, NoticeFile
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind
from tasks.console.pages.sessions import Named, all_sessions, session_of
from tasks.members.register.lines import Register, read_register


class Certificate(NamedTuple):
    """Where a certificate is: the letter that carried it, and its place there."""

    letter: int
    position: int


class RegisterPage(NamedTuple):
    """The register of a session's region on a day, None before the first session; the certificates, by reference, and
    the references that are dossiers'."""

    sessions: tuple[Named, ...]
    code: str
    on: date
    register: Register | None
    certificates: Mapping[str, Certificate]
    dossiers: frozenset[str]


def read_members(code: str, on: date | None, *, at: datetime) -> RegisterPage:
    """Return the register on a day, today's without one. Raises Refusal for a code that is no session's."""
    with reading(Settings().database) as session:
        campaign = session_of(session, code)
        if campaign is None:
            return RegisterPage((), "", on or at.date(), None, {}, frozenset())
        register = read_register(session, campaign.rules, on=on or business_days(campaign.rules).local(at))
        references = [line.reference for line in register.members]
        return RegisterPage(
            all_sessions(session),
            campaign.code,
            register.on,
            register,
            _certificates(session),
            frozenset(_dossiers(session, references)),
        )


def _certificates(session: Session) -> dict[str, Certificate]:
    """Return the certificate that each dossier was sent last."""
    sent = (
        columns(col(Application.reference), col(Notice.id), func.min(col(NoticeFile.position)))
        .join(Notice, col(Notice.application_id) == col(Application.id))
        .join(NoticeFile, col(NoticeFile.notice_id) == col(Notice.id))
        .where(col(Notice.kind) == NoticeKind.effective)
        .group_by(col(Application.reference), col(Notice.id))
        .order_by(col(Notice.id))
    )
    return {reference: Certificate(letter, position) for reference, letter, position in session.execute(sent)}


def _dossiers(session: Session, references: list[str]) -> set[str]:
    found = session.scalars(columns(col(Application.reference)))
    return set(found) & set(references)
