"""Two deposits of one organisation become one dossier, by a person's word: one record for life, under one reference."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from models.dossiers.actor import Person
from models.dossiers.application import Application, Piece
from models.dossiers.completeness import blocked, close_requests, find_applications, unflag, wanting
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.intake import Manner, MergerForm
from models.intake.deposit import Deposit, File
from models.sessions.campaign import Campaign
from models.storage.database import take_turns
from models.vocabulary import UNDECIDED, Event, Flag, NoticeKind, PieceState, RequestOutcome, Status
from notifications.loading.variables import load_applications, load_pieces
from notifications.outbox.enqueue import Letter, enqueue
from tasks.implied_decision import refresh_clock
from tasks.intake.replies.answers import awaits_answer, settle
from tasks.intake.replies.pieces import pieces_of

KEPT = UNDECIDED | {Status.accepted, Status.member}
"""Those that another dossier may be joined to: what has not ended, and is a candidacy."""

_UNEXAMINED = UNDECIDED - {Status.examined, Status.studied}
"""Those whose pieces may be replaced: nobody has concluded upon them."""


def merge(session: Session, form: MergerForm, *, at: datetime) -> list[Application]:
    """Join a dossier to another of the same organisation, or say that there is nothing to join. Done so already,
    nothing changes."""
    take_turns(session)
    kept, *others = find_applications(session, [*form.dossiers, *filter(None, [form.joined])])
    if not others and Flag.possible_duplicate in kept.flags:
        unflag(kept, Flag.possible_duplicate)
        session.add(kept)
        note(session, kept, Event.merge, at=at, by=Person(form.by), reason=_reason("rien à rapprocher", form))
    for other in others:
        if other.joined_to_id != kept.id:
            _refuse_what_cannot_be_one(session, kept, other, form)
            _join(session, kept, other, form, at=at)
    return [kept, *others]


def _refuse_what_cannot_be_one(session: Session, kept: Application, other: Application, form: MergerForm) -> None:
    regions = {session.get_one(Campaign, one.campaign_id).region_id for one in (kept, other)}
    if kept.organisation_id != other.organisation_id or len(regions) > 1:
        mend = (
            f"il n'est pas du même organisme que {kept.reference} ; si c'est une erreur, identifier-dossier la corrige."
        )
        raise Refusal("Dossier à rapprocher", other.reference, mend)
    if other.joined_to_id:
        into = session.get_one(Application, other.joined_to_id).reference
        raise Refusal("Dossier à rapprocher", other.reference, f"il est déjà réuni à {into}.")
    if kept.status not in KEPT:
        mend = f"il est « {LABELS[kept.status]} » : rien ne peut plus y être joint."
        raise Refusal("Dossier à conserver", kept.reference, mend)
    if kept.status is Status.late and other.status is not Status.late:
        mend = f"il est hors délai, et {other.reference} ne l'est pas : conservez celui-ci."
        raise Refusal("Dossier à conserver", kept.reference, mend)
    if form.manner is Manner.supersede and kept.status not in _UNEXAMINED:
        mend = f"il est « {LABELS[kept.status]} » : ses pièces ne se remplacent plus ; choisissez « réunir »."
        raise Refusal("Dossier à conserver", kept.reference, mend)


def _join(session: Session, kept: Application, other: Application, form: MergerForm, *, at: datetime) -> None:
    ids, other_ids = [kept.id or 0], [other.id or 0]
    campaign, is_awaited = session.get_one(Campaign, kept.campaign_id), awaits_answer(session, kept)
    latest = _latest_deposit(session, other)
    _take_pieces(session, kept, other, form.manner)
    _end(session, kept, other, form, at=at)
    for name in ("received_at", "registered_at", "acknowledge_by"):
        setattr(kept, name, min(getattr(kept, name), getattr(other, name)))
    unflag(kept, Flag.possible_duplicate)
    session.add(kept)
    said = "réuni à lui" if form.manner is Manner.unite else "joint à lui, ses pièces remplacent celles d'avant"
    note(session, kept, Event.merge, at=at, by=Person(form.by), reason=_reason(f"{other.reference} est {said}", form))
    session.flush()
    lacks = blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))
    if lacks and kept.status is Status.under_examination:
        advance(session, ids, Event.merge, Status.incomplete, at=at, by=Person(form.by), reason=form.reason)
    elif is_awaited and latest:
        settle(session, campaign, kept, latest, at=at)
    refresh_clock(session, campaign, [*ids, *other_ids], at=at)
    _tell(session, campaign, kept, other, at=at)


def _latest_deposit(session: Session, application: Application) -> Deposit | None:
    came = select(Deposit).where(Deposit.application_id == application.id)
    return session.exec(came.order_by(col(Deposit.received_at).desc(), col(Deposit.id).desc())).first()


def _end(session: Session, kept: Application, other: Application, form: MergerForm, *, at: datetime) -> None:
    """End the dossier that is joined: what came for it is the other's, and nothing is asked of it any more."""
    ids = [other.id or 0]
    reason = _reason(f"réuni au dossier {kept.reference}", form)
    advance(session, ids, Event.merge, Status.withdrawn, at=at, by=Person(form.by), reason=reason)
    close_requests(session, ids, RequestOutcome.cancelled, at=at)
    unflag(other, Flag.possible_duplicate)
    other.joined_to_id, other.acknowledge_at = kept.id, None
    session.add(other)
    moved = update(Deposit).where(col(Deposit.application_id) == other.id).values(application_id=kept.id)
    session.execute(moved, execution_options={"synchronize_session": "fetch"})


