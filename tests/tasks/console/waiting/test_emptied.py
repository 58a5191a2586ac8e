"""« À traiter » can be emptied: for each reason there is an act that takes its line away."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlmodel import select

from flows.boards.waiting import settling
from models.dossiers.application import Application
from models.dossiers.completeness import FLAG_WAITS
from models.forms.dossiers import AdmissionForm
from models.forms.handling import LeavingForm, SeenForm
from models.forms.meetings import MeetingForm
from models.intake.deposit import Deposit
from models.notices import Notice
from models.storage.addresses import DEPOSIT
from models.storage.database import forget, transaction
from models.vocabulary import Flag, NoticeStatus, RequestOutcome, Status
from notifications.catalogue import KINDS
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Pending, Reason
from tasks.decisions.record import examine, record_decisions
from tasks.decisions.rectify import hand_over
from tasks.dossiers import requests
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.advice.record import record_advice
from tasks.dossiers.handling import leave_late
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.letters.write import write
from tasks.dossiers.merge import merge
from tasks.dossiers.postmarks import judge_postmark
from tasks.dossiers.seen import mark_seen, unread
from tasks.intake.registering.caught_up import note_readings
from tasks.intake.store import Store
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.sessions.daily import acknowledge
from tasks.sessions.handover import represent
from tests.factories import application, arrival, campaign_with, completion_request, notice, paris, passage
from tests.servers.databases import SqliteDatabase
from tests.support.arrivals import identification, merger, verdict
from tests.support.bodies import COMMISSION, GROUP, sit, waits
from tests.support.decided import decided, handover
from tests.support.forms import decision, finding
from tests.support.incomplete import cancellation, completion, extension, resubmission
from tests.support.mails import Desk
from tests.tasks.console.waiting.lasting import LASTING
from tests.tasks.console.waiting.over import LATER, approved, over
from tests.tasks.console.waiting.placed import OF_MEMBERS
from tests.tasks.console.waiting.signed import exported, let_go, sign_its_decision, take_back, validated
from tests.tasks.console.waiting.stuck import asked, dangerous, loose, troubled, unreadable, unsorted, write_flags
from tests.tasks.console.waiting.waiting import opened_by
from tests.tasks.decisions.appeals.appealing import contested, contesting, record_it, reject
from tests.tasks.dossiers.advice.asking import advised, given
from tests.tasks.dossiers.letters.letters import letter_to, print_all, without_mail

BY = "Mme Essai"
MARCH, APRIL, MAY = paris("2026-03-02 10:00"), paris("2026-04-20 10:00"), paris("2026-05-20 10:00")
JUNE, JULY, AUGUST = paris("2026-06-19 10:00"), paris("2026-07-09 16:00"), paris("2026-08-20 10:00")
OCTOBER, SOON = paris("2026-10-01 10:00"), timedelta(days=5)

Stuck = Any
"""What waits: a dossier, an arrival, a notice."""


def just_decided(desk: Desk) -> Application:
    """Return a dossier on which the commission has just decided: its letter is held."""
    dossier = application(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, decision(dossier, decision="refused", reasons="Article 2."), at=JULY)
    return dossier


class Case(NamedTuple):
    """How something comes to wait for a reason at an instant, and what a person does about it then."""

    at: datetime
    stick: Callable[[Desk], Stuck]
    settle: Callable[[Desk, Stuck, datetime], object]


def standing(status: Status, **fields: Any) -> Callable[[Desk], Application]:  # noqa: ANN401
    """Have a dossier stand somewhere."""
    return lambda desk: application(desk.session, desk.campaign, status, **fields)


def requested(outcome: RequestOutcome = RequestOutcome.open) -> Callable[[Desk], Application]:
    """Have something been asked of an incomplete dossier, until 4 May."""

    def stick(desk: Desk) -> Application:
        made = application(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
        completion_request(desk.session, desk.campaign, made, due_on=date(2026, 5, 4), outcome=outcome)
        return made

    return stick


def unread_over_a_deadline(desk: Desk) -> Application:
    """Have the mailbox been out of reach since the eve of a last day."""
    note_readings(desk.session, {DEPOSIT: paris("2026-05-03 10:00")}, roles=[DEPOSIT])
    return requested()(desk)


def adjourned(desk: Desk) -> Application:
    """Have a whole dossier been adjourned."""
    made = application(desk.session, desk.campaign, Status.adjourned)
    passage(desk.session, desk.campaign, made)
    return made


def stopped(kind: str) -> Callable[[Desk], Notice]:
    """Have a notice come back."""
    fields: dict[str, Any] = {"kind": kind, "status": NoticeStatus.bounced, "last_error": "550", "due_at": None}
    return lambda desk: notice(desk.session, desk.campaign, **fields)


def untold(desk: Desk) -> Notice:
    """Have a sender not been told of a mail, whose legal delay ends."""
    deposit = arrival(desk.session, desk.campaign, received_at=APRIL - SOON)
    return notice(desk.session, desk.campaign, due_at=APRIL, kind="registration", deposit_id=deposit.id)


def tried(desk: Desk) -> Notice:
    """Have a notice wait for another try."""
    return notice(desk.session, desk.campaign, due_at=APRIL, last_error="421")


def doubted(desk: Desk) -> Notice:
    """Have a letter have left twice, perhaps."""
    return notice(desk.session, desk.campaign, due_at=None, status=NoticeStatus.sent, sent_at=APRIL, doubted_at=APRIL)


def left(_desk: Desk, waits: Notice, at: datetime) -> None:
    """Have a notice leave, as `distribuer-notifications` does."""
    waits.status, waits.sent_at, waits.due_at = NoticeStatus.sent, at, None


def read(desk: Desk, _stuck: Stuck, at: datetime) -> None:
    """Say that all that there is to read was read, as the form offers it."""
    mark_seen(desk.session, SeenForm(what=unread(desk.session, desk.campaign), by=BY), at=at)


def bounced_decision(desk: Desk) -> Application:
    """Have the letter of a decision come back."""
    made = decided(desk, "refused")
    letter = desk.session.exec(select(Notice).where(Notice.application_id == made.id)).one()
    letter.status = NoticeStatus.bounced
    return made


def examined_with(desk: Desk, dossier: Application, at: datetime) -> None:
    """Examine a dossier."""
    examine(desk.session, finding(dossier), at=at)


def decide(desk: Desk, dossier: Application, at: datetime) -> None:
    """Record a decision, at a meeting of that day."""
    sit(desk, {dossier.reference: "accepted"}, COMMISSION, at=at)


def without_quorum(desk: Desk) -> Application:
    """Have the working group not been enough to deliberate."""
    made = waits(desk)
    set_day_of(desk, date(2026, 6, 18), paris("2026-06-02 10:00"))
    sit(desk, present=("rectorat",))
    return made


def set_day_of(desk: Desk, on: date, at: datetime) -> None:
    """Set the day of the working group."""
    set_meeting(desk.session, MeetingForm(session="ara-2026", stage=GROUP, on=on, by=BY), at=at)


def leave(desk: Desk, dossier: Application, at: datetime) -> None:
    """Leave a late dossier for the next session."""
    leave_late(desk.session, LeavingForm(reference=dossier.reference, by=BY), at=at)


def answered(desk: Desk, deposit: Deposit, at: datetime) -> object:
    """Have somebody answer a mail."""
    return write(desk.session, letter_to(arrival=f"envoi-{deposit.id}"), at=at)


CASES: dict[Reason | Flag, Case] = {
    Reason.set_aside: Case(MAY, unreadable, lambda d, *_: write_flags(d, "[]")),
    Reason.silence_past: Case(JULY, lambda d: waits(d, COMMISSION, silence_at=JULY), decide),
    Reason.silence_near: Case(JULY, lambda d: waits(d, COMMISSION, silence_at=JULY + SOON), decide),
    Reason.decision_unserved: Case(
        AUGUST, bounced_decision, lambda d, one, at: hand_over(d.session, handover(one), at=at)
    ),
    Reason.registration: Case(APRIL, untold, left),
    Reason.notice_waiting: Case(APRIL, tried, left),
    Reason.notice_doubted: Case(APRIL, doubted, read),
    Reason.letter_to_post: Case(MAY, without_mail, print_all),
    Reason.letter_held: Case(JULY, just_decided, let_go),
    Reason.notice_failed: Case(APRIL, stopped("opening"), read),
    Reason.digest_failed: Case(APRIL, stopped("digest"), read),
    Reason.acknowledgement: Case(
        MARCH, standing(Status.registered), lambda d, _, at: acknowledge(d.session, d.campaign, at=at)
    ),
    Reason.appeal_to_record: Case(AUGUST, contesting, record_it),
    Reason.appeal_to_answer: Case(OCTOBER, contested, reject),
    Reason.appeal_implied: Case(OCTOBER + SOON, contested, reject),
    Reason.to_read: Case(APRIL, asked, answered),
    Reason.infected: Case(APRIL, dangerous, read),
    Reason.in_trouble: Case(APRIL, troubled, read),
    Reason.loose_files: Case(APRIL, loose, read),
    Reason.unsorted: Case(APRIL, unsorted, lambda d, one, at: d.sort(one, at=at)),
    Reason.retained: Case(
        MAY, unread_over_a_deadline, lambda d, _, at: note_readings(d.session, {DEPOSIT: at}, roles=[DEPOSIT])
    ),
    Reason.late: Case(MAY, standing(Status.late), leave),
    Reason.expired: Case(
        MAY,
        requested(RequestOutcome.expired),
        lambda d, one, at: requests.extend(d.session, extension(one, date(2026, 6, 8)), at=at),
    ),
    Reason.unasked: Case(
        MAY,
        standing(Status.incomplete, missing=["annexe-1"]),
        lambda d, one, at: requests.ask(d.session, completion(one), at=at),
    ),
    Reason.to_represent: Case(MAY, adjourned, lambda d, one, at: represent(d.session, resubmission(one), at=at)),
    Reason.open_request: Case(
        APRIL, requested(), lambda d, one, at: requests.cancel(d.session, cancellation(one), at=at)
    ),
    Reason.advice_late: Case(MAY, advised, lambda d, one, at: record_advice(d.session, given(one), at=at)),
    Reason.meeting_unset: Case(JUNE, waits, lambda d, _, at: set_day_of(d, date(2026, 6, 30), at)),
    Reason.second_meeting: Case(JUNE, without_quorum, lambda d, _, at: set_day_of(d, date(2026, 6, 30), at)),
    Reason.examination: Case(AUGUST, standing(Status.under_examination), examined_with),
    Reason.opinion: Case(AUGUST, waits, lambda d, one, at: sit(d, {one.reference: "favourable"}, at=at)),
    Reason.decision: Case(AUGUST, lambda d: waits(d, COMMISSION), decide),
    Reason.to_sign: Case(AUGUST, validated, sign_its_decision),
    Reason.act_to_sign: Case(AUGUST, exported, take_back),
    **{reason: Case(*told) for reason, told in {**OF_MEMBERS, **LASTING}.items()},
    Reason.to_forget: Case(LATER, over, approved),
    Flag.deadline_day: Case(MAY, standing(Status.late, flags=[Flag.deadline_day]), leave),
    Flag.same_legal_entity: Case(
        MAY, standing(Status.under_examination, flags=[Flag.same_legal_entity]), examined_with
    ),
    Flag.possible_duplicate: Case(
        MAY,
        standing(Status.under_examination, flags=[Flag.possible_duplicate]),
        lambda d, one, at: merge(d.session, merger(one), at=at),
    ),
    Flag.late_answer: Case(MAY, standing(Status.under_examination, flags=[Flag.late_answer]), examined_with),
    Flag.old_form: Case(
        MAY,
        standing(Status.under_examination, flags=[Flag.old_form]),
        lambda d, one, at: requests.ask(d.session, completion(one, {"dossier": "wrong_form"}), at=at),
    ),
    Flag.postmark_unreadable: Case(
        MAY,
        standing(Status.registered, flags=[Flag.postmark_unreadable]),
        lambda d, one, at: judge_postmark(d.session, verdict(one), at=at),
    ),
    **{
        flag: Case(
            MAY,
            standing(Status.under_examination, flags=[flag]),
            lambda d, one, at: identify_dossier(d.session, identification(one), at=at),
        )
        for flag in (Flag.unidentified, Flag.identifier_invalid, Flag.network_unsure)
    },
}


def pending(desk: Desk, at: datetime) -> tuple[Pending, ...]:
    """Return what waits."""
    desk.session.flush()
    desk.session.expire_all()
    return tuple(board_of(desk.session, desk.campaign, at=at).pending)


def reasons(desk: Desk, at: datetime) -> set[Reason | Flag]:
    """Return why something waits."""
    return {one.reason for one in pending(desk, at)}


class Waiting(NamedTuple):
    """What waits for a reason, and all that the board says then."""

    reason: Reason | Flag
    desk: Desk
    stuck: Stuck
    said: tuple[Pending, ...]


@pytest.fixture(scope="module")
def database_of_each(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    """Give a database that is emptied for each reason, not for each test."""
    made = SqliteDatabase(tmp_path_factory.mktemp("waiting"))
    yield made
    forget(made.address)


@pytest.fixture(scope="module", params=[*Reason, *FLAG_WAITS])
def waiting(
    request: pytest.FixtureRequest, database_of_each: SqliteDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Waiting]:
    """Give what waits for each reason in turn; of the two tests that ask for it, one alone does something about it."""
    at, stick, _ = CASES[request.param]
    store = Store(tmp_path_factory.mktemp("store").as_uri())
    with transaction(database_of_each.renew()) as session:
        desk = Desk(session, campaign_with(session, prospects=["accueil@mjc.example"]), store)
        yield Waiting(request.param, desk, stick(desk), pending(desk, at))


def test_each_reason_has_an_act_that_takes_its_line_away(waiting: Waiting) -> None:
    """A new reason has none yet, and fails here: nothing may come back every morning for ever."""
    reason, desk, stuck, said = waiting
    at, _, settle = CASES[reason]

    settle(desk, stuck, at)

    assert (reason in {one.reason for one in said}, reason in reasons(desk, at)) == (True, False)


def test_each_line_opens_its_form_on_what_it_is_about(waiting: Waiting) -> None:
    """Its dossier, its mail, its session, its body: whatever of these the form asks, and no dossier where the mail
    says enough, nor the member where somebody has to be found. What is awaited from an applicant alone has none."""
    reason, desk, _, said = waiting
    [item] = [item for one in said if one.reason is reason for item in one.first]
    address = settling(reason, desk.campaign.code, item)
    asked, known = opened_by(address, CASES[reason].at) if address else (set[str](), set[str]())

    is_enough = "arrival" in known or reason is Reason.coordination_vacant
    assert asked - ({"reference"} if is_enough else set()) <= known
    assert (address is None) == (reason is Reason.open_request)


def test_a_late_deposit_that_is_left_may_still_be_admitted(desk: Desk) -> None:
    """It stays late, and its journal says who left it."""
    late = application(desk.session, desk.campaign, Status.late)
    leave(desk, late, MAY)
    leave(desk, late, AUGUST)

    admit_late(desk.session, AdmissionForm(reference=late.reference, reason="Panne.", by=BY), at=AUGUST)

    desk.session.refresh(late)
    assert late.status is Status.registered


def test_whoever_identifies_a_dossier_has_read_its_mail(desk: Desk) -> None:
    """The line leaves with the flag: it came back until the dossier was examined."""
    unknown = application(desk.session, desk.campaign, Status.under_examination, flags=[Flag.unidentified])
    arrival(desk.session, desk.campaign, unknown, received_at=APRIL, sorted_at=APRIL, trouble="Deux SIRET.")
    before = reasons(desk, MAY)

    identify_dossier(desk.session, identification(unknown), at=MAY)

    assert (before, reasons(desk, MAY)) == ({Reason.in_trouble, Flag.unidentified}, set())


def test_what_is_to_be_read_is_offered_without_a_name(desk: Desk) -> None:
    """Numbers, references and kinds: the console keeps what is chosen."""
    dossier = application(desk.session, desk.campaign, Status.examined)
    troubled(desk)
    returned = notice(
        desk.session, desk.campaign, due_at=None, application=dossier, status=NoticeStatus.bounced, kind="alert"
    )

    assert unread(desk.session, desk.campaign) == [
        "envoi-1 · envoi 2026-000001",
        f"courriel-{returned.id} · {KINDS[returned.kind].title} · ARA-2026-0001",
    ]


@pytest.mark.parametrize("what", ["envoi-99", "courriel-99", "dossier-1", "envoi", "envoi-9999999999999999999999"])
def test_what_is_nothing_of_the_sort_is_refused(desk: Desk, what: str) -> None:
    """With what to choose instead."""
    with pytest.raises(ValueError, match="un envoi mis de côté, un courriel revenu"):
        mark_seen(desk.session, SeenForm(what=[what], by=BY), at=MAY)


def test_a_decision_that_did_not_arrive_cannot_be_marked_as_read(desk: Desk) -> None:
    """Its applicant must be notified otherwise: no delay runs until then."""
    bounced_decision(desk)
    [letter] = desk.session.exec(select(Notice).where(Notice.status == NoticeStatus.bounced))

    with pytest.raises(ValueError, match="notifier-autrement"):
        mark_seen(desk.session, SeenForm(what=[f"courriel-{letter.id}"], by=BY), at=AUGUST)

    assert Reason.decision_unserved in reasons(desk, AUGUST)
