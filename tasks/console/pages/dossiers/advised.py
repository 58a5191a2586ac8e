"""The advice that was asked about a dossier: of whom, what, until when, and what was answered."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.advice import Advice, AdviceRequest, given_to, requests_for
from models.dossiers.application import Application
from models.intake.deposit import Deposit, File, number_of
from models.intake.words import Trouble
from models.region.model import Region
from models.vocabulary import AdviceOutcome

LATE = "late"
"""How a request stands that nothing has answered by its last day."""


class AdviceFile(NamedTuple):
    """A file that came with an advice."""

    id: int
    name: str
    size: int
    trouble: Trouble | None


class Said(NamedTuple):
    """What was said: on which day, by whom or recorded by whom, in which words, with which files; `arrival` is the
    number of the mail that brought it."""

    given_on: date
    by: str
    text: str
    files: tuple[AdviceFile, ...]
    arrival: str | None


class Advised(NamedTuple):
    """A request: of whom and at which address, which question with which pieces, when, by whom and until which day; how
    it stands, what was said, and when the applicant was told of it, if that was."""

    whom: str
    address: str
    question: str
    pieces: tuple[str, ...]
    asked_at: datetime
    by: str
    due_on: date
    stands: str
    said: tuple[Said, ...]
    shown_at: datetime | None


def advised(session: Session, application: Application, region: Region, *, at: datetime) -> tuple[Advised, ...]:
    """Return the advice that was asked about a dossier, the latest first."""
    return tuple(_one(session, request, region, at=at) for request in reversed(requests_for(session, application)))


def _one(session: Session, request: AdviceRequest, region: Region, *, at: datetime) -> Advised:
    is_late = request.outcome is AdviceOutcome.open and request.due_at <= at
    return Advised(
        whom=request.whom,
        address=request.address,
        question=request.question,
        pieces=tuple(region.pieces[name].label if name in region.pieces else name for name in request.pieces),
        asked_at=request.asked_at,
        by=request.by,
        due_on=request.due_on,
        stands=LATE if is_late else request.outcome,
        said=tuple(_said(session, one, region) for one in given_to(session, request)),
        shown_at=request.shown_at,
    )


def _said(session: Session, advice: Advice, region: Region) -> Said:
    deposit = session.get(Deposit, advice.deposit_id) if advice.deposit_id else None
    files = session.exec(select(File).where(File.deposit_id == advice.deposit_id).order_by(col(File.position)))
    return Said(
        given_on=business_days(region).local(advice.given_at),
        by=advice.by,
        text=advice.text,
        files=tuple(AdviceFile(one.id or 0, one.name, one.size, one.trouble) for one in files) if deposit else (),
        arrival=number_of(deposit, region.zone) if deposit else None,
    )
