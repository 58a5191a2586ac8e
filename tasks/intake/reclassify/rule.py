"""An arrival put right by a person's word, whole or not at all: taken out of its dossier, joined to another or to a new
one, its files named, and those told who were told otherwise. The instant of its receipt never changes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.advice import take_back as take_back_advice
from models.dossiers.application import UNNAMED, Application
from models.dossiers.completeness import await_people, close_requests, flag
from models.dossiers.held import plan_acknowledgement, settle_files
from models.dossiers.lifecycle import advance, note
from models.dossiers.requests import lacking_of
from models.errors import Refusal
from models.forms.arrivals import ReclassificationForm
from models.intake.deposit import Deposit, File, Reclassification, number_of
from models.intake.words import NOBODYS, Meaning, Nature
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import take_turns
from models.vocabulary import ENDED, Event, Flag, RequestOutcome, Status
from tasks.implied_decision import refresh_clock
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import contact_of, standing_application
from tasks.intake.reclassify.difference import Difference, Letter, difference, standing
from tasks.intake.reclassify.files import hold, restore, supplied
from tasks.intake.reclassify.judge import Case, find_arrival, judge, label_of
from tasks.intake.reclassify.letters import Why, call_off, correct
from tasks.intake.registering.bounces import heed
from tasks.intake.replies.answers import Cause, settle, undo, welcome
from tasks.intake.replies.pieces import brought_by, files_of, loosen, pieces_of
from tasks.intake.replies.to_senders import tell_registered
from tasks.intake.replies.way_out import decline, take_back
from tasks.intake.sorting.examine import Found
from tasks.intake.sorting.open_dossier import first_deposit, open_dossier
from tasks.intake.sorting.sort import bind, note_files
from tasks.reading.mail.returned import Report

_TO_READ = frozenset({Meaning.question, Meaning.appeal, Meaning.withdrawal})


class Look(NamedTuple):
    """What is in the mail of an arrival: its files and who it is from, and what a server says in it, if one does."""

    found: Found
    report: Report | None


class Done(NamedTuple):
    """What an act changed, and the dossiers that it was about."""

    difference: Difference
    applications: tuple[Application, ...]


class _Deed(NamedTuple):
    """A case being put right: by whom and when, the record of it, and the letters that it corrects."""

    session: Session
    case: Case
    record: Reclassification
    at: datetime
    corrected: list[Notice]

    @property
    def cause(self) -> Cause:
        """Why dossiers move: with the words that their journals keep."""
        number, reason = number_of(self.case.deposit, self.case.campaign.rules.zone), self.record.reason
        read = f"« {label_of(self.record.former)} » → « {label_of(self.record.meaning)} »"
        return Cause(
            Event.reclassify, Person(self.record.by), f"envoi {number}, {read}{f' : {reason}' if reason else ''}"
        )


def put_right(session: Session, form: ReclassificationForm, look: Look | None, *, at: datetime) -> Done:
    """Put an arrival right, and return what that changed. The same said again changes nothing. Raises Refusal for what
    cannot be; `look` is None of a paper."""
    take_turns(session)
    deposit = find_arrival(session, form.arrival)
    session.refresh(deposit, with_for_update=True)
    campaign = session.get_one(Campaign, deposit.campaign_id)
    number = number_of(deposit, campaign.rules.zone)
    if _is_said_already(session, deposit, form):
        now = standing(session, deposit, ())
        return Done(difference(number, now, now, ()), _dossiers(session, deposit.application_id))
    case = judge(session, form, deposit)
    before = standing(session, deposit, (case.former, case.target))
    deed = _Deed(session, case, _record(session, case, form, at=at), at, [])
    _do(deed, form, look)
    after = standing(session, deposit, _dossiers(session, deed.record.former_application_id, deposit.application_id))
    dossiers = _dossiers(session, deposit.application_id, deed.record.former_application_id)
    return Done(difference(number, before, after, _letters(deed)), dossiers)


def _is_said_already(session: Session, deposit: Deposit, form: ReclassificationForm) -> bool:
    said = select(Reclassification).where(Reclassification.deposit_id == deposit.id)
    latest = session.exec(said.order_by(col(Reclassification.id).desc())).first()
    return latest is not None and latest.said == form.said


def _dossiers(session: Session, *ids: int | None) -> tuple[Application, ...]:
    return tuple(session.get_one(Application, one) for one in dict.fromkeys(ids) if one)


def _record(session: Session, case: Case, form: ReclassificationForm, *, at: datetime) -> Reclassification:
    record = Reclassification(
        deposit_id=case.deposit.id or 0,
        at=at,
        by=form.by,
        reason=form.reason,
        former=case.deposit.meaning,
        meaning=case.meaning,
        former_application_id=case.former.id if case.former else None,
        said=form.said,
    )
    session.add(record)
    session.flush()
    return record


def _do(deed: _Deed, form: ReclassificationForm, look: Look | None) -> None:
    session, case, at = deed.session, deed.case, deed.at
    if look and not any(file.format for file in files_of(session, case.deposit)):
        note_files(session, case.deposit, look.found.files)
    leaving = supplied(session, case.former, case.deposit) if case.former else set[str]()
    given = hold(session, case.campaign.rules, case.deposit, form)
    case.deposit.meaning, case.deposit.sorted_at = case.meaning, case.deposit.sorted_at or at
    session.add(case.deposit)
    _hear(deed, look)
    _take_back_advice(deed)
    _heed_choice(deed)
    if case.leaves:
        _leave(deed, leaving)
    dossier = _open(deed, form, look) if case.opens else case.target
    if dossier:
        _join(deed, dossier, given, set() if case.leaves else leaving)
    deed.record.application_id = dossier.id if dossier else None
    _note_read(deed, dossier, is_named=bool(form.pieces))


def _hear(deed: _Deed, look: Look | None) -> None:
    """Heed what a server says of a letter of ours; tell whoever wrote, and was held for a robot, that it came (CRPA
    L112-11)."""
    case = deed.case
    if case.meaning is Meaning.bounce and look and look.report:
        heed(deed.session, look.report, case.deposit, at=deed.at)
    elif case.deposit.nature is not Nature.written and case.meaning not in NOBODYS:
        tell_registered(deed.session, case.campaign, case.deposit, at=deed.at)


def _take_back_advice(deed: _Deed) -> None:
    """Have an arrival that was filed as an advice be one no more, where a person says that it is something else."""
    deposit = deed.case.deposit
    if deposit.nature is Nature.advice and deed.case.meaning is not Meaning.advice:
        deposit.nature = Nature.written
        for dossier in take_back_advice(deed.session, deposit.id or 0, at=deed.at):
            _note(deed, dossier)


def _heed_choice(deed: _Deed) -> None:
    """Have an address want announcements again, or none any more, where a person says so of its mail."""
    deposit, is_so = deed.case.deposit, deed.case.meaning is Meaning.opt_out
    if is_so:
        decline(deed.session, deposit, deposit.reply_to, by=deed.record.by, at=deed.at)
    elif deed.record.former is Meaning.opt_out:
        take_back(deed.session, deposit, by=deed.record.by, reason=deed.record.reason, at=deed.at)
    if deposit.nature is Nature.opt_out and not is_so:
        deposit.nature = Nature.written


def _leave(deed: _Deed, leaving: set[str]) -> None:
    """Take an arrival out of the dossier that it was in: its pieces are again what they were, and one that nothing else
    opened is over."""
    session, case = deed.session, deed.case
    former = session.get_one(Application, case.deposit.application_id)
    first = first_deposit(session, former)
    is_over = first is not None and first.id == case.deposit.id
    lacked = _lacking(session, former)
    bind(session, case.deposit, None)
    if former.status in ENDED:
        _note(deed, former)
    elif is_over:
        _end(deed, former)
    else:
        restore(session, case.campaign.rules, former, leaving, {})
        _draw(deed, former, lacked, why="left")


def _end(deed: _Deed, former: Application) -> None:
    """End the dossier that an arrival had opened for nothing, and say so courteously to whoever is a person."""
    session, ids = deed.session, [former.id or 0]
    advance(session, ids, Event.reclassify, Status.withdrawn, at=deed.at, by=deed.cause.by, reason=deed.cause.reason)
    close_requests(session, ids, RequestOutcome.cancelled, at=deed.at)
    former.acknowledge_at = None
    session.add(former)
    refresh_clock(session, session.get_one(Campaign, former.campaign_id), ids, at=deed.at)
    call_off(session, former)
    if deed.case.meaning not in NOBODYS:
        deed.corrected.extend(correct(session, former, deed.record, why="over", at=deed.at))


def _open(deed: _Deed, form: ReclassificationForm, look: Look | None) -> Application:
    """Open a dossier by an arrival, judged on the instant of its receipt. Raises Refusal where its organisation has one
    that stands."""
    session, case = deed.session, deed.case
    claim = _claim(form, look)
    contact = contact_of(case.campaign, case.deposit, claim)
    stands = standing_application(session, case.campaign, contact, claim) if claim.identity.known else None
    if stands:
        raise Refusal("Dossier", form.target or "", f"cet organisme a déjà {stands.reference} : choisissez-le.")
    dossier = open_dossier(session, case.campaign, case.deposit, claim, at=deed.at, by=deed.cause.by)
    if claim.organisation == UNNAMED:
        flag(dossier, Flag.unidentified)
    return dossier


def _claim(form: ReclassificationForm, look: Look | None) -> Claim:
    """Return whose dossier it is: as a person says, else as the mail does."""
    read = look.found.claim if look else None
    return Claim(
        organisation=form.organisation or (read.organisation if read else UNNAMED),
        network=read.network if read else None,
        identity=form.identity if form.named or read is None else read.identity,
        named=bool(form.organisation) or bool(read and read.named),
        email=form.contact or (read.email if read else None),
        sent_on_from=read.sent_on_from if read else None,
    )


def _join(deed: _Deed, dossier: Application, given: Mapping[str, File], former: set[str]) -> None:
    """Have an arrival be of a dossier, with its files; `former` are the pieces that it was there before."""
    session, case, is_new = deed.session, deed.case, deed.case.opens
    lacked = _lacking(session, dossier)
    bind(session, case.deposit, dossier)
    if dossier.status in ENDED and case.meaning in _TO_READ:
        _note(deed, dossier)
        return
    restore(session, case.campaign.rules, dossier, former | brought_by(session, case.deposit), given)
    loosen(session, case.campaign.rules, pieces_of(session, dossier), files_of(session, case.deposit))
    if is_new:
        welcome(session, case.campaign, dossier, case.deposit, at=deed.at)
        _note(deed, dossier)
        _plan(deed, dossier)
    else:
        _draw(deed, dossier, lacked, why="files")


def _draw(deed: _Deed, dossier: Application, lacked: set[str], *, why: Why) -> None:
    """Draw the consequences of pieces that a dossier has or has no more; its applicant reads of it once, in the one
    letter that corrects the others. Before its acknowledgement nothing was said of them."""
    session, campaign = deed.session, deed.session.get_one(Campaign, dossier.campaign_id)
    lacks, was = _lacking(session, dossier), dossier.status
    if lacks - lacked:
        undo(session, campaign, dossier, deed.case.deposit, at=deed.at, cause=deed.cause)
    elif lacked - lacks:
        settle(session, campaign, dossier, deed.case.deposit, at=deed.at, cause=deed.cause)
    session.refresh(dossier)
    if dossier.status is was:
        _note(deed, dossier)
    if lacks != lacked and was is not Status.registered:
        deed.corrected.extend(correct(session, dossier, deed.record, why=why, at=deed.at))
    _plan(deed, dossier)


def _plan(deed: _Deed, dossier: Application) -> None:
    if dossier.status is Status.registered and Flag.postmark_unreadable not in dossier.flags:
        plan_acknowledgement(deed.session, dossier, at=deed.at)


def _note(deed: _Deed, dossier: Application) -> None:
    note(deed.session, dossier, Event.reclassify, at=deed.at, by=deed.cause.by, reason=deed.cause.reason)


def _note_read(deed: _Deed, dossier: Application | None, *, is_named: bool) -> None:
    """Note that a person has looked at an arrival, unless it still waits for one: words to answer, files to name."""
    session, deposit = deed.session, deed.case.deposit
    if dossier is None or is_named:
        _settle_files(session, deposit, dossier, at=deed.at)
    waits = any(file.is_loose for file in files_of(session, deposit)) or deposit.meaning in _TO_READ
    if waits:
        await_people(deed.case.campaign, at=deed.at)
    elif deposit.seen_at is None:
        deposit.seen_at, deposit.seen_by = deed.at, deed.record.by
    session.add_all([deposit, deed.record])
    session.flush()


def _settle_files(session: Session, deposit: Deposit, dossier: Application | None, *, at: datetime) -> None:
    if dossier:
        settle_files(session, dossier, deposit=deposit, at=at)
    for file in files_of(session, deposit):
        file.is_loose = False
        session.add(file)


def _lacking(session: Session, dossier: Application) -> set[str]:
    session.flush()
    return lacking_of(session, [dossier.id or 0]).get(dossier.id or 0, set())


def _letters(deed: _Deed) -> Sequence[Letter]:
    days = business_days(deed.case.campaign.rules)
    return [
        Letter(
            one.kind,
            deed.session.get_one(Application, one.application_id).reference if one.application_id else None,
            days.local(one.sent_at) if one.sent_at else None,
        )
        for one in deed.corrected
    ]
