"""A registered deposit is sorted: its dossier is found or opened, its files become pieces. Done once, whoever tries."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from models.dossiers.actor import SYSTEM, Actor
from models.dossiers.application import Application
from models.dossiers.completeness import await_people, next_sending
from models.dossiers.held import plan_acknowledgement
from models.intake.deposit import WORDS, Deposit, File
from models.intake.words import FILED, Meaning, Nature, Wish
from models.sessions.campaign import Campaign, Prospect
from models.vocabulary import ENDED, Flag, PieceState, Status
from notifications.writing.wording import enumeration
from tasks.intake.commitments.kept import keep_answers
from tasks.intake.desks.telling import LIKE_A_CANDIDACY
from tasks.intake.identity.identify import Claim, identify
from tasks.intake.identity.matching import (
    answered_application,
    complete_identity,
    contact_of,
    contested_applications,
    standing_application,
    standing_applications,
    takes_deposits,
)
from tasks.intake.replies.answers import (
    awaits_answer,
    join_standing,
    lock_dossier,
    settle,
    tell_received,
    undo,
    welcome,
)
from tasks.intake.replies.forwarding import forward
from tasks.intake.replies.pieces import (
    brought_by,
    files_of,
    is_everything,
    is_whole,
    pieces_of,
    take_pieces,
)
from tasks.intake.replies.reports import take_reports
from tasks.intake.replies.to_desks import tell_desk
from tasks.intake.replies.to_senders import attach_to, tell_refused, tell_unattributed
from tasks.intake.sorting.doubts import raise_doubts
from tasks.intake.sorting.examine import Found, Seen
from tasks.intake.sorting.in_time import admit_in_time
from tasks.intake.sorting.open_dossier import open_dossier
from tasks.intake.sorting.outdated import outdated_files, regularise
from tasks.intake.sorting.words import claims_candidacy, wish_of
from tasks.reading.mail.mail import Mail
from tasks.reading.mail.own_words import own_words

_NAMELESS = "Dossier entier, sans nom ni numéro, d'une adresse qui en a déjà déposé un : est-ce le même organisme ?"

_INVITED = "Cet organisme est d'une catégorie qui entre sur invitation : à inviter, ou à éclairer ?"

_WISHED = {Wish.appeal: Meaning.appeal, Wish.withdrawal: Meaning.withdrawal}

UNEXAMINED = "Ses fichiers n'ont pas pu être examinés."
TOO_LONG = "Ses fichiers demandent trop de temps : ils n'ont pas été ouverts."
"""Why a person has a deposit as it came."""


def sort_deposit(session: Session, deposit_id: int, found: Found, *, at: datetime) -> Application | None:
    """Find or open the dossier of a deposit, take its pieces, draw the consequences, and tell what the sender does not
    know yet. Return the dossier; None where another worker has sorted it since, where several may be meant, where
    nothing says that it is a candidacy (a person reads it), for files that a desk sent, for an advice, and
    for what a member of a body answered."""
    deposit = session.exec(select(Deposit).where(Deposit.id == deposit_id).with_for_update()).one()
    if deposit.sorted_at:
        return None
    _note(session, deposit, found, at=at)
    deposit.sorted_at = at
    if _is_of_no_dossier(session, deposit, found, at=at):
        return None
    was_settled = deposit.application_id is not None
    application = _placed(session, deposit, found, at=at)
    campaign = session.get_one(Campaign, application.campaign_id if application else deposit.campaign_id)
    if application:
        outdated = outdated_files(session, application, deposit) if any(one.form for one in found.files) else []
        raise_doubts(session, campaign, application, deposit, found, at=at, is_outdated=bool(outdated))
        _ask_for_more(session, campaign, application, deposit, outdated, at=at, was_settled=was_settled)
    if any(one.trouble for one in found.files):
        tell_refused(session, campaign, application, deposit, at=at)
    deposit.meaning = _meaning(deposit, application, found)
    if deposit.wish or deposit.meaning in WORDS:
        forward(session, campaign, deposit, application, own_words(found.mail.text), at=at)
    session.add(deposit)
    return application


def _is_of_no_dossier(session: Session, deposit: Deposit, found: Found, *, at: datetime) -> bool:
    """Take what is no candidacy, and tell whether a deposit is that: a yearly report, what is filed with a letter of
    ours, whose reader has had it since it came, or what a desk sent."""
    campaign = session.get_one(Campaign, deposit.campaign_id)
    is_report = deposit.nature is Nature.figures or found.reports
    if is_report and take_reports(session, campaign, deposit, found.reports, at=at):
        return True
    if deposit.nature in FILED:
        return True
    deposit.wish = wish_of(found.mail)
    if deposit.nature is Nature.desk:
        _take_from_a_desk(session, deposit, found.claim, at=at)
    return deposit.nature is Nature.desk


def _ask_for_more(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    outdated: Sequence[File],
    *,
    at: datetime,
    was_settled: bool,
) -> None:
    """Have the sender of a deposit, or a person, put right what it brings that cannot be taken as it is."""
    if application.status not in ENDED:
        regularise(session, campaign, application, outdated, at=at, was_settled=was_settled)
        _keep_for_people(session, campaign, application, deposit, at=at)
    session.add(application)


def _take_from_a_desk(session: Session, deposit: Deposit, claim: Claim, *, at: datetime) -> None:
    """Have the forms offer what a desk sent, and tell it what may be done with it; our own form of application among it
    is for a person to look at."""
    campaign = session.get_one(Campaign, deposit.campaign_id)
    deposit.wish = None
    if claim.model and not deposit.trouble:
        deposit.trouble = LIKE_A_CANDIDACY
        await_people(campaign, at=at)
    session.add(deposit)
    session.flush()
    tell_desk(session, campaign, deposit, at=at)


def _placed(session: Session, deposit: Deposit, found: Found, *, at: datetime) -> Application | None:
    if deposit.application_id:
        return _look_again(session, deposit, at=at)
    campaign = session.get_one(Campaign, deposit.campaign_id)
    replied, contact = _replied(session, deposit, found), contact_of(campaign, deposit, found.claim)
    fitting: Sequence[Application] = () if replied else standing_applications(session, campaign, contact, found.claim)
    if len(fitting) > 1:
        return _of_several(session, campaign, deposit, found, fitting, at=at)
    if not fitting and not replied and _contests(session, deposit):
        fitting = contested_applications(session, campaign, contact, found.claim)[:1]
    is_told = bool(replied or fitting) or _is_candidacy(session, deposit, found)
    standing = replied or next(iter(fitting), None)
    return _put(session, deposit, found.claim, standing, is_reply=bool(replied), at=at) if is_told else None


def _replied(session: Session, deposit: Deposit, found: Found) -> Application | None:
    """Return the dossier of the notice that a mail answers. Who brings a piece in answer to a refusal, while deposits
    are open, applies anew."""
    brought = brought_by(session, deposit)

    def may_begin() -> bool:
        return takes_deposits(session, deposit) and not _contests(session, deposit)

    return answered_application(session, found.mail, found.claim, brought=brought, may_begin=may_begin)


def _contests(session: Session, deposit: Deposit) -> bool:
    """Return True if a mail may well contest a decision, and brings no piece besides."""
    return deposit.wish is Wish.appeal and not brought_by(session, deposit)


def _of_several(
    session: Session,
    campaign: Campaign,
    deposit: Deposit,
    found: Found,
    fitting: Sequence[Application],
    *,
    at: datetime,
) -> Application | None:
    """Join a deposit to none of the dossiers that it may be about: people see it, and its sender is asked which. Where
    nothing lacks in it, it is a candidacy of its own."""
    if is_everything(campaign.rules, brought_by(session, deposit)):
        deposit.trouble = _NAMELESS
        return _begin(session, campaign, deposit, found.claim, at=at, by=SYSTEM)
    references = enumeration(sorted(application.reference for application in fitting))
    deposit.trouble = f"Plusieurs dossiers de cette adresse peuvent être concernés ({references}) : joint à aucun."
    await_people(campaign, at=at)
    tell_unattributed(session, campaign, deposit, fitting, at=at)
    return None


def _is_candidacy(session: Session, deposit: Deposit, found: Found) -> bool:
    """Return True if a mail brings a piece or our form, or says that its sender applies: by a line « Organisme : » and
    a number, or in words. A question is none, and its sender is asked for nothing; nor is anything where the region
    takes no dossiers."""
    if not session.get_one(Campaign, deposit.campaign_id).rules.takes_dossiers:
        return False
    claim = found.claim
    is_piece = any(file.piece_id or file.proposed for file in found.files) or deposit.trouble is not None
    return is_piece or bool(claim.model) or (claim.named and claim.identity.known) or claims_candidacy(found.mail)


def _meaning(deposit: Deposit, application: Application | None, found: Found) -> Meaning:
    """Return what a sorted mail is: what it brings says more than what it asks, unless its dossier is over."""
    if application and application.received_at == deposit.received_at:
        return Meaning.deposit
    if application and application.status not in ENDED and found.files:
        return Meaning.answer
    return _WISHED.get(deposit.wish, Meaning.question) if deposit.wish else Meaning.question


def give_up(
    session: Session, deposit_id: int, mail: Mail, *, why: str = UNEXAMINED, at: datetime
) -> Application | None:
    """Give a person a deposit that could not be sorted. It has a dossier all the same, and keeps its receipt instant;
    its files wait, as they came."""
    deposit = session.get_one(Deposit, deposit_id)
    deposit.trouble = why
    listed = tuple(
        Seen(file.name, file.size, file.digest, None, file.trouble, None) for file in files_of(session, deposit)
    )
    claim = identify(mail, ours=session.get_one(Campaign, deposit.campaign_id).rules.own_sirens)
    return sort_deposit(session, deposit_id, Found(mail, claim, listed), at=at)


def _note(session: Session, deposit: Deposit, found: Found, *, at: datetime) -> None:
    """Write down what was seen of a deposit: its files, and what its form answers."""
    note_files(session, deposit, found.files)
    keep_answers(session, deposit, found.answers, at=at)


def note_files(session: Session, deposit: Deposit, seen: tuple[Seen, ...]) -> None:
    """Write down what was seen of the files; those of archives come after those of the mail."""
    listed = {file.position: file for file in files_of(session, deposit)}
    for position, one in enumerate(seen):
        file = listed.get(position) or File(deposit_id=deposit.id or 0, position=position, name="", size=0, digest="")
        file.name, file.size, file.digest = one.name, one.size, one.digest
        file.format, file.trouble, file.piece_id = one.format, one.trouble, one.piece_id
        file.parent_id = listed[one.parent].id if one.parent is not None else None
        file.proposed = list(one.proposed)
        file.form_version, file.form_year = one.form or (None, None)
        session.add(file)
    session.flush()


def _look_again(session: Session, deposit: Deposit, *, at: datetime) -> Application:
    """Take the files of an answer that was settled by their names: what they hold may say otherwise. A dossier that is
    over takes none."""
    application, campaign = lock_dossier(session, session.get_one(Application, deposit.application_id))
    if application.status in ENDED:
        return application
    lacked = _lacking(session, application)
    is_awaited = awaits_answer(session, application)
    take_pieces(session, campaign.rules, application, deposit)
    lacks = _lacking(session, application)
    if lacks - lacked:
        undo(session, campaign, application, deposit, at=at)
    elif lacked - lacks and is_awaited:
        settle(session, campaign, application, deposit, at=at)
        tell_received(session, campaign, application, deposit, at=at)
    return application


def _keep_for_people(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime
) -> None:
    """Have people look at the files that may be what a dossier lacks, before anything is asked of its applicant; what
    has come since makes that needless."""
    is_loose = any(file.is_loose for file in files_of(session, deposit))
    if is_loose:
        await_people(campaign, at=at)
    planned = application.acknowledge_at if application.status is Status.registered else None
    if planned and (is_loose or Flag.network_unsure in application.flags or planned > next_sending(campaign, at=at)):
        plan_acknowledgement(session, application, at=deposit.processed_at)


def _lacking(session: Session, application: Application) -> set[str]:
    return {name for name, piece in pieces_of(session, application).items() if piece.state is not PieceState.received}


def place(session: Session, deposit: Deposit, claim: Claim, *, at: datetime, by: Actor) -> Application:
    """Find the dossier of a deposit that a person says whose it is, or open one, and take its pieces; return it."""
    campaign = session.get_one(Campaign, deposit.campaign_id)
    standing = standing_application(session, campaign, contact_of(campaign, deposit, claim), claim)
    return _put(session, deposit, claim, standing, at=at, by=by)


def _put(
    session: Session,
    deposit: Deposit,
    claim: Claim,
    standing: Application | None,
    *,
    is_reply: bool = False,
    at: datetime,
    by: Actor = SYSTEM,
) -> Application:
    """Join a deposit to the dossier that stands, or open one, and take its pieces; return it. `is_reply` tells that it
    answers a notice."""
    if standing is None:
        return _begin(session, session.get_one(Campaign, deposit.campaign_id), deposit, claim, at=at, by=by)
    standing, campaign = lock_dossier(session, standing)
    complete_identity(session, standing, claim)
    brought = brought_by(session, deposit)
    is_anew = not is_reply and is_whole(session, campaign.rules, standing, brought)
    if is_anew and not claim.named and not claim.identity.known and is_everything(campaign.rules, brought):
        deposit.trouble = _NAMELESS
    bind(session, deposit, standing)
    _complete(session, campaign, standing, deposit, is_anew=is_anew, at=at)
    return standing


def _complete(
    session: Session, campaign: Campaign, standing: Application, deposit: Deposit, *, is_anew: bool, at: datetime
) -> None:
    """Take the pieces of a deposit into a dossier that stood before, and draw the consequences; none into one that is
    over."""
    if standing.status in ENDED:
        return
    is_awaited = awaits_answer(session, standing)
    take_pieces(session, campaign.rules, standing, deposit)
    admit_in_time(session, campaign, standing, deposit, at=at)
    if is_anew and standing.status is Status.carried_over:
        join_standing(session, campaign, standing, deposit, at=at)
    elif is_awaited:
        settle(session, campaign, standing, deposit, at=at)
        tell_received(session, campaign, standing, deposit, at=at)


def _begin(
    session: Session, campaign: Campaign, deposit: Deposit, claim: Claim, *, at: datetime, by: Actor
) -> Application:
    application = open_dossier(session, campaign, deposit, claim, at=at, by=by)
    if campaign.rules.invites(application.circle):
        deposit.trouble = deposit.trouble or _INVITED
        await_people(campaign, at=at)
    bind(session, deposit, application)
    take_pieces(session, campaign.rules, application, deposit)
    welcome(session, campaign, application, deposit, at=at)
    return application


def bind(session: Session, deposit: Deposit, application: Application | None) -> None:
    """Make a deposit, with the copies of it and the notices that it caused, be of a dossier, or of none."""
    deposit.application_id = application.id if application else None
    session.flush()
    if application:
        _note_prospects(session, deposit)
    if deposit.content:
        copies = update(Deposit).where(col(Deposit.nature) == Nature.again, col(Deposit.content) == deposit.content)
        session.execute(copies.values(application_id=deposit.application_id))
    attach_to(session, session.get_one(Campaign, deposit.campaign_id), deposit, application)


def _note_prospects(session: Session, deposit: Deposit) -> None:
    """Remember who has deposited: nobody is reminded of what they did."""
    statement = update(Prospect).where(
        col(Prospect.campaign_id) == deposit.campaign_id,
        col(Prospect.address).in_({deposit.sender, deposit.reply_to}),
        col(Prospect.deposited_at).is_(None),
    )
    session.execute(statement.values(deposited_at=deposit.processed_at))
