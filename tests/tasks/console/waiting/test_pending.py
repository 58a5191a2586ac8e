"""What waits for a person: each reason, from when, until when."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pytest
from sqlmodel import Session

from models.dossiers.completeness import FLAG_WAITS
from models.storage.database import transaction
from models.vocabulary import Flag, NoticeKind, NoticeStatus, RequestOutcome, Status
from tasks.console.boards.board import board_of, read_waiting
from tasks.console.waiting.reasons import Item, Pending, Reason
from tests.conftest import Installation
from tests.support.dossiers import asked, dossier, noticed, opened

APRIL = datetime.fromisoformat("2021-04-29T23:58+02:00")
JUNE = datetime.fromisoformat("2021-06-02T10:00+02:00")
AUGUST = datetime.fromisoformat("2021-08-02T10:00+02:00")


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Give a transaction on an empty database."""
    with transaction(database) as opened_session:
        yield opened_session


def reasons(waits: Sequence[Pending]) -> dict[Reason | Flag, int]:
    """How many dossiers wait, by reason."""
    return {wait.reason: wait.total for wait in waits}


def test_nothing_waits_in_a_session_just_opened(session: Session) -> None:
    """Empty lists are not shown."""
    campaign = opened(session)

    assert board_of(session, campaign, at=APRIL).pending == ()


def test_late_dossiers_wait_in_the_order_of_receipt(session: Session) -> None:
    """A person admits them or leaves them for the next session."""
    campaign = opened(session)
    dossier(session, campaign, Status.late, name="B", received_at="2021-05-02T10:00+02:00")
    dossier(session, campaign, Status.late, name="A", received_at="2021-05-01T10:00+02:00")

    [late] = board_of(session, campaign, at=APRIL).pending

    assert late.first == (
        Item("ARA-2021-0002", "A", datetime.fromisoformat("2021-05-01T10:00+02:00")),
        Item("ARA-2021-0001", "B", datetime.fromisoformat("2021-05-02T10:00+02:00")),
    )


def test_a_list_names_five_dossiers_and_counts_them_all(session: Session) -> None:
    """However many wait, the board stays short."""
    campaign = opened(session)
    for _ in range(7):
        dossier(session, campaign, Status.late)

    [late] = board_of(session, campaign, at=APRIL).pending

    assert (late.total, len(late.first)) == (7, 5)


@pytest.mark.parametrize(("limit", "named"), [(3, 3), (5, 5), (6, 6), (None, 7)])
def test_a_longer_list_names_more_and_counts_the_same(spro: Installation, limit: int | None, named: int) -> None:
    """The table of what waits and the daily mail read the look-ups of the board: only how many are named differs."""
    with transaction(spro.database) as session:
        campaign = opened(session)
        for _ in range(7):
            waits = dossier(session, campaign, Status.late, flags=(Flag.unidentified,))
            noticed(session, campaign, waits, NoticeStatus.failed, error="550")

    found = read_waiting("ara-2021", at=APRIL, limit=limit).pending

    assert [(wait.reason, wait.total, len(wait.first)) for wait in found] == [
        (Reason.notice_failed, 7, named),
        (Reason.late, 7, named),
        (Flag.unidentified, 7, named),
    ]


@pytest.mark.parametrize("flag", list(FLAG_WAITS))
def test_each_flag_is_a_reason(session: Session, flag: Flag) -> None:
    """A flag decides nothing, so a person must see it, wherever the dossier stands that it is about. That a mail came
    to another desk is only shown."""
    campaign, statuses = opened(session), FLAG_WAITS[flag]
    for status in Status:
        dossier(session, campaign, status, flags=(flag,))

    assert reasons(board_of(session, campaign, at=APRIL).pending)[flag] == len(statuses)


def test_a_flag_of_which_account_was_taken_waits_no_more(session: Session) -> None:
    """A late answer is looked at by whoever examines the dossier: the morning's letter can fall silent."""
    campaign = opened(session)
    dossier(session, campaign, Status.examined, flags=(Flag.late_answer,))

    assert board_of(session, campaign, at=APRIL).pending == ()


def test_a_dossier_with_two_flags_waits_for_both_reasons(session: Session) -> None:
    """Each of them is looked at."""
    campaign = opened(session)
    dossier(session, campaign, Status.incomplete, flags=(Flag.late_answer, Flag.unidentified))

    found = reasons(board_of(session, campaign, at=APRIL).pending)
    assert (found[Flag.late_answer], found[Flag.unidentified]) == (1, 1)


@pytest.mark.parametrize("status", [Status.accepted, Status.member, Status.refused, Status.withdrawn])
def test_a_flag_no_longer_matters_once_the_dossier_is_settled(session: Session, status: Status) -> None:
    """What is decided or withdrawn waits for nobody."""
    campaign = opened(session)
    dossier(session, campaign, status, flags=(Flag.unidentified,))

    assert board_of(session, campaign, at=APRIL).pending == ()


