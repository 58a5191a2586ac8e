"""Two deposits of one organisation become one dossier, by a person's word: one record for life, under one reference."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application, Piece
from models.dossiers.completeness import await_people, blocked, close_requests, find_applications, unflag, wanting
from models.dossiers.held import plan_acknowledgement
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.intake import Manner, MergerForm
from models.intake.deposit import Deposit, File
from models.sessions.campaign import Campaign
from models.storage.database import take_turns
from models.vocabulary import UNDECIDED, Event, Flag, NoticeKind, PieceState, RequestOutcome, Status
from notifications.loading.variables import load_applications, load_pieces
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.notices import RequestView
from tasks.dossiers.withdraw import ask_again, last_move
from tasks.implied_decision import refresh_clock
from tasks.intake.reclassify.files import restore, supplied
from tasks.intake.replies.answers import awaits_answer, settle
from tasks.intake.replies.pieces import pieces_of
from tasks.intake.sorting.open_dossier import first_deposit

KEPT = UNDECIDED | {Status.accepted, Status.member}
"""Those that another dossier may be joined to: what has not ended, and is a candidacy."""

_UNEXAMINED = UNDECIDED - {Status.examined, Status.studied, Status.validated}
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


def separate(session: Session, other: Application, *, reason: str, by: str, at: datetime) -> None:
    """Make two dossiers again of one that was joined to another by mistake: what came for it, its status and what was
    asked of it come back, the other's pieces are again its own, and both are told. Done so already, nothing changes.
    Raises Refusal where it is joined to none, or somebody has concluded upon the pieces of both."""
    take_turns(session)
    joined = last_move(session, other)
    if joined and joined.event is Event.separate:
        return
    kept, former, since = _joined_to(session, other, joined)
    campaign, ids = session.get_one(Campaign, other.campaign_id), [other.id or 0]
    _give_back(session, kept, other)
    advance(session, ids, Event.separate, former, at=at, by=Person(by), reason=reason)
    note(session, kept, Event.correct, at=at, by=Person(by), reason=f"{other.reference} en est distinct : {reason}")
    other.joined_to_id = None
    session.add(other)
    asked = ask_again(session, campaign, other, since=since, at=at)
    if former is Status.registered:
        plan_acknowledgement(session, other, at=at)
    refresh_clock(session, campaign, [kept.id or 0, *ids], at=at)
    await_people(campaign, at=at)
    _tell_apart(session, campaign, kept, other, asked, reason=reason, at=at)


def _joined_to(
    session: Session, other: Application, joined: JournalLine | None
) -> tuple[Application, Status, datetime]:
    """Return to which dossier one was joined, from which status and when."""
    if other.joined_to_id is None or joined is None or joined.former is None:
        mend = "il n'est réuni à aucun autre ; choisissez le dossier rapproché, et non celui qui est conservé."
        raise Refusal("Dossier", other.reference, mend)
    kept = session.get_one(Application, other.joined_to_id, with_for_update=True)
    if kept.status not in _UNEXAMINED:
        mend = (
            f"il est réuni à {kept.reference}, qui est « {LABELS[kept.status]} » : on a conclu sur les pièces des "
            "deux. Retirez d'abord ce qui en a été dit (corriger-saisie, rectifier-decision)."
        )
        raise Refusal("Dossier", other.reference, mend)
    return kept, joined.former, joined.at


def _give_back(session: Session, kept: Application, other: Application) -> None:
    """Give a dossier back what came for it; the pieces and the receipt of the one that had it are again its own."""
    rules = session.get_one(Campaign, kept.campaign_id).rules
    theirs = select(Deposit).where(Deposit.application_id == kept.id, Deposit.joined_from_id == other.id)
    came = session.exec(theirs).all()
    taken = {name for deposit in came for name in supplied(session, kept, deposit)}
    for deposit in came:
        deposit.application_id, deposit.joined_from_id = other.id, None
        session.add(deposit)
    session.flush()
    restore(session, rules, kept, taken, {})
    if first := first_deposit(session, kept):
        kept.received_at, kept.registered_at = first.received_at, first.processed_at
        within = rules.policies.acknowledge_within
        kept.acknowledge_by = acknowledge_by(business_days(rules), first.received_at, within=within)
        session.add(kept)


def _tell_apart(
    session: Session,
    campaign: Campaign,
    kept: Application,
    other: Application,
    asked: Mapping[int, RequestView | None],
    *,
    reason: str,
    at: datetime,
) -> None:
    """Tell each of two applicants, or both in one letter, that their dossiers are distinct again."""
    pairs = [(other, kept)] if kept.contact == other.contact else [(other, kept), (kept, other)]
    for one, beside in pairs:
        said: dict[str, Any] = {"joined": beside.reference, "reason": reason}
        of_each = {"request": {one.id or 0: asked.get(one.id or 0)}}
        ids = [one.id or 0]
        notify(session, campaign, NoticeKind.separated, ids, at=at, occurrence=other.reference, of_each=of_each, **said)


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
    moved = (
        update(Deposit)
        .where(col(Deposit.application_id) == other.id)
        .values(application_id=kept.id, joined_from_id=other.id)
    )
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
