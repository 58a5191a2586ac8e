"""What putting an arrival right changes, read from the rows before and after: so a plan is what the deed does."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, CompletionRequest, Piece
from models.intake.deposit import Deposit, meaning_of
from models.intake.words import Meaning
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, NoticeStatus, PieceState, RequestOutcome, Status

V = TypeVar("V")


class Change(NamedTuple, Generic[V]):
    """What something of a dossier was, if it was there, and what it is now; `what` tells which: a piece, a day."""

    reference: str
    what: str
    former: V | None
    now: V


class Letter(NamedTuple):
    """A letter, by its kind and the dossier that it is about; `left_on` is the day on which it left, if it did."""

    kind: NoticeKind
    reference: str | None
    left_on: date | None = None


class Difference(NamedTuple):
    """What changes: what the arrival is and of which dossier, where dossiers stand, their pieces and requests; and
    which letters are to leave, are called off, or are corrected."""

    number: str
    meaning: tuple[Meaning | None, Meaning | None]
    dossier: tuple[str | None, str | None]
    statuses: tuple[Change[Status], ...] = ()
    pieces: tuple[Change[PieceState], ...] = ()
    requests: tuple[Change[RequestOutcome], ...] = ()
    to_leave: tuple[Letter, ...] = ()
    called_off: tuple[Letter, ...] = ()
    corrected: tuple[Letter, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing changes."""
        same = self.meaning[0] is self.meaning[1] and self.dossier[0] == self.dossier[1]
        return same and not any(self[3:])


class Standing(NamedTuple):
    """How an arrival, and the dossiers of its session, stand at one instant."""

    meaning: Meaning | None
    dossier: str | None
    statuses: Mapping[tuple[str, str], Status]
    pieces: Mapping[tuple[str, str], PieceState]
    requests: Mapping[tuple[str, str], RequestOutcome]
    waiting: Mapping[str, Letter]


def standing(session: Session, deposit: Deposit, applications: Iterable[Application | None]) -> Standing:
    """Return how an arrival stands, with the dossiers that it was, is, or will be of."""
    session.flush()
    session.expire_all()
    campaign = session.get_one(Campaign, deposit.campaign_id)
    known = {one.id: one.reference for one in applications if one}
    joined = session.get(Application, deposit.application_id) if deposit.application_id else None
    return Standing(
        meaning=meaning_of(deposit),
        dossier=joined.reference if joined else None,
        statuses={
            (one.reference, ""): one.status
            for one in session.exec(select(Application).where(col(Application.id).in_(known)))
        },
        pieces=_pieces(session, campaign, known),
        requests=_requests(session, campaign, known),
        waiting=dict(_waiting(session)),
    )


def _pieces(session: Session, campaign: Campaign, known: Mapping[int | None, str]) -> dict[tuple[str, str], PieceState]:
    labels = {name: piece.label for name, piece in campaign.rules.pieces.items()}
    found = select(Piece).where(col(Piece.application_id).in_(known)).order_by(col(Piece.id))
    return {
        (known[one.application_id], labels.get(one.piece_id, one.piece_id)): one.state for one in session.exec(found)
    }


def _requests(
    session: Session, campaign: Campaign, known: Mapping[int | None, str]
) -> dict[tuple[str, str], RequestOutcome]:
    found = select(CompletionRequest).where(col(CompletionRequest.application_id).in_(known))
    return {
        (known[one.application_id], f"{business_days(campaign.rules).local(one.asked_at):%d/%m/%Y}"): one.outcome
        for one in session.exec(found.order_by(col(CompletionRequest.id)))
    }


def _waiting(session: Session) -> Iterator[tuple[str, Letter]]:
    """Yield the letters that wait, by their keys: the number of one that is called off may be another's."""
    queued = select(Notice.key, Notice.kind, Application.reference).outerjoin(Application).order_by(col(Notice.id))
    for key, kind, reference in session.exec(queued.where(Notice.status == NoticeStatus.queued)):
        yield key, Letter(NoticeKind(kind), reference)


def difference(number: str, before: Standing, after: Standing, corrected: Iterable[Letter]) -> Difference:
    """Return what changed between two instants; `corrected` are the letters that a new one corrects."""
    return Difference(
        number=number,
        meaning=(before.meaning, after.meaning),
        dossier=(before.dossier, after.dossier),
        statuses=tuple(_changes(before.statuses, after.statuses)),
        pieces=tuple(
            one for one in _changes(before.pieces, after.pieces) if one.former or one.now is not PieceState.missing
        ),
        requests=tuple(_changes(before.requests, after.requests)),
        to_leave=tuple(one for key, one in after.waiting.items() if key not in before.waiting),
        called_off=tuple(one for key, one in before.waiting.items() if key not in after.waiting),
        corrected=tuple(corrected),
    )


def _changes(before: Mapping[tuple[str, str], V], after: Mapping[tuple[str, str], V]) -> Iterator[Change[V]]:
    for (reference, what), now in after.items():
        former = before.get((reference, what))
        if former != now:
            yield Change(reference, what, former, now)