def _take_pieces(session: Session, kept: Application, other: Application, manner: Manner) -> None:
    """Have the pieces of one dossier complete the other's, the latest version of each counting; or stand alone for
    them. No file is lost either way."""
    theirs = pieces_of(session, other)
    for piece_id, piece in pieces_of(session, kept).items():
        brought = theirs.get(piece_id)
        if brought and (manner is Manner.supersede or _is_better(session, brought, piece)):
            piece.state, piece.reason = brought.state, brought.reason
            piece.file_id, piece.valid_until = brought.file_id, brought.valid_until
            session.add(piece)


def _is_better(session: Session, brought: Piece, held: Piece) -> bool:
    if brought.state is not PieceState.received:
        return held.state is PieceState.missing
    return held.state is not PieceState.received or _came_at(session, brought) > _came_at(session, held)


def _came_at(session: Session, piece: Piece) -> datetime:
    """Return when the version of a piece that counts came: in a file, or on paper."""
    if piece.file_id:
        file = session.get_one(File, piece.file_id)
        return session.get_one(Deposit, file.deposit_id).received_at
    came = select(Deposit).where(Deposit.application_id == piece.application_id)
    papers = [one.received_at for one in session.exec(came) if piece.piece_id in one.papers]
    return max(papers, default=session.get_one(Application, piece.application_id).received_at)


def _tell(session: Session, campaign: Campaign, kept: Application, other: Application, *, at: datetime) -> None:
    """Tell the applicant that both are one, at each of the addresses that we know."""
    ids = [kept.id or 0]
    said = {
        "application": load_applications(session, campaign.rules, ids)[ids[0]],
        "pieces": load_pieces(session, campaign.rules, ids)[ids[0]],
        "joined": other.reference,
    }
    key = f"{kept.reference}/duplicate/{other.reference}"
    letters = [
        Letter(f"{key}/{place}", contact, said, application_id=kept.id)
        for place, contact in enumerate(dict.fromkeys((kept.contact, other.contact)), start=1)
    ]
    enqueue(session, campaign, NoticeKind.duplicate, letters, at=at)


def _reason(said: str, form: MergerForm) -> str:
    return f"{said} : {form.reason}" if form.reason else said