def test_open_requests_come_nearest_first(session: Session) -> None:
    """With their last day."""
    campaign = opened(session)
    asked(session, dossier(session, campaign, Status.incomplete), due_on=date(2021, 5, 20))
    asked(session, dossier(session, campaign, Status.incomplete), due_on=date(2021, 5, 3))

    [wait] = board_of(session, campaign, at=APRIL).pending

    assert [(item.reference, item.detail) for item in wait.first] == [
        ("ARA-2021-0002", date(2021, 5, 3)),
        ("ARA-2021-0001", date(2021, 5, 20)),
    ]


def test_an_expired_request_waits_for_a_person(session: Session) -> None:
    """The dossier is still incomplete, and nothing else will happen to it before the end of the instruction."""
    campaign = opened(session)
    expired = dossier(session, campaign, Status.incomplete)
    asked(session, expired, due_on=date(2021, 4, 20), outcome=RequestOutcome.expired)

    assert reasons(board_of(session, campaign, at=APRIL).pending) == {Reason.expired: 1}


def test_an_expired_request_gives_way_to_the_next_one(session: Session) -> None:
    """What was asked again is awaited from the applicant."""
    campaign = opened(session)
    again = dossier(session, campaign, Status.incomplete)
    asked(session, again, due_on=date(2021, 4, 20), outcome=RequestOutcome.expired)
    asked(session, again, due_on=date(2021, 5, 20))

    assert reasons(board_of(session, campaign, at=APRIL).pending) == {Reason.open_request: 1}


@pytest.mark.parametrize(
    ("acknowledge_by", "shown"),
    [
        ("2021-04-28T23:59:59+02:00", {Reason.acknowledgement: 1}),
        ("2021-05-03T23:59:59+02:00", {Reason.acknowledgement: 1}),
        ("2021-05-04T23:59:59+02:00", {}),
    ],
)
def test_an_acknowledgement_is_shown_from_two_business_days_before_its_end(
    session: Session, acknowledge_by: str, shown: dict[Reason, int]
) -> None:
    """On Thursday 29 April, that is up to the end of Monday 3 May; overdue ones stay."""
    campaign = opened(session)
    dossier(session, campaign, Status.registered, acknowledge_by=acknowledge_by)

    assert reasons(board_of(session, campaign, at=APRIL).pending) == shown


@pytest.mark.parametrize(
    ("status", "at", "shown"),
    [
        (Status.under_examination, APRIL, {}),
        (Status.under_examination, JUNE, {Reason.examination: 1}),
        (Status.examined, JUNE, {Reason.meeting_unset: 1}),
        (Status.examined, AUGUST, {Reason.meeting_unset: 1, Reason.opinion: 1}),
        (Status.studied, JUNE, {Reason.meeting_unset: 1}),
        (Status.studied, AUGUST, {Reason.meeting_unset: 1, Reason.decision: 1}),
    ],
)
def test_what_a_stage_left_behind_waits_once_it_has_ended(
    session: Session, status: Status, at: datetime, shown: dict[Reason, int]
) -> None:
    """A stage's end closes nothing by itself: a person finishes."""
    campaign = opened(session)
    dossier(session, campaign, status)

    assert reasons(board_of(session, campaign, at=at).pending) == shown


def test_a_failed_notice_shows_its_dossier_its_kind_and_the_answer_without_the_address(session: Session) -> None:
    """Mail servers quote addresses, and nothing personal is shown."""
    campaign = opened(session)
    refused = dossier(session, campaign, Status.examined)
    error = '550 : <direction@cidff01.example>: "direction ain"@cidff01.example unknown'
    noticed(session, campaign, refused, NoticeStatus.failed, error=error)

    [failed] = board_of(session, campaign, at=APRIL).pending

    said = "Accusé de réception : 550 : (adresse masquée) (adresse masquée) unknown"
    assert failed == Pending(Reason.notice_failed, 1, (Item("ARA-2021-0001", "CIDFF de l'Ain", said),))


def test_a_notice_about_no_dossier_waits_too(session: Session) -> None:
    """Those that announce the session have none."""
    campaign = opened(session)
    noticed(
        session,
        campaign,
        None,
        NoticeStatus.queued,
        error="le serveur d'envoi est injoignable",
        kind=NoticeKind.opening,
    )

    [waiting] = board_of(session, campaign, at=APRIL).pending

    expected = Item(None, "", "Ouverture de la session : le serveur d'envoi est injoignable")
    assert waiting == Pending(Reason.notice_waiting, 1, (expected,))


def test_a_notice_that_left_or_was_never_tried_waits_for_nobody(session: Session) -> None:
    """Only trouble needs a person."""
    campaign = opened(session)
    noticed(session, campaign, None, NoticeStatus.sent)
    noticed(session, campaign, None, NoticeStatus.queued)

    assert board_of(session, campaign, at=APRIL).pending == ()
